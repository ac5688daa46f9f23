import "../pure.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ReplayWindow } from "../../src/wire/mod.ts";

/** The same with everything remembered. */
class NaiveWindow {
  #generation = -1;
  #seen = new Set<number>();

  accept(generation: number, seq: number): boolean {
    if (generation < this.#generation) return false;
    if (generation > this.#generation) this.#seen = new Set();
    this.#generation = generation;
    if (this.#seen.has(seq) || seq <= Math.max(-1, ...this.#seen) - ReplayWindow.SIZE) return false;
    this.#seen.add(seq);
    return true;
  }
}

const near = fc.nat({ max: 3 * ReplayWindow.SIZE });
const seqs = fc.oneof(near, fc.nat({ max: 8 }), near.map((seq) => seq * ReplayWindow.SIZE));

Deno.test("the window says what a memory of everything would say", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: 2 }), seqs)), (heard) => {
    const window = new ReplayWindow();
    const naive = new NaiveWindow();
    for (const [generation, seq] of heard) {
      assertEquals(window.accept(generation, seq), naive.accept(generation, seq));
    }
  }));
});

Deno.test("the last of the window is still new, the one before it is too old", () => {
  const window = new ReplayWindow();
  assertEquals(window.accept(1, 5000), true);
  assertEquals(window.accept(1, 5000 - ReplayWindow.SIZE + 1), true);
  assertEquals(window.accept(1, 5000 - ReplayWindow.SIZE), false);
});

Deno.test("a new life opens a new window, an old one is never heard again", () => {
  const window = new ReplayWindow();
  assertEquals(window.accept(2, 900), true);
  assertEquals(window.accept(3, 1), true);
  assertEquals(window.accept(2, 901), false);
  assertEquals(window.accept(3, 900), true);
});
