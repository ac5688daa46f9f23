import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { addScores, compareEpochs, type Epoch, INFINITY, nodeName } from "../../src/model/mod.ts";

const epoch: fc.Arbitrary<Epoch | null> = fc.option(
  fc.record({
    counter: fc.nat({ max: 3 }),
    node: fc.constantFrom("a", "b", "ab").map(nodeName),
    generation: fc.nat({ max: 3 }),
  }),
  { nil: null },
);

Deno.test("epochs have one order, and only the very same are equal", () => {
  fc.assert(fc.property(epoch, epoch, epoch, (a, b, c) => {
    assertEquals(Math.sign(compareEpochs(a, b)), -Math.sign(compareEpochs(b, a)) + 0);
    assertEquals(compareEpochs(a, b) === 0, JSON.stringify(a) === JSON.stringify(b));
    if (compareEpochs(a, b) <= 0 && compareEpochs(b, c) <= 0) assert(compareEpochs(a, c) <= 0);
  }));
});

Deno.test("scores add as Pacemaker adds them", () => {
  const cases: readonly (readonly [number, number, number])[] = [
    [1, 2, 3],
    [INFINITY, -5, INFINITY],
    [INFINITY, -INFINITY, -INFINITY],
    [-INFINITY, 7, -INFINITY],
    [INFINITY - 1, 5, INFINITY],
  ];
  for (const [one, other, sum] of cases) {
    assertEquals([addScores(one, other), addScores(other, one)], [sum, sum]);
  }
});
