/** A life that has said its first word before there was an engine goes on as that life. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { instant, later, type NodeName } from "../../src/model/mod.ts";
import { Node } from "../../src/node/mod.ts";
import { openEnvelope, Post } from "../../src/wire/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { KEYS, LINK, randomOf } from "../sim/daemon.ts";
import { RELEASE } from "../sim/cluster.ts";

const CONFIG = clusterConfig({ nodes: 2, groups: ["web: vip"] });
const [N1, N2] = CONFIG.nodes.map(({ name }) => name) as [NodeName, NodeName];
const SPOKEN_AT = instant(1000);
const NOW = later(SPOKEN_AT, 120);
const GENERATION = 8;

/** n1 as its next life, and what it says when it hears n2 answer datagram `seq` of it. */
function answered(seq: number) {
  const node = new Node({
    config: CONFIG,
    number: 0,
    next: null,
    release: RELEASE,
    self: N1,
    generation: GENERATION,
    keys: KEYS,
    spokenAt: SPOKEN_AT,
    saved: null,
    lease: null,
    boot: "boot",
    agents: new Map(),
    processors: 2,
    random: randomOf(N1, GENERATION),
    now: NOW,
  });
  const first = node.step({ kind: "wake" }, NOW);
  const hears = [{
    node: N1,
    generation: GENERATION,
    seq,
    alive: true,
    direct: true,
    twins: false,
  }];
  const [bytes] = new Post(CONFIG.name, N2, 5, KEYS, new Set([N1]), RELEASE).write({
    to: null,
    at: Number(NOW),
    message: {
      kind: "keepalive",
      phase: "ready",
      epoch: null,
      coordinator: null,
      highest: 0,
      leads: null,
      configDigest: "same",
      report: 0,
      hears,
      listening: 60_000,
      succeeds: null,
      lent: null,
      terms: null,
      keys: null,
      release: RELEASE,
    },
  }) ?? [];
  assert(bytes !== undefined);
  const then = node.step({ kind: "datagram", link: LINK, bytes }, later(NOW, 5));
  const said = [...first, ...then].flatMap((effect) => {
    const opened = effect.kind === "send" ? openEnvelope(effect.datagram, CONFIG.name, KEYS) : null;
    return opened?.ok ? [opened.value] : [];
  });
  return {
    node,
    said,
    events: then.flatMap((each) => each.kind === "report" ? [each.event.kind] : []),
  };
}

Deno.test("its next datagram is the second of the same life", () => {
  const { said } = answered(1);
  assertEquals(said.map(({ seq }) => seq), said.map((_, index) => index + 2));
  assertEquals(new Set(said.map(({ generation }) => generation)), new Set([GENERATION]));
});

Deno.test("an answer to the first word is one to this life, and proves who gives it", () => {
  const { node, events } = answered(1);
  assert(events.includes("peerAlive"), events.join());
  assert(!events.includes("putBack"));
  assertEquals(node.snapshot(later(NOW, 5)).generation, GENERATION);
});

Deno.test("an answer to what it has not said yet is not: this host was put back, or proves nothing", () => {
  assert(!answered(100).events.includes("peerAlive"));
});
