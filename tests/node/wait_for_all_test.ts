/** A cold start with wait_for_all: nothing runs before all have been there at once. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import type { NodeName } from "../../src/model/mod.ts";
import { clusterConfig, nodes } from "../cluster_config.ts";
import { Rig, WEB } from "./rig.ts";

const [N1, N2, N3] = nodes(3) as [NodeName, NodeName, NodeName];
const rigOf = (count: number) =>
  new Rig(clusterConfig({ nodes: count, cluster: ["wait_for_all = true"], ...WEB }));

const running = (rig: Rig) => rig.names.filter((name) => rig.runsOn(name).length > 0);
const waitsFor = (rig: Rig, name: NodeName) =>
  rig.daemons.get(name)?.node.snapshot(rig.now).quorum.waitsFor;

Deno.test("two of three wait for the third, long past initdead, and then begin", () => {
  const rig = rigOf(3);
  rig.start(N1);
  rig.start(N2);
  rig.run(30_000);
  assertEquals(running(rig), []);
  assertEquals(waitsFor(rig, N1), [N3]);
  rig.start(N3);
  assert(rig.until(() => running(rig).length === 1, 3000) !== null);
  assertEquals(waitsFor(rig, N1), []);
});

Deno.test("one of two does not begin alone, and goes on alone once both have been there", () => {
  const rig = rigOf(2);
  rig.start(N2);
  rig.run(30_000);
  assertEquals(running(rig), []);
  rig.start(N1);
  rig.run(3000);
  assertEquals(running(rig), [N1]);
  rig.crash(N1);
  rig.run(4000);
  assertEquals(running(rig), [N2]);
});

Deno.test("one that starts again while the others have quorum joins them though one is missing", () => {
  const rig = rigOf(3);
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  rig.crash(N3);
  rig.run(4000);
  rig.crash(N1);
  rig.run(4000);
  rig.start(N1);
  assert(rig.until(() => running(rig).length === 1, 4000) !== null, "nothing runs");
  assertEquals(waitsFor(rig, N1), []);
});

Deno.test("what is left of two goes on when only its daemon starts again", () => {
  const rig = rigOf(2);
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  rig.crash(N1);
  rig.run(4000);
  rig.kill(N2);
  rig.run(500);
  rig.start(N2);
  rig.run(10_000);
  assertEquals(running(rig), [N2]);
  assertEquals(rig.daemons.get(N2)?.node.snapshot(rig.now).quorum.held, true);
});
