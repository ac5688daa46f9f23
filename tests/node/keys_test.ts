/** New keys for a running cluster, step by step as the keys file says: nothing notices. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { type Keys, type NodeName } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { KEYS } from "../sim/cluster.ts";
import { Rig, WEB } from "./rig.ts";

const [OLD] = KEYS;
const NEW = { id: "new", secret: new Uint8Array(32).fill(9) };

/** Added as the last, moved to the top, the old one taken out. */
const STEPS: readonly Keys[] = [[OLD, NEW], [NEW, OLD], [NEW]];

const SHAPE = { nodes: 3, ...WEB, alone: ["db"] };

function take(rig: Rig, name: NodeName, keys: Keys, config = rig.config): void {
  rig.tell(name, { kind: "reconfigure", config, keys, agents: new Map() });
}

Deno.test("keys are changed node by node, and nothing restarts or seems to differ", () => {
  const rig = Rig.settled(SHAPE);
  for (const keys of STEPS) {
    for (const name of rig.names) {
      take(rig, name, keys);
      rig.run(500);
    }
  }
  rig.run(3000);
  for (const name of rig.names) {
    const begun = rig.effects(name, "runAgent").map(({ operation }) => operation.action);
    assertEquals(begun.filter((action) => action !== "monitor"), []);
    assertEquals(rig.reports(name).filter(({ kind }) => kind === "configDiffers"), []);
  }
  assertEquals(rig.runsOn(rig.names[0]!), ["vip", "nginx"]);
});

Deno.test("what runs is told under the new keys at once, for the old ones may be gone soon", () => {
  const rig = Rig.settled(SHAPE);
  const [holder] = rig.names as [NodeName];
  const told = STEPS.map((keys) => {
    rig.steps.length = 0;
    take(rig, holder, keys);
    const [report] = rig.said(holder, [OLD, NEW]).filter(({ kind }) => kind === "report");
    return report?.kind === "report" ? report.report.resources["vip" as never] : undefined;
  }).map((vip) => vip?.definition?.split("."));
  const [both, turned, last] = told;
  assertEquals(both?.length, 2);
  assertEquals(turned, both?.toReversed());
  assertEquals(last, turned?.slice(0, 1));
});

Deno.test("under new keys, too, a changed definition is seen to be one", () => {
  const rig = Rig.settled(SHAPE);
  for (const keys of STEPS) for (const name of rig.names) take(rig, name, keys);
  rig.run(1000);
  const resource = { db: ['agent = "ocf:heartbeat:Dummy"', 'params = { x = "1" }'] };
  for (const name of rig.names) take(rig, name, [NEW], clusterConfig({ ...SHAPE, resource }));
  rig.run(1000);
  const begun = rig.names.flatMap((name) => rig.effects(name, "runAgent"))
    .map(({ operation: { action, resource } }) => `${action} ${resource.id}`)
    .filter((each) => !each.startsWith("monitor"));
  assertEquals(begun, ["stop db", "start db"]);
});
