/** The simulator's own ways: kinds of datagrams, links, what is broken, what is put back. */
import { assert, assertEquals } from "@std/assert";
import { linkName, Random } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { Cluster } from "./cluster.ts";
import { coreOf } from "./lasting.ts";
import { revert, twin } from "./other_lives.ts";

const CALM = { loss: 0, doubling: 0, slowest: 1 };
const TEMPER = { slowestStart: 20, slowestStop: 20, startFails: 0 };

function settled(shape: Partial<Parameters<typeof clusterConfig>[0]> = {}): Cluster {
  const config = clusterConfig({ nodes: 3, groups: ["web: vip prefer n1"], ...shape });
  const cluster = new Cluster(config, new Random(1), CALM, TEMPER);
  cluster.mail.keep();
  cluster.recording = true;
  for (const name of cluster.names) cluster.start(name);
  cluster.run(5000);
  return cluster;
}

const holders = ({ hosts }: Cluster) =>
  [...hosts].filter(([, { running }]) => running.size > 0).map(([name]) => name);

const [N1, N2, N3] = settled().names as [
  Cluster["names"][number],
  Cluster["names"][number],
  Cluster["names"][number],
];

Deno.test("simulator: what a datagram is can be read from it, and it comes once more", () => {
  const cluster = settled();
  const kinds = new Set<string>();
  cluster.mail.onArrival = ({ kind }) => kinds.add(kind);
  const daemon = cluster.daemons.get(N1);
  assert(daemon !== undefined);
  cluster.give(N1, daemon, { kind: "leave" });
  cluster.run(2000);
  for (const kind of ["keepalive", "report", "instruct", "farewell"]) assert(kinds.has(kind), kind);
  assertEquals(cluster.mail.replay(N2, "farewell", 0)?.from, N1);
});

Deno.test("simulator: one of two links fails, and nobody is called dead", () => {
  const cluster = settled({ interfaces: ["eth0", "eth1"] });
  cluster.network.cut(N1, N2, linkName("bcast:eth1"));
  cluster.run(10_000);
  const told = cluster.log.flatMap(({ what }) => typeof what === "string" ? [] : [what.kind]);
  assert(!told.includes("peerDead"));
  assert(told.includes("link"));
});

Deno.test("simulator: a machine that is put back runs what it ran, in the same life", () => {
  const cluster = settled();
  assertEquals(holders(cluster), [N1]);
  const before = cluster.daemons.get(N1)?.node.snapshot(cluster.now).generation;
  revert(cluster, N1, 6000);
  cluster.run(5999);
  cluster.crash(N1);
  cluster.run(1);
  assert(holders(cluster).includes(N1));
  assertEquals(cluster.daemons.get(N1)?.node.snapshot(cluster.now).generation, before);
});

Deno.test("simulator: a second host of a name is there, and gone again", () => {
  const cluster = settled();
  twin(cluster, N2, 1000);
  assertEquals(cluster.hosts.size, 4);
  cluster.run(1001);
  assertEquals([...cluster.hosts.keys()], [N1, N2, N3]);
});

Deno.test("simulator: what is left whole has a majority that hears each other", () => {
  const { config } = settled();
  const none = { ways: [], dead: [], withoutArbiter: [] };
  assertEquals(coreOf(config, none), [N1, N2, N3]);
  assertEquals(coreOf(config, { ...none, ways: [{ from: N1, to: N2 }] }), [N1, N3]);
  assertEquals(coreOf(config, { ...none, dead: [N1] }), [N2, N3]);
  assertEquals(coreOf(config, { ...none, dead: [N1], ways: [{ from: N2, to: N3 }] }), null);
  const two = settled({ nodes: 2 }).config;
  assertEquals(coreOf(two, { ...none, ways: [{ from: N1, to: N2 }] }), [N2]);
});
