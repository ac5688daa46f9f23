/** What every end-to-end test stands on: a lab with the built binary, and the truth about holders. */
import { assertEquals } from "@std/assert";
import {
  clusterFile,
  type HbCommand,
  type Holding,
  Lab,
  type LabCluster,
  type LabNode,
  labProblem,
  type Probe,
  until,
} from "../../src/lab/mod.ts";

export const HB: HbCommand = [new URL("../../dist/hb", import.meta.url).pathname];
/** The address that moves, in all tests with one group. */
export const ADDRESS = "10.77.0.200";
export const UNIT = "web";

/** What `keepalive` and `deadtime` are in all tests: milliseconds. */
export const DEADTIME = 1000;
/** A busy machine's share in any bound: scheduling, spawning, polling. */
export const SLACK = 4000;
/** For everything that must only come to be, however slowly. */
export const EVENTUALLY = 60_000;
/** A client that waits no longer than this between two answers was not disturbed. */
export const UNDISTURBED = 400;

/** A lab whose cluster runs one group: the address and nginx. */
export interface Stage {
  readonly lab: Lab;
  readonly n1: LabNode;
  readonly n2: LabNode;
  readonly probe: Probe;
  readonly holding: Holding;
}

export interface Needs {
  readonly nodes?: number;
  readonly networks?: number;
  /** Programs or files without which it is left out, each with the package that brings it. */
  readonly needs?: Readonly<Record<string, string>>;
  /** It runs something as a user of its own, which takes more than a user namespace. */
  readonly rootOnly?: true;
  /** What differs from the lab's ordinary cluster.toml. */
  readonly cluster?: Partial<LabCluster>;
  /** Done before any daemon starts. */
  readonly prepare?: (lab: Lab) => void;
}

const general = await problemOfAll();

/**
 * Registers a test. Where the machine does not permit it, it is left out, and its name says why.
 * Whatever it started is ended, and that nothing is left is checked too.
 */
export function scenario(
  name: string,
  wanted: Needs,
  play: (lab: Lab) => Promise<void>,
): void {
  const problem = general ?? (wanted.rootOnly && Deno.uid() !== 0 ? "it needs root" : null) ??
    missing(wanted.needs ?? {});
  Deno.test({
    name: problem === null ? name : `${name} (because ${problem})`,
    ignore: problem !== null,
    fn: async () => {
      const lab = await Lab.open({
        hb: HB,
        nodes: wanted.nodes ?? 2,
        ...(wanted.networks === undefined ? {} : { networks: wanted.networks }),
      });
      const spaces = lab.nodes.map(({ space }) => space.net);
      try {
        await lab.configure(clusterFile({
          nodes: lab.names,
          room: lab.room,
          groups: [{ name: UNIT, address: ADDRESS, agent: `lsb:${lab.service}`, prefer: ["n1"] }],
          ...wanted.cluster,
        }));
        wanted.prepare?.(lab);
        await play(lab);
      } catch (cause) {
        for (const node of lab.nodes) console.error(await node.lastWords());
        throw cause;
      } finally {
        await lab.close();
      }
      assertEquals(leftBehind(spaces), [], "processes outlived their lab");
    },
  });
}

/** The same, after all nodes have started and n1 serves the client. */
export function servedBy1(
  name: string,
  wanted: Needs,
  play: (stage: Stage) => Promise<void>,
): void {
  scenario(name, wanted, async (lab) => {
    const probe = lab.probe(ADDRESS);
    const holding = lab.watchHolding();
    lab.nodes.forEach((node) => node.start());
    await until("an answer", EVENTUALLY, () => probe.last !== null, () => lab.node(1).lastWords());
    await allSee(lab, "n1", EVENTUALLY);
    await until("the client is served by n1", EVENTUALLY, () => probe.last?.from === "n1");
    await play({ lab, n1: lab.node(1), n2: lab.node(2), probe, holding });
  });
}

/** Waits until every node sees the one group on `holder`. */
export async function allSee(lab: Lab, holder: string, bound: number): Promise<void> {
  await Promise.all(lab.nodes.map((node) => node.sees(UNIT, holder, bound)));
}

/** Waits until exactly one kernel holds the address, and it is `holder`'s. */
export async function holdsAlone(holding: Holding, holder: string, bound: number): Promise<void> {
  await until(
    `only ${holder} holds ${ADDRESS}`,
    bound,
    () => holding.holders(ADDRESS).join() === holder,
    () => `Holders: ${holding.holders(ADDRESS).join(" ") || "none"}`,
  );
}

/** Waits until `node`'s daemon has told an event of this kind; its text in the log is not asked. */
export async function tells(node: LabNode, kind: string, bound: number): Promise<void> {
  await until(
    `${node.name} tells of ${kind}`,
    bound,
    async () => (await kinds(node)).includes(kind),
    () => node.lastWords(),
  );
}

/** The kinds of all events that the node's daemon remembers, oldest first. */
export async function kinds(node: LabNode): Promise<readonly string[]> {
  return (await node.status())?.events.map(({ event }) => event.kind) ?? [];
}

async function problemOfAll(): Promise<string | null> {
  const told = Deno.env.get("HB_NO_BINARY");
  if (told !== undefined) return told;
  try {
    await Deno.stat(HB[0]);
  } catch {
    return "dist/hb is not there; deno task build makes it";
  }
  return await labProblem();
}

function missing(needs: Readonly<Record<string, string>>): string | null {
  for (const [what, brings] of Object.entries(needs)) {
    const rooms = what.startsWith("/") ? [""] : ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"];
    const found = rooms.some((room) => {
      try {
        return Deno.statSync(`${room}${what}`) !== null;
      } catch {
        return false;
      }
    });
    if (!found) return `${what} is not installed (package ${brings})`;
  }
  return null;
}

function leftBehind(spaces: readonly string[]): readonly string[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).flatMap(
    ({ name }) => {
      try {
        const inside = spaces.includes(Deno.readLinkSync(`/proc/${name}/ns/net`));
        return inside ? [Deno.readTextFileSync(`/proc/${name}/cmdline`)] : [];
      } catch {
        return [];
      }
    },
  );
}
