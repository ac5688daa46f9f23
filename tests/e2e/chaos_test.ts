/**
 * Faults at random moments where at most one holder is promised: three nodes; two and a witness; two
 * with fencing, which is what daemons that are killed or stand still need.
 *
 * `HB_CHAOS_SECONDS` and `HB_CHAOS_SEED` make it longer and repeat it.
 */
import { clusterFile } from "../../src/lab/mod.ts";
import { type FaultName, HONEST, playChaos } from "./chaos.ts";
import { ADDRESS, EVENTUALLY, holdsAlone, scenario, UNIT } from "./scenario.ts";

const SECONDS = Number(Deno.env.get("HB_CHAOS_SECONDS") ?? 15);
const SEED = Number(Deno.env.get("HB_CHAOS_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
const TC = { tc: "iproute2" };

interface Stage {
  readonly nodes: number;
  readonly faults: readonly FaultName[];
  /** TOML beside the group, and what stands in for `[[node]]` lines. */
  readonly more: (power: string) => string;
}

function chaos(name: string, { nodes, faults, more }: Stage): void {
  scenario(name, { nodes, needs: TC }, async (lab) => {
    const holding = lab.watchHolding();
    const power = await lab.powerSwitch();
    const text = clusterFile({
      nodes: lab.names,
      room: lab.room,
      groups: [{ name: UNIT, address: ADDRESS, agent: `lsb:${lab.service}`, prefer: ["n1"] }],
    });
    await lab.configure(witnessed(text) + more(power.command));
    lab.nodes.forEach((node) => node.start());
    await holdsAlone(holding, "n1", EVENTUALLY);
    await playChaos(lab, holding, { seconds: SECONDS, seed: SEED, faults });
  });

  function witnessed(text: string): string {
    return name.includes("witness")
      ? text.replace('name = "n3"', 'name = "n3"\nwitness = true')
      : text;
  }
}

chaos("three nodes: whatever fails, at most one holds the address", {
  nodes: 3,
  faults: HONEST,
  more: () => "",
});

chaos("two nodes and a witness: whatever fails, at most one holds the address", {
  nodes: 3,
  faults: HONEST,
  more: () => "",
});

chaos("two nodes with fencing: daemons killed and frozen too, at most one holds the address", {
  nodes: 2,
  faults: [...HONEST, "kill", "freeze"],
  more: (power) => `
[fencing]
panic = ["true"]

[[fence]]
name = "power"
agent = "command"
command = ["${power}"]
random_delay = "500ms"
`,
});
