/**
 * Faults at random moments where at most one holder is promised: three nodes; two and a witness; two
 * and an arbiter; two with fencing, which is what daemons that are killed or stand still need.
 *
 * `HB_CHAOS_SECONDS` and `HB_CHAOS_SEED` make it longer and repeat it.
 */
import { clusterFile, type Lab } from "../../src/lab/mod.ts";
import { type FaultName, HONEST, playChaos } from "./chaos.ts";
import { ETCD, Etcd } from "./etcd.ts";
import { ADDRESS, EVENTUALLY, holdsAlone, type Needs, scenario, UNIT } from "./scenario.ts";

const SECONDS = Number(Deno.env.get("HB_CHAOS_SECONDS") ?? 15);
const SEED = Number(Deno.env.get("HB_CHAOS_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
const TC = { tc: "iproute2" };

interface Stage extends Needs {
  readonly faults: readonly FaultName[];
  /** How many of the lab's nodes are the cluster's; all where nothing is said. */
  readonly members?: number;
  /** The cluster's file, from the plain one. */
  readonly file: (plain: string, lab: Lab) => Promise<string> | string;
}

function chaos(name: string, { faults, members, file, ...needs }: Stage): void {
  scenario(name, { ...needs, needs: { ...TC, ...needs.needs } }, async (lab) => {
    const holding = lab.watchHolding();
    const nodes = lab.nodes.slice(0, members);
    const plain = clusterFile({
      nodes: nodes.map((node) => node.name),
      room: lab.room,
      groups: [{ name: UNIT, address: ADDRESS, agent: `lsb:${lab.service}`, prefer: ["n1"] }],
    });
    await lab.configure(await file(plain, lab));
    nodes.forEach((node) => node.start());
    await holdsAlone(holding, "n1", EVENTUALLY);
    await playChaos(holding, { nodes, seconds: SECONDS, seed: SEED, faults });
  });
}

chaos("three nodes: whatever fails, at most one holds the address", {
  nodes: 3,
  faults: HONEST,
  file: (plain) => plain,
});

chaos("two nodes and a witness: whatever fails, at most one holds the address", {
  nodes: 3,
  faults: HONEST,
  file: (plain) => plain.replace('name = "n3"', 'name = "n3"\nwitness = true'),
});

chaos("two nodes and an arbiter: whatever fails, at most one holds the address", {
  nodes: 3,
  networks: 2,
  members: 2,
  needs: ETCD,
  faults: HONEST,
  file: (plain, lab) => {
    const etcd = new Etcd(lab.node(3));
    etcd.start();
    return `${plain}\n[arbiter]\nkind = "etcd"\nendpoints = ["${etcd.url}"]\nttl = "2s"\n`;
  },
});

chaos("two nodes with fencing: daemons killed and frozen too, at most one holds the address", {
  nodes: 2,
  faults: [...HONEST, "kill", "freeze"],
  file: async (plain, lab) => {
    const { command } = await lab.powerSwitch();
    return `${plain}
[fencing]
panic = ["true"]

[[fence]]
name = "power"
agent = "command"
command = ["${command}"]
random_delay = "500ms"
`;
  },
});
