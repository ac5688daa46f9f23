/** Each branch of the election, with its reason. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { elect, type ElectionView } from "../../src/coordinator/mod.ts";
import type { Epoch, NodeName } from "../../src/model/mod.ts";
import type { Keepalive } from "../../src/wire/mod.ts";
import { nodes } from "../cluster_config.ts";
import { keepalive } from "../membership/talk.ts";

const [N1, N2, N3] = nodes(3) as [NodeName, NodeName, NodeName];

const epoch = (counter: number, node = N2, generation = 1): Epoch => ({
  counter,
  node,
  generation,
});

/** n1, ready, alone, of three; has never seen an epoch. */
const ALONE: ElectionView = {
  self: N1,
  generation: 5,
  phase: "ready",
  accepted: null,
  highest: 0,
  leading: false,
  able: true,
  order: [N1, N2, N3],
  peers: [],
};

const peer = (name: NodeName, words: Partial<Keepalive> = {}) => ({
  name,
  keepalive: { ...keepalive([]), ...words },
});

const leads = (at: Epoch): Partial<Keepalive> => ({
  epoch: at,
  coordinator: at.node,
  highest: at.counter,
  leads: { members: [at.node], quorum: true },
});

const decided = (changes: Partial<ElectionView>) => {
  const verdict = elect({ ...ALONE, ...changes });
  switch (verdict.kind) {
    case "lead":
      return "lead";
    case "claim":
      return `claim ${verdict.epoch.counter}`;
    case "follow":
      return `follow ${verdict.node} in ${verdict.epoch.counter}`;
    case "apart":
      return `apart: ${verdict.why}`;
  }
};

Deno.test("alone and ready it claims, above all it has ever seen and in its own name", () => {
  assertEquals(elect({ ...ALONE, highest: 7 }), {
    kind: "claim",
    epoch: { counter: 8, node: N1, generation: 5 },
  });
  assertEquals(decided({ highest: 2, peers: [peer(N2, { highest: 9 })] }), "claim 10");
});

Deno.test("whoever claims is followed", () => {
  assertEquals(decided({ peers: [peer(N2, leads(epoch(3)))] }), "follow n2 in 3");
  assertEquals(
    decided({ phase: "starting", peers: [peer(N2, leads(epoch(3)))] }),
    "follow n2 in 3",
  );
});

Deno.test("of several claims the highest is followed, the later generation and name break ties", () => {
  const peers = [peer(N2, leads(epoch(3))), peer(N3, leads(epoch(4, N3)))];
  assertEquals(decided({ peers }), "follow n3 in 4");
  const tied = [peer(N2, leads(epoch(3, N2, 2))), peer(N3, leads(epoch(3, N3, 1)))];
  assertEquals(decided({ peers: tied }), "follow n2 in 3");
});

Deno.test("the epoch accepted is followed on, an older one never", () => {
  const peers = [peer(N2, leads(epoch(3)))];
  assertEquals(decided({ accepted: epoch(3), peers }), "follow n2 in 3");
  assertEquals(
    decided({ accepted: epoch(4, N3), highest: 4, peers }),
    "apart: this node waits for n2 to renew its epoch",
  );
});

Deno.test("who leads goes on leading until somebody claims more", () => {
  const view = { leading: true, accepted: epoch(3, N1, 5), highest: 3 };
  assertEquals(decided(view), "lead");
  assertEquals(decided({ ...view, peers: [peer(N2, { highest: 3 })] }), "lead");
  assertEquals(decided({ ...view, peers: [peer(N2, leads(epoch(2)))] }), "lead");
  assertEquals(decided({ ...view, peers: [peer(N2, leads(epoch(4)))] }), "follow n2 in 4");
});

Deno.test("who leads in an epoch that a peer has outgrown claims anew, so that it is obeyed", () => {
  const view = { leading: true, accepted: epoch(3, N1, 5), highest: 6 };
  assertEquals(decided({ ...view, peers: [peer(N2, { highest: 6 })] }), "claim 7");
  const accepted = peer(N2, { epoch: epoch(3, N3, 9), highest: 3 });
  assertEquals(decided({ ...view, highest: 3, peers: [accepted] }), "claim 4");
});

Deno.test("without a claim the first ready node of the configuration's order claims", () => {
  assertEquals(decided({ peers: [peer(N2), peer(N3)] }), "claim 1");
  assertEquals(
    decided({ order: [N2, N1, N3], peers: [peer(N2)] }),
    "apart: this node waits for n2 to coordinate",
  );
  const leaving = peer(N2, { phase: "leaving" });
  assertEquals(decided({ order: [N2, N1, N3], peers: [leaving] }), "claim 1");
});

Deno.test("who leaves coordinates only where nobody else can", () => {
  assertEquals(
    decided({ phase: "leaving", peers: [peer(N2)] }),
    "apart: this node waits for n2 to coordinate",
  );
  assertEquals(decided({ phase: "leaving", peers: [peer(N2, { phase: "starting" })] }), "claim 1");
});

Deno.test("who starts, or lets go, claims nothing", () => {
  assertEquals(decided({ phase: "starting" }), "apart: this node waits for the others");
  assertEquals(decided({ phase: "lettingGo" }), "apart: this node lets go of its resources first");
});

Deno.test("one deaf node does not unseat whom the others follow", () => {
  assertEquals(
    decided({ peers: [peer(N2, { coordinator: N3, epoch: epoch(3, N3) })] }),
    "apart: n2 follows n3, who is not heard here",
  );
});

Deno.test("a group that hears each other settles on one coordinator, wherever it starts from", () => {
  const start = fc.record({
    highest: fc.nat({ max: 5 }),
    claims: fc.boolean(),
    generation: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(fc.property(fc.array(start, { minLength: 2, maxLength: 5 }), (starts) => {
    const names = nodes(starts.length);
    type Mind = Pick<ElectionView, "accepted" | "highest" | "leading"> & {
      coordinator: NodeName | null;
    };
    const minds: Mind[] = starts.map(({ highest, claims, generation }, index) => ({
      highest,
      leading: claims,
      accepted: claims ? epoch(highest, names[index], generation) : null,
      coordinator: claims ? names[index]! : null,
    }));
    for (let round = 0; round < 12; round += 1) {
      for (const [index, mind] of minds.entries()) {
        const peers = minds.flatMap((other, at) =>
          at === index ? [] : [peer(names[at]!, {
            epoch: other.accepted,
            highest: other.highest,
            coordinator: other.coordinator,
            leads: other.leading ? { members: [], quorum: true } : null,
          })]
        );
        const highest = Math.max(mind.highest, ...peers.map(({ keepalive }) => keepalive.highest));
        const { generation } = starts[index]!;
        const verdict = elect({
          ...ALONE,
          ...mind,
          highest,
          self: names[index]!,
          generation,
          order: names,
          peers,
        });
        const accepted = verdict.kind === "claim" || verdict.kind === "follow"
          ? verdict.epoch
          : mind.accepted;
        minds[index] = {
          accepted,
          highest: Math.max(highest, accepted?.counter ?? 0),
          leading: verdict.kind === "claim" || verdict.kind === "lead",
          coordinator: verdict.kind === "follow"
            ? verdict.node
            : verdict.kind === "apart"
            ? null
            : names[index]!,
        };
      }
    }
    assertEquals(minds.filter(({ leading }) => leading).length, 1, JSON.stringify(minds));
    assert(minds.every(({ coordinator }) => coordinator === minds[0]?.coordinator));
    assertEquals(new Set(minds.map(({ accepted }) => JSON.stringify(accepted))).size, 1);
  }));
});
