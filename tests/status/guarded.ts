/** A cluster with every safeguard: two votes, a witness, fencing, an arbiter, watchdogs, ping nodes. */
import { pingName } from "../../src/model/mod.ts";
import type { ArbiterView, FencingView, NodeView } from "../../src/node/mod.ts";
import { documentOf, n3, ownView, peerView } from "./documents.ts";
import { FENCING } from "./fencing.ts";

export const ARBITER: ArbiterView = {
  kind: "etcd",
  key: "/hb/shop",
  held: true,
  leaseFor: 6200,
  holder: ownView().name,
  problem: null,
};

const armed = { armed: true, timeout: 10_000, problem: null };
const reached = { [pingName("gateway")]: true, [pingName("dns")]: true };
const all = { watchdog: armed, pings: reached };

const nodes: readonly NodeView[] = [
  ownView({ votes: 2, ...all }),
  peerView(all),
  peerView({ name: n3, witness: true, ...all }),
];

const devices = FENCING.devices.map((device) => ({
  ...device,
  on: device.on.map(({ node }) => ({ node, state: "works" as const, why: "" })),
}));

const fencing: FencingView = { enabled: true, devices, history: [], pending: [] };
const quorum = { held: true, votes: 5, of: 5, waitsFor: [] };

/** All works. */
export const GUARDED = documentOf({
  nodes,
  fencing,
  quorum,
  arbiter: { ...ARBITER, held: false, leaseFor: null, holder: null },
});

/** n2 is being fenced, and the witness has neither its watchdog nor a way to the gateway. */
export const ALL_SAFEGUARDS = documentOf({
  quorum: { ...quorum, votes: 4 },
  arbiter: ARBITER,
  fencing: FENCING,
  nodes: [
    ownView({ votes: 2, ...all }),
    peerView({
      ...all,
      standing: "unclean",
      because: "silent",
      heardAgo: 12_300,
      unclean: "it has fallen silent",
      links: [],
    }),
    peerView({
      name: n3,
      witness: true,
      watchdog: { armed: false, timeout: 0, problem: "there is no /dev/watchdog" },
      pings: { ...reached, [pingName("gateway")]: false },
    }),
  ],
});
