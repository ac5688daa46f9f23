/**
 * Faults at random moments, one after the other and on top of each other, in a lab whose cluster
 * promises at most one holder; what holds the address is asked of the kernels all the while.
 */
import { assertEquals } from "@std/assert";
import { type Holding, type LabNode, labNow, pause, until } from "../../src/lab/mod.ts";
import { Random } from "../../src/model/mod.ts";
import { ADDRESS, EVENTUALLY } from "./scenario.ts";

/** What can be done to a node; the repair is left for later, and must do no harm where none is due. */
interface Fault {
  readonly strike: (node: LabNode) => Promise<void>;
  readonly repair: (node: LabNode) => Promise<void>;
}

const FAULTS = {
  crash: { strike: async (node) => void await node.crash(), repair: comeBack },
  cut: { strike: (node) => node.cutSilently(), repair: (node) => node.mendSilently() },
  unplug: {
    strike: async ({ cables }) => await cables[0]?.unplug(),
    repair: async ({ cables }) => await cables[0]?.plug(),
  },
  mute: {
    strike: async ({ cables }) => await cables[0]?.mute(),
    repair: async ({ cables }) => await cables[0]?.unmute(),
  },
  deafen: {
    strike: async ({ cables }) => await cables[0]?.deafen(),
    repair: async ({ cables }) => await cables[0]?.undeafen(),
  },
  stop: { strike: (node) => ifThere(() => node.stop()), repair: comeBack },
  standby: { strike: async (node) => void await node.hb("standby", node.name), repair: online },
  /** Nothing shows the others that what runs there goes on: only fencing is an answer to these. */
  kill: { strike: (node) => ifThere(() => node.killDaemon()), repair: comeBack },
  freeze: {
    strike: (node) => ifThere(() => node.signal("SIGSTOP")),
    repair: (node) => ifThere(() => node.signal("SIGCONT")),
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** Those that no node needs fencing against, as long as a majority is there. */
export const HONEST: readonly FaultName[] = [
  "crash",
  "cut",
  "unplug",
  "mute",
  "deafen",
  "stop",
  "standby",
];

async function comeBack(node: LabNode): Promise<void> {
  if (node.processes("hb").length === 0) await node.powerOn();
}

async function online(node: LabNode): Promise<void> {
  await node.hb("online", node.name);
}

/** Nothing is done where the daemon has ended already, by another fault or by being fenced. */
async function ifThere(deed: () => unknown): Promise<void> {
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}

export interface Chaos {
  readonly nodes: readonly LabNode[];
  readonly seconds: number;
  readonly seed: number;
  readonly faults: readonly FaultName[];
}

const HEALING = 30_000;

/** Plays it to the end, then heals all: there was never a second holder, and one is left. */
export async function playChaos(holding: Holding, chaos: Chaos): Promise<void> {
  const { nodes, seed, seconds, faults } = chaos;
  const random = new Random(seed);
  const deeds: string[] = [];
  const begun = labNow();
  const note = (what: string) => deeds.push(`${Math.round(labNow() - begun)} ms: ${what}`);
  const repairs: Promise<void>[] = [];
  try {
    while (labNow() < begun + seconds * 1000) {
      const node = random.pick(nodes);
      const name = random.pick(faults);
      note(`${name} ${node.name}`);
      await FAULTS[name].strike(node);
      const wait = random.between(50, 4000);
      repairs.push(pause(wait).then(() => FAULTS[name].repair(node)).catch(() => {}));
      // Some follow at once, others find the cluster at rest.
      await pause(random.chance(0.5) ? random.between(0, 1500) : random.between(2000, 7000));
    }
    await Promise.all(repairs);
    note("all is mended");
    for (const node of nodes) await mend(node);
    await until(
      "exactly one holder after all is mended",
      HEALING,
      () => holding.holders(ADDRESS).length === 1,
      async () => (await Promise.all(nodes.map((node) => node.lastWords()))).join("\n"),
    );
    assertEquals(holding.overlaps(ADDRESS), [], "two nodes had the address");
    console.log(
      `chaos: ${deeds.length - 1} faults in ${seconds} s, seed ${seed}, no second holder`,
    );
  } catch (cause) {
    console.error(`chaos, seed ${seed}:\n${deeds.join("\n")}`);
    throw cause;
  }
}

async function mend(node: LabNode): Promise<void> {
  for (const name of ["unplug", "mute", "deafen", "cut", "freeze"] as const) {
    await FAULTS[name].repair(node).catch(() => {});
  }
  await comeBack(node);
  await until(
    `${node.name}'s daemon answers`,
    EVENTUALLY,
    async () => await node.status() !== null,
  );
  await online(node);
}
