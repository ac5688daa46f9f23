/**
 * A daemon that stands still (SIGSTOP) while its host goes on answering: what fencing and watchdogs
 * are for. Meanwhile two may hold the address; what hb itself owes is that this ends at once when the
 * daemon goes on, and that it has let go before it says a word.
 *
 * Bounds (deadtime 1 s): the stale holder keeps the address for at most half a second after SIGCONT
 * on a busy machine (some 20 ms on an idle one), and no second holder comes after that.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { type Holding, type Lab, type LabNode, labNow, pause, until } from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  scenario,
  servedBy1,
  SLACK,
  UNIT,
} from "./scenario.ts";

const LETS_GO = 500;

/** The address alone, so that it is hb that is measured, and not how long a web server stops. */
const ALONE = { groups: [{ name: UNIT, address: ADDRESS, prefer: ["n1"] }] };

interface Standstill {
  readonly stopped: number;
  readonly resumed: number;
}

/** Stops `node` for `length` at least, and until another holds the address. */
async function standStill(
  node: LabNode,
  holding: Holding,
  length: number,
): Promise<Standstill> {
  const stopped = labNow();
  node.signal("SIGSTOP");
  await until(
    "another holds the address",
    DEADTIME + SLACK,
    () => holding.holders(ADDRESS).some((name) => name !== node.name),
  );
  await pause(Math.max(0, stopped + length - labNow()));
  node.signal("SIGCONT");
  return { stopped, resumed: labNow() };
}

/** Waits for one holder other than `stale`. @returns when two held the address last. */
async function staleLetsGo(lab: Lab, holding: Holding, stale: string): Promise<number> {
  await until("one holder", EVENTUALLY, () => holding.holders(ADDRESS).length === 1);
  const [holder = ""] = holding.holders(ADDRESS);
  assert(holder !== stale, `the stale holder ${stale} kept it`);
  await allSee(lab, holder, EVENTUALLY);
  return holding.overlaps(ADDRESS).at(-1)?.to ?? 0;
}

/** Two held it only while one of them stood still, and a moment after. */
function onlyMeanwhile(holding: Holding, standstills: readonly Standstill[]): void {
  for (const overlap of holding.overlaps(ADDRESS)) {
    const isCovered = standstills.some(({ stopped, resumed }) =>
      overlap.from >= stopped && overlap.to <= resumed + LETS_GO
    );
    assert(isCovered, `${JSON.stringify(overlap)} is not within ${JSON.stringify(standstills)}`);
  }
}

for (const nodes of [2, 3]) {
  scenario(`of ${nodes} nodes a stale holder lets go at once, and speaks after that`, {
    nodes,
    cluster: ALONE,
  }, async (lab) => {
    const [n1, n2] = [lab.node(1), lab.node(2)];
    const holding = lab.watchHolding();
    lab.nodes.forEach((node) => node.start());
    await holdsAlone(holding, "n1", EVENTUALLY);
    await allSee(lab, "n1", EVENTUALLY);
    const standstill = await standStill(n1, holding, 2 * DEADTIME);
    const ended = await staleLetsGo(lab, holding, "n1");
    const after = Math.round(ended - standstill.resumed);
    console.log(`${nodes} nodes: the stale holder let go ${after} ms after SIGCONT`);
    onlyMeanwhile(holding, [standstill]);

    const told = (await n1.status())?.events ?? [];
    const noticed = told.findLastIndex(({ event }) => event.kind === "paused");
    const letGo = told.findLastIndex(({ event }) => event.kind === "letGo");
    assert(noticed >= 0 && noticed < letGo, JSON.stringify(told));
    const begun = told.slice(noticed, letGo).filter(({ event }) =>
      event.kind === "operation" && event.action !== "stop"
    );
    assertEquals(begun, [], "an agent was begun before it had let go");
    const heard = (await n2.status())?.events.findLast(({ event }) =>
      event.kind === "peerAlive" && event.node === "n1"
    );
    // By the daemons' own clocks, which are one: who looks at addresses may be late himself.
    assert((heard?.wall ?? 0) >= (told[letGo]?.wall ?? 0), "n2 heard it before it had let go");
  });
}

scenario("a holder that stands still again and again never comes back as a second one", {
  nodes: 3,
  cluster: ALONE,
}, async (lab) => {
  const holding = lab.watchHolding();
  lab.nodes.forEach((node) => node.start());
  await holdsAlone(holding, "n1", EVENTUALLY);
  await allSee(lab, "n1", EVENTUALLY);
  const standstills: Standstill[] = [];
  let longest = 0;
  for (let round = 0; round < 8; round++) {
    const stale = lab.nodes.find(({ name }) => name === holding.holders(ADDRESS)[0]);
    assert(stale !== undefined, "nobody holds it");
    // Shorter, as long and longer than the others need to take over.
    const standstill = await standStill(stale, holding, DEADTIME * (0.8 + Math.random()));
    standstills.push(standstill);
    const ended = await staleLetsGo(lab, holding, stale.name);
    longest = Math.max(longest, ended - standstill.resumed);
  }
  console.log(`8 standstills: let go ${Math.round(longest)} ms after SIGCONT at most`);
  onlyMeanwhile(holding, standstills);
});

servedBy1("a client is answered by nobody but the new holder once the old one goes on", {
  nodes: 3,
}, async ({ lab, n1, probe, holding }) => {
  const { resumed } = await standStill(n1, holding, 2 * DEADTIME);
  await staleLetsGo(lab, holding, "n1");
  await pause(DEADTIME);
  const last = probe.answers.findLast(({ from }) => from === "n1")?.at ?? 0;
  assertLess(last, resumed + LETS_GO);
  assert(probe.last !== null && probe.last.at > resumed + LETS_GO, "nobody answers any more");
});
