/** How old words are when they come, by their sender's clock. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Instant, instant } from "../../src/model/mod.ts";
import { ageOf, type Apart } from "../../src/membership/word_age.ts";

const rate = fc.double({ min: 0.95, max: 1.05, noNaN: true });
const gaps = fc.array(fc.double({ min: 1, max: 400, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});

/** Words written after each of `gaps`, each `delayOf` it on its way. */
function ages(
  gaps: readonly number[],
  sender: number,
  receiver: number,
  delayOf: (index: number) => number,
): readonly number[] {
  let time = 0;
  let apart: Apart | null = null;
  return gaps.map((gap, index) => {
    time += gap;
    const now = instant((time + delayOf(index)) * receiver);
    const aged = ageOf(apart, 1_000_000 + time * sender, null, now);
    apart = aged.apart;
    return aged.age;
  });
}

Deno.test("words that come in time are of no age, whatever the clocks' pace", () => {
  fc.assert(fc.property(gaps, rate, rate, (gaps, sender, receiver) => {
    const most = Math.max(...ages(gaps, sender, receiver, () => 5));
    assert(most < 0.001, `${most}`);
  }));
});

Deno.test("a word that was held back is as old as that, but for what clocks may differ by", () => {
  fc.assert(fc.property(gaps, rate, rate, fc.nat({ max: 5000 }), (gaps, sender, receiver, held) => {
    const all = ages(gaps, sender, receiver, (at) => at === gaps.length - 1 ? held : 0);
    const age = all.at(-1) ?? 0;
    if (gaps.length === 1) return assertEquals(age, 0, "the first cannot be dated");
    const last = gaps.at(-1) ?? 0;
    assert(age <= held * 1.06 + 0.001, `${age} of ${held}`);
    assert(age >= held * 0.75 - 0.25 * (last + held) - 0.001, `${age} of ${held} after ${last}`);
  }));
});

Deno.test("recordings at their own pace, all late by the same time, stay old for long", () => {
  const late = ages(Array(60).fill(100), 1, 1, (at) => at < 10 ? 0 : 2000);
  assertEquals(late.slice(10, 15).every((age) => age > 1500), true);
});

Deno.test("an echo shows a word to be younger than the sender's clock says, after a pause", () => {
  const now = instant(10_000);
  const { apart } = ageOf(null, 5000, null, now);
  // The sender's clock has stood for 3 s.
  const later = instant(14_000);
  assertEquals(Math.round(ageOf(apart, 6000, null, later).age / 100), 25);
  const echoed = ageOf(apart, 6000, instant(13_950), later);
  assertEquals(echoed.age, 50);
  assertEquals(ageOf(echoed.apart, 6100, null, instant(14_100) as Instant).age <= 50, true);
});
