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

Deno.test("with the new key alone on one node it goes on with the old one, until all have the new one", () => {
  const rig = Rig.settled(SHAPE);
  const [first, ...others] = rig.names as [NodeName, ...NodeName[]];
  const news = (name: NodeName) =>
    rig.reports(name).map(({ kind }) => kind).filter((kind) => kind.startsWith("keys"));
  take(rig, first, [NEW]);
  rig.run(10_000);
  assertEquals(news(first), []);
  const { keyless } = rig.daemons.get(first)!.node.snapshot(rig.now).config;
  assertEquals(keyless, others);
  for (const name of others) take(rig, name, [NEW]);
  rig.run(4000);
  for (const name of rig.names) {
    assertEquals(news(name), ["keysTurned", "keysDropped"]);
    const begun = rig.effects(name, "runAgent").map(({ operation }) => operation.action);
    assertEquals(begun.filter((action) => action !== "monitor"), []);
    const bad = rig.reports(name).filter(({ kind }) => kind === "junk" || kind === "peerLate");
    assertEquals(bad, []);
  }
});

Deno.test("a key file of the same name with another secret is another key", () => {
  const rig = Rig.settled(SHAPE);
  const other = { id: OLD.id, secret: new Uint8Array(32).fill(3) };
  for (const name of rig.names) {
    take(rig, name, [other]);
    rig.run(500);
  }
  rig.run(4000);
  for (const name of rig.names) {
    assertEquals(rig.reports(name).filter(({ kind }) => kind === "junk"), []);
    assertEquals(rig.daemons.has(name), true);
  }
  assertEquals(rig.runsOn(rig.names[0]!), ["vip", "nginx"]);
});

Deno.test("who is not there is not waited for", () => {
  const rig = Rig.settled(SHAPE);
  const [first, second, third] = rig.names as [NodeName, NodeName, NodeName];
  rig.crash(third);
  rig.run(4000);
  for (const name of [first, second]) take(rig, name, [NEW]);
  rig.run(4000);
  assertEquals(rig.reports(first).some(({ kind }) => kind === "keysDropped"), true);
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
