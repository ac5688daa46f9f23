/** Two hosts that are the same node: a clone that was not renamed, a machine put back or copied with its memory. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { type NodeName, Random } from "../../src/model/mod.ts";
import { Node } from "../../src/node/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { HostClock } from "../sim/clock.ts";
import { KEYS, randomOf, RELEASE } from "../sim/cluster.ts";
import { Host } from "../sim/world.ts";
import { Lossy } from "./lossy.ts";

const TEMPER = { slowestStart: 50, slowestStop: 50, startFails: 0 };

const started = () => Lossy.started(clusterConfig({ nodes: 3, groups: ["web: vip"] }), 4000);

const life = (rig: Lossy, name: NodeName, generation: number, boot: string) =>
  new Node({
    config: rig.config,
    number: 0,
    next: null,
    self: name,
    generation,
    keys: KEYS,
    release: RELEASE,
    saved: null,
    lease: null,
    boot,
    agents: new Map(),
    processors: 2,
    random: randomOf(name, generation),
    now: rig.host(name).clock.at(1000 as never),
  });

const daemonOf = (node: Node) => ({
  node,
  paused: false,
  waiting: [],
  cancelled: new Set<number>(),
  agents: new Map(),
  wakeAt: -1 as never,
});

/** A second host hears all that the first one hears, and is heard like it. */
function join(rig: Lossy, name: NodeName, node: Node, running: Iterable<never>): NodeName {
  const clone = `${name}-clone` as NodeName;
  const host = new Host(new Random(9), TEMPER, new HostClock());
  for (const id of running) host.running.add(id);
  rig.hosts.set(clone, host);
  const daemon = daemonOf(node) as never;
  const give = rig.give.bind(rig);
  rig.give = (to, receiver, input) => {
    give(to, receiver, input);
    if (to === name && input.kind === "datagram") give(clone, daemon, input);
  };
  rig.daemons.set(clone, daemon);
  rig.give(clone, daemon, { kind: "wake" });
  return clone;
}

Deno.test("a clone of the holder is not let in, runs nothing, and is told of on both sides", () => {
  const rig = started();
  const coordinator = rig.leader;
  const holder = rig.names.find((name) => name !== coordinator)!;
  rig.place("web", holder);
  const found = rig.doubles(() => {
    join(rig, holder, life(rig, holder, 1000, "boot of the clone"), []);
    rig.run(20_000);
  });
  assertEquals([found, rig.holders("vip")], [[], [holder]]);
  const tellers = rig.log.filter(({ what }) =>
    typeof what !== "string" && what.kind === "sameName"
  );
  assert(tellers.length >= 2, `${tellers.length} have said so`);
});

Deno.test("a host that boots anew before it is missed is let in once its last life is", () => {
  const rig = started();
  const [holder] = rig.holders("vip") as [NodeName];
  const found = rig.doubles(() => {
    rig.crash(holder);
    rig.run(300);
    rig.start(holder);
    rig.run(10_000);
  });
  assertEquals([found, rig.holders("vip").length], [[], 1]);
  const other = rig.names.find((name) => name !== holder)!;
  const seen = rig.daemons.get(other)?.node.snapshot(rig.now).nodes
    .find(({ name }) => name === holder);
  assertEquals(seen?.standing, "online");
});

Deno.test("a machine that is put back to a snapshot finds that out, lets go, and joins again", () => {
  const rig = started();
  const [holder] = rig.holders("vip") as [NodeName];
  const twin = life(rig, holder, 1, rig.host(holder).boot);
  const at = rig.now;
  for (const { name, input, now } of rig.steps) if (name === holder) twin.step(input, now);
  const running = [...rig.host(holder).running];
  rig.run(60_000);
  rig.crash(holder);
  rig.run(5000);
  for (const id of running) rig.host(holder).running.add(id);
  rig.host(holder).clock.stand(rig.now - at);
  const daemon = daemonOf(twin) as never;
  rig.daemons.set(holder, daemon);
  rig.give(holder, daemon, { kind: "wake" });
  const alone = rig.until(() => rig.holders("vip").length === 1, 2000);
  assert(alone !== null && alone < 500, `two hold it for ${alone} ms`);
  rig.run(20_000);
  const { phase, coordinator } = rig.daemons.get(holder)!.node.snapshot(rig.now);
  assertEquals([phase, coordinator !== null, rig.holders("vip").length], ["joined", true, 1]);
});

Deno.test("of a running machine that is copied with its memory one goes on", () => {
  const rig = started();
  const [holder] = rig.holders("vip") as [NodeName];
  const twin = life(rig, holder, 1, rig.host(holder).boot);
  for (const { name, input, now } of rig.steps) if (name === holder) twin.step(input, now);
  join(rig, holder, twin, [...rig.host(holder).running] as never[]);
  const alone = rig.until(() => rig.holders("vip").length < 2, 20_000);
  // Here both say the same at the same moments for a while, which no two real hosts do.
  assert(alone !== null && alone < 10_000, `two hold it for ${alone} ms`);
  assertEquals(rig.doubles(() => rig.run(20_000)), []);
  assertEquals(rig.holders("vip").length, 1);
});
