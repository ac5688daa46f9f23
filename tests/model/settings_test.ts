/** Settings are the same everywhere, however the nodes' messages travel. */
import "../pure.ts";
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  explainExcess,
  keepable,
  mergeSettings,
  MOST_STAMP,
  nodeName,
  type Settings,
  writeSetting,
} from "../../src/model/mod.ts";

const settings: fc.Arbitrary<Settings> = fc.dictionary(
  fc.constantFrom("standby/n1", "standby/n2", "move/web", "cleanup/*/*"),
  fc.record({ counter: fc.nat({ max: 4 }), by: fc.constantFrom("n1", "n2", "n3").map(nodeName) }),
  { noNullPrototype: true },
).map((stamps) =>
  Object.fromEntries(
    Object.entries(stamps).map(([key, stamp]) => [
      key,
      // One writer never gives two values the same stamp.
      { stamp, value: stamp.counter % 2 === 0 ? null : `${key} by ${stamp.by} ${stamp.counter}` },
    ]),
  )
);

Deno.test("merging is commutative, associative and idempotent", () => {
  fc.assert(fc.property(settings, settings, settings, (a, b, c) => {
    assertEquals(mergeSettings(a, b), mergeSettings(b, a));
    assertEquals(mergeSettings(mergeSettings(a, b), c), mergeSettings(a, mergeSettings(b, c)));
    assertStrictEquals(mergeSettings(a, a), a);
    const merged = mergeSettings(a, b);
    assertStrictEquals(mergeSettings(merged, b), merged, "nothing new is told by being the same");
  }));
});

Deno.test("what is written now wins over all that the writer has seen, wherever it is merged", () => {
  fc.assert(fc.property(settings, fc.nat({ max: 10 }), (seen, wall) => {
    const key = "standby/n1";
    const mine = writeSetting(seen, key, "on", nodeName("n2"), wall);
    assertEquals(mergeSettings(seen, mine)[key]?.value, "on");
    assertEquals(mergeSettings(mine, seen)[key]?.value, "on");
    assert((mine[key]?.stamp.counter ?? 0) >= wall);
  }));
});

Deno.test("a writer that lost its memory still wins by its clock", () => {
  const before = writeSetting({}, "move/web", "n1", nodeName("n1"), 1000);
  const after = writeSetting({}, "move/web", null, nodeName("n1"), 2000);
  assertEquals(mergeSettings(before, after)["move/web"]?.value, null);
});

const of = (value: string | null, counter = 1, by = "n1") => ({
  value,
  stamp: { counter, by: nodeName(by) },
});

Deno.test("of saved settings those stay that can be told to others, the latest first", () => {
  const whole = { "standby/n1": of("on"), "property/x": of(null, 7) };
  assertEquals(keepable(whole), whole);
  const odd = {
    constructor: of("1"),
    "": of("1"),
    ["k".repeat(256)]: of("1"),
    "property/long": of("v".repeat(4097)),
    "property/fraction": of("1", 1.5),
    "property/by": of("1", 1, ""),
  } as unknown as Settings;
  assertEquals(keepable({ ...whole, ...odd }), whole);
  const many = Object.fromEntries(
    Array.from({ length: 1100 }, (_, at) => [`property/${at}`, of("v".repeat(4096), at)]),
  );
  assertEquals(explainExcess(whole), null);
  assertMatch(explainExcess(many) ?? "", /takes 4\d{6} bytes, and at most 4194304 are kept/);
  const kept = keepable(many);
  assertEquals(explainExcess(kept), null);
  assertEquals(["property/1099" in kept, "property/0" in kept], [true, false]);
});

Deno.test("a stamp beyond all numbers leaves one that others can read", () => {
  const forged = { "standby/n1": of("on", Number.MAX_SAFE_INTEGER) };
  const { stamp } = writeSetting(forged, "standby/n1", null, nodeName("n2"), 1)["standby/n1"]!;
  assertEquals(stamp.counter, MOST_STAMP);
  const kept = { "standby/n2": of("on", MOST_STAMP) };
  assertEquals(keepable({ ...forged, ...kept }), kept);
});
