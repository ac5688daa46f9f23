/** When a node that is not heard must let go: always before those that do not hear it take over. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DEADTIME, KEEPALIVE, LEASE, Talk } from "./talk.ts";

/** Of `count` nodes that hear each other n1 is cut off as told; after how long may it not hold? */
function letsGoAfter(count: number, cut: (talk: Talk) => void): number | null {
  const talk = new Talk(count);
  talk.run(KEEPALIVE * 5);
  cut(talk);
  const start = talk.time;
  let end: number | null = null;
  talk.run(3 * DEADTIME, () => {
    if (end === null && !talk.mayHold(talk.names[0]!)) end = talk.time - start;
  });
  return end;
}

/** Some nodes do not hear n1 any more; `deaf`: nor does n1 hear them. */
const unheardBy = (numbers: readonly number[], deaf = false) => (talk: Talk) => {
  const [n1] = talk.names;
  for (const number of numbers) {
    const other = talk.names[number - 1]!;
    talk.cut(n1!, other);
    if (deaf) talk.cut(other, n1!);
  }
};

/** What the others heard last was sent one keepalive before the cut. */
const ON_TIME = LEASE + 1 - KEEPALIVE;
/** Where the cut is two-way, that they heard it was never told. */
const NOT_TOLD = ON_TIME - KEEPALIVE;

Deno.test("of three, a node heard by one of the others holds on", () => {
  assertEquals(letsGoAfter(3, unheardBy([2])), null);
  assertEquals(letsGoAfter(3, unheardBy([2], true)), null);
});

Deno.test("of three, a node heard by none lets go at ¾ deadtime after its last heard word was sent", () => {
  assertEquals(letsGoAfter(3, unheardBy([2, 3])), ON_TIME);
  assertEquals(letsGoAfter(3, unheardBy([2, 3], true)), NOT_TOLD);
});

Deno.test("of five, two that hear it are enough, one is not", () => {
  assertEquals(letsGoAfter(5, unheardBy([2, 3])), null);
  assertEquals(letsGoAfter(5, unheardBy([2, 3, 4])), ON_TIME);
  assertEquals(letsGoAfter(5, unheardBy([3, 4, 5], true)), NOT_TOLD);
});

Deno.test("of two, a node lets go once a peer that it hears says that it has not heard it so long", () => {
  const after = letsGoAfter(2, unheardBy([2]));
  assert(after !== null && after >= ON_TIME && after <= ON_TIME + KEEPALIVE, `${after}`);
});

Deno.test("of two, a node that hears nothing either goes on: the other may be off", () => {
  assertEquals(letsGoAfter(2, unheardBy([2], true)), null);
});

Deno.test("a node alone in its configuration always holds", () => {
  assertEquals(letsGoAfter(1, () => {}), null);
});

Deno.test("whatever is cut, of three and five none holds what a majority takes for dead", () => {
  const step = fc.record({
    run: fc.integer({ min: 1, max: 3000 }),
    cuts: fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })), { maxLength: 12 }),
    heal: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(3, 5),
      fc.integer({ min: 1, max: 300 }),
      fc.array(step, { maxLength: 6 }),
      (count, delay, steps) => {
        const talk = new Talk(count, delay);
        const check = () => {
          for (const name of talk.names) {
            const against = talk.names.filter((other) => {
              const peer = other === name ? null : talk.of(other).peer(name);
              return peer?.kind === "silent" || (peer?.kind === "unseen" && peer.dead);
            });
            assert(against.length * 2 < count || !talk.mayHold(name), `${name} at ${talk.time}`);
          }
        };
        for (const { run, cuts, heal } of steps) {
          if (heal) talk.heal();
          for (const [from, to] of cuts) {
            talk.cut(talk.names[from % count]!, talk.names[to % count]!);
          }
          talk.run(run, check);
        }
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("of two, whenever one is not heard, it never holds what the other takes it to be dead for", () => {
  const step = fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.boolean());
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.array(step), (delay, steps) => {
      const talk = new Talk(2, delay);
      const [n1, n2] = [talk.names[0]!, talk.names[1]!];
      talk.run(KEEPALIVE * 2 + 2 * delay);
      for (const [run, cut] of steps) {
        if (cut) talk.cut(n1, n2);
        else talk.heal();
        talk.run(run, () => assert(!talk.of(n2).off(n1) || !talk.mayHold(n1), `${talk.time}`));
      }
    }),
    { numRuns: 50 },
  );
});
