import "../pure.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ReplayWindow } from "../../src/wire/mod.ts";

/** The same with everything remembered. */
class NaiveWindow {
  readonly #seen = new Set<number>();

  constructor(private readonly floor: number) {}

  accept(seq: number): boolean {
    const oldest = Math.max(this.floor, Math.max(-1, ...this.#seen) - ReplayWindow.SIZE);
    if (this.#seen.has(seq) || seq <= oldest) return false;
    this.#seen.add(seq);
    return true;
  }
}

const near = fc.nat({ max: 3 * ReplayWindow.SIZE });
const seqs = fc.oneof(near, fc.nat({ max: 8 }), near.map((seq) => seq * ReplayWindow.SIZE));

Deno.test("the window says what a memory of everything would say", () => {
  fc.assert(fc.property(fc.integer({ min: -1, max: 6 }), fc.array(seqs), (floor, heard) => {
    const window = new ReplayWindow(floor);
    const naive = new NaiveWindow(floor);
    for (const seq of heard) assertEquals(window.accept(seq), naive.accept(seq));
  }));
});

Deno.test("the last of the window is still new, the one before it is too old", () => {
  const window = new ReplayWindow();
  assertEquals(window.accept(5000), true);
  assertEquals(window.accept(5000 - ReplayWindow.SIZE + 1), true);
  assertEquals(window.accept(5000 - ReplayWindow.SIZE), false);
});

Deno.test("what was said before its sender proved itself is never heard", () => {
  const window = new ReplayWindow(900);
  assertEquals([window.accept(900), window.accept(1), window.accept(901)], [false, false, true]);
});
