/** What one life of a daemon leaves to the next, and what it does not. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { NodeName } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { Lossy } from "./lossy.ts";

const ARBITER = '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "3s"';

for (const away of [50, 300]) {
  Deno.test(`the arbiter's vote is kept by a life that is back after ${away} ms`, () => {
    const config = clusterConfig({ nodes: 2, groups: ["web: vip"], more: [ARBITER] });
    const rig = Lossy.started(config, 5000);
    rig.cutBoth("n1", "n2");
    rig.run(30_000);
    const [holder] = rig.holders("vip") as [NodeName];
    const found = rig.doubles(() => {
      rig.kill(holder);
      rig.run(away);
      rig.start(holder);
      rig.run(30_000);
    });
    assertEquals([found, rig.holders("vip")], [[], [holder]]);
  });
}

Deno.test("a clean stop leaves no lease, so the next life waits for all, where that is asked", () => {
  const config = clusterConfig({
    nodes: 2,
    groups: ["web: vip"],
    cluster: ["wait_for_all = true"],
  });
  const rig = Lossy.started(config, 4000);
  const [n1, n2] = rig.names as [NodeName, NodeName];
  rig.crash(n2);
  rig.run(5000);
  rig.tell(n1, { kind: "leave" });
  rig.run(3000);
  assertEquals(rig.host(n1).runtime.lease, null);
  const found = rig.doubles(() => {
    rig.start(n2);
    rig.run(3000);
    rig.ask(n2, { kind: "fenceConfirm", node: n1 });
    rig.run(30_000);
    rig.cutBoth(n1, n2);
    rig.start(n1);
    rig.run(40_000);
  });
  assertEquals([found, rig.holders("vip")], [[], [n2]]);
});

Deno.test("with /run lost a life knows of no lease, and lets go at once", () => {
  const rig = Lossy.started(clusterConfig({ nodes: 3, groups: ["web: vip"] }), 4000);
  const [holder] = rig.holders("vip") as [NodeName];
  for (const name of rig.names) if (name !== holder) rig.cutBoth(holder, name);
  const found = rig.doubles(() => {
    rig.run(1200);
    rig.kill(holder);
    rig.host(holder).runtime.lease = null;
    rig.run(100);
    rig.start(holder);
    rig.run(10_000);
  });
  assertEquals([found, rig.holders("vip").length], [[], 1]);
});
