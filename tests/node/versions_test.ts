/** A node beside one of a later hb: what it understands, counts, tells, and what it goes on by. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import type { Event, NodeName } from "../../src/model/mod.ts";
import { sealEnvelope } from "../../src/wire/mod.ts";
import { clusterConfig, nodes } from "../cluster_config.ts";
import { KEYS, LINK } from "../sim/cluster.ts";
import { Rig, WEB } from "./rig.ts";

const [N1, N2] = nodes(2) as [NodeName, NodeName];
const DEADTIME = 2000;
const LATER = { version: "7.0.0", lowest: 7, highest: 8 };

/** n2 with all its words ended; n1 hears what is made up in its name instead. */
class Ghost {
  readonly rig = Rig.settled({ nodes: 2, ...WEB });
  readonly #generation: number;
  #seq = 50_000;

  constructor() {
    this.#generation = this.rig.host(N2).disk.generation;
    this.rig.kill(N2);
  }

  /** @param late how long ago it was written. @param life of n2. */
  say(word: Readonly<Record<string, unknown>>, late = 0, life = this.#generation): void {
    const at = Math.round(this.rig.now) - late;
    const text = JSON.stringify({ level: 1, to: null, at, ...word });
    this.#seq += 1;
    const envelope = { cluster: this.rig.config.name, from: N2, generation: life, seq: this.#seq };
    const body = new TextEncoder().encode(text);
    const bytes = sealEnvelope({ ...envelope, part: 0, parts: 1, body }, KEYS[0]);
    this.rig.tell(N1, { kind: "datagram", link: LINK, bytes });
  }

  get view() {
    const snapshot = this.rig.daemons.get(N1)!.node.snapshot(this.rig.now);
    return { ...snapshot, peer: snapshot.nodes.find(({ name }) => name === N2)! };
  }

  told(kind: Event["kind"]): number {
    return this.rig.reports(N1).filter((event) => event.kind === kind).length;
  }
}

for (
  const [junk, word] of [
    ["unknownKind", { kind: "song" }],
    ["unknownLevel", { level: 7, kind: "keepalive", release: LATER }],
    ["malformed", { kind: "keepalive" }],
  ] as const
) {
  Deno.test(`what is not understood is a sign of life, counted as ${junk}, and told once a minute`, () => {
    const ghost = new Ghost();
    for (let time = 0; time < 3 * DEADTIME; time += 200) {
      ghost.rig.run(200);
      ghost.say(word);
    }
    const { peer, counters } = ghost.view;
    assertEquals([peer.because, ghost.told("peerDead")], ["heard", 0]);
    assertEquals(counters[`junk.${junk}`], 30);
    const events = ghost.rig.reports(N1).filter((event) => event.kind === "junk");
    assertEquals(events.map((event) => event.kind === "junk" && event.junk), [junk]);
    ghost.rig.run(DEADTIME);
    assertEquals(ghost.told("peerDead"), 1);
  });
}

Deno.test("what is not understood, and was held up on its way, is no sign of life", () => {
  const ghost = new Ghost();
  for (let time = 0; time < 2 * DEADTIME; time += 200) {
    ghost.rig.run(200);
    ghost.say({ kind: "song" }, time + 200);
  }
  assertEquals(ghost.told("peerDead"), 1);
});

Deno.test("what is not understood keeps no lease: who is not answered lets go", () => {
  const ghost = new Ghost();
  assertEquals(ghost.rig.runsOn(N1), ["vip", "nginx"]);
  for (let time = 0; time < DEADTIME; time += 200) {
    ghost.rig.run(200);
    ghost.say({ kind: "song" });
  }
  ghost.rig.run(200);
  assertEquals(ghost.rig.runsOn(N1), []);
});

Deno.test("a node without a common level is told of and shown, and stays apart", () => {
  const ghost = new Ghost();
  const nextLife = Date.UTC(2026, 1);
  const say = () => ghost.say({ level: 7, kind: "keepalive", release: LATER }, 0, nextLife);
  for (let time = 0; time < 3 * DEADTIME; time += 200) {
    ghost.rig.run(200);
    say();
  }
  const { peer } = ghost.view;
  assertEquals([peer.because, peer.hb], ["silent", { ...LATER, understood: false }]);
  const events = ghost.rig.reports(N1).filter((event) => event.kind === "notUnderstood");
  const own = { version: "0.1.0", lowest: 1, highest: 1 };
  assertEquals(events, [{ kind: "notUnderstood", node: N2, release: LATER, own }]);
  assertEquals(ghost.rig.runsOn(N1), ["vip", "nginx"]);
  ghost.rig.run(DEADTIME);
  assertEquals(ghost.view.peer.hb, null, "it is there no more");
  ghost.rig.run(60_000);
  say();
  assertEquals(ghost.told("notUnderstood"), 2);
});

Deno.test("the version of each node is shown once it has said it", () => {
  const rig = Rig.settled({ nodes: 3, ...WEB });
  const { nodes, level } = rig.daemons.get(N1)!.node.snapshot(rig.now);
  const hb = { version: "0.1.0", lowest: 1, highest: 1, understood: true };
  assertEquals([level, ...nodes.map((node) => node.hb)], [1, hb, hb, hb]);
});

Deno.test("a setting that only a later hb knows is kept, saved and passed on", () => {
  const rig = new Rig(clusterConfig({ nodes: 2, ...WEB }));
  const setting = { value: "n2", stamp: { counter: 9, by: N2 } };
  const { disk } = rig.host(N1);
  const saved = { boot: "", generation: 0, epoch: 0, cleaned: {}, resources: {}, fencing: [] };
  disk.saved = { ...saved, attributes: {}, settings: { "pinned/web": setting } };
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  for (const name of rig.names) {
    assertEquals(rig.host(name).disk.saved?.settings["pinned/web"], setting);
  }
  assert(rig.reports(N2).some((event) => event.kind === "setting" && /later hb/.test(event.what)));
});
