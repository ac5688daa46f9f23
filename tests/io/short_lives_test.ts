/** How long a daemon waits before it begins, by how its last lives ended. */
import { assertEquals } from "@std/assert";
import { instant } from "../../src/model/mod.ts";
import { type LastLife, turnAfter } from "../../src/io/short_lives.ts";

/** The waits, in seconds, of lives that each last so long and end with `why`. */
function waits(lives: number, lasting: number, why: string | null): readonly number[] {
  const waited: number[] = [];
  let last: LastLife | null = null;
  let now = 1_000_000;
  for (let life = 0; life < lives; life++) {
    const { count, wait } = turnAfter(last, instant(now));
    waited.push(wait / 1000);
    last = { begun: instant(now + wait), count, why };
    now += wait + lasting;
  }
  return waited;
}

Deno.test("a start that fails is tried again at once, then more and more seldom", () => {
  assertEquals(waits(14, 200, "Cannot start"), [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
});

Deno.test("a daemon that ran for a while, or was killed, is back at once however often", () => {
  assertEquals(new Set(waits(30, 10_000, "hb has a bug")), new Set([0]));
  assertEquals(new Set(waits(30, 2500, null)), new Set([0]));
});

Deno.test("one that is gone as soon as it begins, without a word, waits too", () => {
  assertEquals(waits(8, 300, null), [0, 0, 0, 0, 0, 0, 1, 2]);
});

Deno.test("one that ended while it waited has not run; what another boot left does not count", () => {
  const killed = { begun: instant(20_000), count: 9, why: null };
  assertEquals(turnAfter(killed, instant(10_000)), { count: 10, wait: 16_000 });
  assertEquals(turnAfter({ ...killed, begun: instant(99_000) }, instant(10_000)).wait, 0);
});
