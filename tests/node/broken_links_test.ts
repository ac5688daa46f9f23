/**
 * Links that fail for good: where a majority hears each other, be it through one another, it
 * coordinates, everything runs, and one broken link changes nothing at all.
 */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { NodeName } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { Lossy } from "./lossy.ts";

const started = (nodes: number) =>
  Lossy.started(
    clusterConfig({ nodes, groups: ["web: vip"], defaults: ['monitor = "1s"'] }),
    4000,
  );

const LINKS = [["n1", "n2"], ["n1", "n3"], ["n2", "n3"]] as const;

for (const [one, other] of LINKS) {
  for (const witness of [false, true]) {
    const what = witness ? "two and a witness n3" : "three";
    Deno.test(`cold start of ${what}, no link between ${one} and ${other}`, () => {
      const shape = { nodes: 3, groups: ["web: vip"] };
      const node = { n3: ["witness = true"] };
      const rig = new Lossy(clusterConfig(witness ? { ...shape, node } : shape), 1);
      rig.cutBoth(one, other);
      for (const name of rig.names) rig.start(name);
      rig.run(60_000);
      assertEquals(rig.holders("vip").length, 1);
    });
  }

  Deno.test(`no link between ${one} and ${other}: nothing is done, and what dies is started again`, () => {
    const rig = started(3);
    rig.steps.length = 0;
    rig.cutBoth(one, other);
    rig.run(20_000);
    const done = rig.names.flatMap((name) => rig.effects(name, "runAgent"))
      .map(({ operation }) => operation.action);
    assertEquals(done.filter((action) => action !== "monitor"), []);
    const [holder] = rig.holders("vip") as [NodeName];
    rig.host(holder).running.clear();
    rig.run(5000);
    assertEquals(rig.holders("vip").length, 1);
  });
}

for (const [nodes, ways] of [[4, "both"], [4, "one"], [5, "both"]] as const) {
  Deno.test(`of ${nodes} nodes the coordinator, which has the resource, is heard by one only (${ways})`, () => {
    const rig = started(nodes);
    const coordinator = rig.leader;
    rig.place("web", coordinator);
    const [, ...others] = rig.names.filter((name) => name !== coordinator);
    for (const name of others) {
      if (ways === "both") rig.cutBoth(coordinator, name);
      else rig.network.cut(coordinator, name);
    }
    assertEquals(rig.doubles(() => rig.run(60_000)), []);
    assertEquals(rig.holders("vip").length, 1);
  });
}

Deno.test("an operator's standby reaches one whom the coordinator does not hear", () => {
  const rig = started(3);
  const coordinator = rig.leader;
  const holder = rig.names.find((name) => name !== coordinator)!;
  rig.place("web", holder);
  rig.cutBoth(coordinator, holder);
  rig.run(10_000);
  rig.ask(holder, { kind: "standby", node: holder, on: true });
  rig.run(5000);
  const on = rig.holders("vip");
  assertEquals([on.length, on.includes(holder)], [1, false]);
});

Deno.test("an order that a deaf node cannot take is given up, and carried out elsewhere", () => {
  const rig = started(3);
  const coordinator = rig.leader;
  const holder = rig.names.find((name) => name !== coordinator)!;
  rig.place("web", holder);
  for (const name of rig.names) if (name !== holder) rig.network.cut(name, holder);
  assertEquals(rig.doubles(() => rig.run(30_000)), []);
  const on = rig.holders("vip");
  assertEquals([on.length, on.includes(holder)], [1, false]);
});
