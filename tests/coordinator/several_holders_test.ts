/** Who keeps what several hold: the rules one by one, in their order. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { type Holder, keepOne } from "../../src/coordinator/mod.ts";
import { nodeName, unitName } from "../../src/model/mod.ts";
import { member, STOPPED } from "../scheduler/story.ts";

const WEB = {
  name: unitName("web"),
  isGroup: true,
  clone: null,
  prefer: [],
  members: [member("vip"), member("nginx")],
};

/** A node on which the members named have run for so long. */
const holder = (
  name: string,
  runs: Readonly<Record<string, number>>,
  cutOffFor: number | null = null,
): Holder => ({
  node: nodeName(name),
  resources: Object.fromEntries(
    Object.entries(runs).map(([id, startedFor]) => [
      id,
      { ...STOPPED, state: "started" as const, startedFor },
    ]),
  ),
  cutOffFor,
});

Deno.test("first: where more of it runs, however short and cut off", () => {
  const kept = keepOne(WEB, [
    holder("n1", { vip: 9000 }),
    holder("n2", { vip: 100, nginx: 100 }, 50),
  ]);
  assertEquals([kept.node, kept.rule], ["n2", "more of it runs there"]);
});

Deno.test("then: the one that had not lost its own links while both had it", () => {
  const both = { vip: 5000, nginx: 5000 };
  const kept = keepOne(WEB, [
    holder("n1", { vip: 90_000, nginx: 90_000 }, 100),
    holder("n2", both),
  ]);
  assertEquals([kept.node, kept.rule], ["n2", "n1 had been cut off"]);
});

Deno.test("links lost long before do not count", () => {
  const kept = keepOne(WEB, [
    holder("n1", { vip: 90_000, nginx: 90_000 }, 5001),
    holder("n2", { vip: 5000, nginx: 5000 }),
  ]);
  assertEquals([kept.node, kept.rule], ["n1", "it has held it longer"]);
});

Deno.test("then: the one that has held it longer, then the first in the configuration", () => {
  const both = { vip: 5000, nginx: 5000 };
  const longer = keepOne(WEB, [holder("n1", both), holder("n2", { vip: 5001, nginx: 10 })]);
  assertEquals([longer.node, longer.rule], ["n2", "it has held it longer"]);
  const first = keepOne(WEB, [holder("n1", both), holder("n2", both)]);
  assertEquals([first.node, first.rule], ["n1", "it comes first in the configuration"]);
});

Deno.test("how long two had it is how long the second longest had it", () => {
  const kept = keepOne(WEB, [
    holder("n1", { vip: 9000 }),
    holder("n2", { vip: 400, nginx: 300 }),
    holder("n3", { vip: 50, nginx: 20 }),
  ]);
  assertEquals(kept.together, 400);
});
