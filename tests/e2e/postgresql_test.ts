/**
 * PostgreSQL streaming replication with the agent of Debian's resource-agents: it says by
 * Pacemaker's tools who follows how closely, and whoever has all that is committed takes over.
 *
 * Bounds: the agent looks at a follower every 2 s and at the primary every second, sleeps a second
 * at a time while it waits, and wants to see the same three times before the first promotion.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { type Lab, type LabNode, labNow, until } from "../../src/lab/mod.ts";
import {
  copyFrom,
  followedInSync,
  POSTGRES,
  postgresFile,
  prepare,
  promotedOn,
  Writer,
} from "./postgres.ts";
import { ADDRESS, DEADTIME, EVENTUALLY, holdsAlone, scenario } from "./scenario.ts";

const INFINITY = 1_000_000;
const AGENTS = 60_000;
/** Deadtime, two notifications, and a promotion that the agent waits for second by second. */
const TAKEOVER = DEADTIME + 59_000;

scenario("a primary that dies loses no committed row, and comes back only as a new copy", {
  nodes: 3,
  needs: POSTGRES,
  rootOnly: true,
}, async (lab) => {
  await prepare(lab);
  await lab.configure(postgresFile(lab));
  lab.nodes.forEach((node) => node.start());
  const primary = await theOne(lab, lab.nodes, AGENTS);
  const successor = await followedInSync(primary, AGENTS);
  const writer = new Writer(lab);
  await until("rows are written", EVENTUALLY, () => writer.committed.length > 10);

  const died = await primary.crash();
  const left = lab.nodes.filter((node) => node !== primary);
  const second = await theOne(lab, left, TAKEOVER);
  assertEquals(second.name, successor, "whoever followed in sync has all that was committed");
  const before = writer.committed.length;
  await until("writing goes on", TAKEOVER, () => writer.committed.length > before + 5);
  const took = labNow() - died;
  console.log(`postgres: writing went on ${Math.round(took)} ms after the primary's death`);
  assertLess(took, 2 * TAKEOVER);

  await primary.powerOn();
  const holding = lab.watchHolding();
  await until("the old primary refuses to run on its old data", AGENTS, async () => {
    const here = await databaseOn(second, primary.name);
    return here?.failcount === INFINITY && here.state === "stopped" && here.busy === null;
  }, () => primary.lastWords());
  await copyFrom(primary, ADDRESS);
  assertEquals((await second.hb("cleanup", "db")).code, 0);
  await until(
    "it follows",
    AGENTS,
    async () =>
      (await second.status())?.snapshot.nodes.some(({ name, attributes }) =>
        (name as string) === primary.name &&
        /^HS:(sync|async|potential)$/.test(attributes.transient["db-status"] ?? "")
      ) ?? false,
    () => primary.lastWords(),
  );
  await writer.stop();
  assert(writer.committed.length > before);
  assertEquals(await writer.lost(), []);
  assertEquals(await promotedOn(second), second.name);
  await holdsAlone(holding, second.name, EVENTUALLY);
  assertEquals(holding.overlaps(ADDRESS), []);
});

scenario("where the primary's processes die, the follower in sync takes over", {
  nodes: 3,
  needs: POSTGRES,
  rootOnly: true,
}, async (lab) => {
  await prepare(lab);
  await lab.configure(postgresFile(lab));
  const holding = lab.watchHolding();
  lab.nodes.forEach((node) => node.start());
  const primary = await theOne(lab, lab.nodes, AGENTS);
  const successor = await followedInSync(primary, AGENTS);
  const writer = new Writer(lab);
  await until("rows are written", EVENTUALLY, () => writer.committed.length > 10);

  assert(primary.killAll("postgres") > 1, "there was no database to kill");
  await until("another one is promoted", TAKEOVER, async () => {
    const now = await promotedOn(primary);
    return now !== null && now !== primary.name;
  }, () => primary.lastWords());
  assertEquals((await theOne(lab, lab.nodes, EVENTUALLY)).name, successor);
  const before = writer.committed.length;
  await until("writing goes on", TAKEOVER, () => writer.committed.length > before + 5);
  await writer.stop();
  assertEquals(await writer.lost(), []);
  await holdsAlone(holding, successor, EVENTUALLY);
  assertEquals(holding.overlaps(ADDRESS), []);
});

/** The node that is promoted, as all of `nodes` see it. */
async function theOne(lab: Lab, nodes: readonly LabNode[], bound: number): Promise<LabNode> {
  const [first] = nodes as [LabNode];
  const name = await until("one is promoted", bound, async () => {
    const seen = await Promise.all(nodes.map(promotedOn));
    const alive = nodes.some((node) => node.name === seen[0]);
    return alive && seen.every((each) => each === seen[0]) ? seen[0] as string : null;
  }, () => first.lastWords());
  return lab.nodes.find((node) => node.name === name) as LabNode;
}

async function databaseOn(seenBy: LabNode, on: string) {
  const units = (await seenBy.status())?.snapshot.units ?? [];
  const db = units.flatMap(({ resources }) => resources).find(({ id }) => (id as string) === "db");
  return db?.on.find(({ node }) => (node as string) === on);
}
