/**
 * Nonsense from one who has the key, and from this node's own disk: counted, refused or told, and never
 * fatal. Whatever a node has heard, it goes on, its status can be shown, and the others can read it.
 */
import "../pure.ts";
import { assert } from "@std/assert";
import fc from "fast-check";
import { printSavedState, readSavedState } from "../../src/io/saved_state.ts";
import type { NodeName } from "../../src/model/mod.ts";
import type { SavedState } from "../../src/node/mod.ts";
import { statusApp } from "../../src/status/mod.ts";
import { type Message, sealEnvelope } from "../../src/wire/mod.ts";
import { nodes } from "../cluster_config.ts";
import { mutated, mutatedData, runs } from "../fuzz.ts";
import { KEYS, LINK } from "../sim/cluster.ts";
import { Stranger } from "../sim/stranger.ts";
import { documentOf, WALL } from "../status/documents.ts";
import { anyMessage } from "../wire/arbitrary_message.ts";
import { Rig } from "./rig.ts";

const [N1, N2] = nodes(3) as [NodeName, NodeName];

const FENCED = [
  '[[fence]]\nname = "pdu"\nagent = "fence_apc"\nparams = { ip = "10.0.0.9" }',
  '[[ping]]\naddress = "10.0.0.1"',
];

const settled = () =>
  Rig.settled({ nodes: 3, groups: ["web: vip nginx prefer n1"], alone: ["db"], more: FENCED });

/** Messages that the nodes of a small cluster have said, as JSON. */
function saidOnce(): readonly Message[] {
  const rig = new Rig(settled().config);
  for (const name of rig.names) rig.start(name);
  rig.run(1000);
  rig.ask(N1, { kind: "attribute", node: N2, name: "master-db", value: "5", scope: "reboot" });
  rig.ask(N1, { kind: "attribute", node: N1, name: "master-db", value: "5", scope: "forever" });
  rig.ask(N1, { kind: "standby", node: N1, on: true });
  rig.ask(N1, { kind: "fence", node: N2, action: "off" });
  rig.run(3000);
  const kinds = new Map(
    rig.names.flatMap((name) => rig.said(name)).map((one) => [JSON.stringify(one).length, one]),
  );
  return [...kinds.values()];
}

/** What stands before each message. */
const HEADER = { level: 1, to: null, at: 1000 };

/** As `from` would say it of itself. */
const saidBy = (from: NodeName, message: unknown): string =>
  (typeof message === "string" ? message : JSON.stringify(withHeader(message))).replace(
    /"report":\{"node":"n\d"/,
    `"report":{"node":"${from}"`,
  );

const withHeader = (message: unknown): unknown =>
  typeof message === "object" && message !== null ? { ...HEADER, ...message } : message;

const key = KEYS[0];
const utf8 = new TextEncoder();

/** A datagram as `from` would send it some time. */
function forged(rig: Rig, from: NodeName, seq: number, text: string): Uint8Array {
  const { generation } = rig.host(from).disk;
  const body = utf8.encode(text);
  return sealEnvelope({ cluster: "test", from, generation, seq, part: 0, parts: 1, body }, key);
}

/** It goes on, says what the others can read, and can be shown. */
async function assertWell(rig: Rig, name: NodeName): Promise<void> {
  const daemon = rig.daemons.get(name);
  assert(daemon !== undefined, "it has ended");
  const stranger = new Stranger();
  for (const { datagram } of rig.effects(name, "send")) {
    assert(stranger.read(datagram) !== null, "nobody can read what it says");
  }
  const events = rig.reports(name).map((event) => ({ wall: WALL, event }));
  const document = { ...documentOf(), snapshot: daemon.node.snapshot(rig.now), events };
  const app = statusApp(() => document);
  for (const path of ["/", "/metrics", "/api/v1/status", "/api/v1/events", "/cluster"]) {
    const answer = await app.request(path, { headers: { accept: "text/html" } });
    assert(answer.status !== 500, `${path}: ${await answer.text()}`);
  }
}

const messages = saidOnce();
/** Of each kind as often, however many were said. */
const anySaid = fc.oneof(
  ...Map.groupBy(messages, ({ kind }) => kind).values().map((some) => fc.constantFrom(...some)),
);
/** Names that are known in the cluster, and one that is not. */
const WORDS = [
  "n1",
  "n2",
  "n3",
  "n9",
  "web",
  "vip",
  "nginx",
  "db",
  "pdu",
  "10.0.0.1",
  "cleanup/vip/n1",
];

Deno.test("any message of a key holder leaves a node well", async () => {
  let [said, read] = [0, 0];
  const data = fc.oneof(
    { weight: 4, arbitrary: anySaid.chain((one) => mutatedData(one, WORDS)) },
    { weight: 1, arbitrary: anyMessage as fc.Arbitrary<unknown> },
  );
  const texts = anySaid.chain((one) => mutated(JSON.stringify({ ...HEADER, ...one })));
  const bodies = fc.oneof({ weight: 9, arbitrary: data }, { weight: 1, arbitrary: texts });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(bodies, { minLength: 10, maxLength: 30 }), async (
      fromCoordinator,
      bodies,
    ) => {
      const rig = settled();
      const [from, to] = fromCoordinator ? [N1, N2] : [N2, N1];
      for (const [at, body] of bodies.entries()) {
        const bytes = forged(rig, from, 1_000_000 + at * 10, saidBy(from, body));
        rig.tell(to, { kind: "datagram", link: LINK, bytes });
        rig.run(5);
        // Who has the key can have a node fenced: what throws ends the test instead.
        if (!rig.daemons.has(to)) return;
      }
      said += bodies.length;
      const { counters } = rig.daemons.get(to)!.node.snapshot(rig.now);
      read += bodies.length - (counters["junk.malformed"] ?? 0);
      rig.run(700);
      if (rig.daemons.has(to)) await assertWell(rig, to);
    }),
    runs(40),
  );
  assert(read > said / 4, `of ${said} messages only ${read} were of a form that is looked at`);
});

Deno.test("any saved state is refused, or a node starts well with it", async () => {
  const rig = settled();
  rig.ask(N1, { kind: "attribute", node: N1, name: "master-db", value: "5", scope: "reboot" });
  rig.ask(N1, { kind: "attribute", node: N1, name: "master-db", value: "5", scope: "forever" });
  rig.ask(N1, { kind: "cleanup", resource: null, node: null });
  rig.ask(N1, { kind: "fence", node: N2, action: "off" });
  rig.run(3000);
  const text = printSavedState(rig.host(N1).disk.saved as SavedState);
  const words = [...WORDS, "attribute/n1/x", "fence/n2", "confirmed/n9", "move/web", "off 1"];
  const states = fc.oneof(
    mutated(text),
    ...[1, 2, 3].map(() =>
      mutatedData(JSON.parse(text), words).map((state) => JSON.stringify(state))
    ),
  );
  let good = 0;
  await fc.assert(
    fc.asyncProperty(states, async (text) => {
      const saved = readSavedState(text);
      if (!saved.ok) return assert(saved.problem !== "");
      good += 1;
      const next = new Rig(rig.config);
      next.host(N1).disk.saved = saved.value;
      next.start(N1);
      next.start(N2);
      next.run(2000);
      await assertWell(next, N1);
    }),
    runs(200),
  );
  assert(good > 0);
});
