/**
 * Starting and stopping as an administrator does it.
 *
 * Bounds (deadtime 1 s, initdead 3 s): a cold start serves within 1.5 s of both daemons' start; a
 * lone node within initdead; a planned stop or move lets the client wait at most 500 ms, which is
 * less than deadtime and so proves that nobody waited for it; a return disturbs nobody. To each a
 * busy machine's slack is added where it is not the point of the test.
 */
import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { labNow, until } from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  EVENTUALLY,
  holdsAlone,
  scenario,
  servedBy1,
  SLACK,
  UNDISTURBED,
  UNIT,
} from "./scenario.ts";

const COLD = 1500;
const INITDEAD = 3000;
const PLANNED = 500;

scenario("two nodes started at once serve the client", {}, async (lab) => {
  const probe = lab.probe(ADDRESS);
  const holding = lab.watchHolding();
  const began = labNow();
  lab.nodes.forEach((node) => node.start());
  await until("an answer", COLD + SLACK, () => probe.last !== null, () => lab.node(1).lastWords());
  console.log(`cold start: ${Math.round((probe.last?.at ?? 0) - began)} ms`);
  await allSee(lab, "n1", EVENTUALLY);
  assertEquals(probe.last?.from, "n1");
  assertEquals(holding.overlaps(ADDRESS), []);
});

scenario("a node that finds no other serves after initdead", {}, async (lab) => {
  const probe = lab.probe(ADDRESS);
  const began = labNow();
  lab.node(2).start();
  await until("an answer", INITDEAD + COLD + SLACK, () => probe.last !== null);
  assertEquals(probe.last?.from, "n2");
  assertLess(INITDEAD - 500, labNow() - began, "it did not wait for its peer");
});

servedBy1("a stopped daemon hands over before it ends", {}, async ({ n1, n2, probe, holding }) => {
  const began = labNow();
  assertEquals(await n1.stop(), 0);
  await n2.sees(UNIT, "n2", EVENTUALLY);
  await until("n2 answers", EVENTUALLY, () => probe.firstFrom("n2", began) !== null);
  assertLess(probe.longestGap(began), PLANNED);
  assertEquals(n1.processes(), [], "something still runs on n1");
  await holdsAlone(holding, "n2", SLACK);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("a stopped node that returns leaves things as they are", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  await n1.stop();
  await n2.sees(UNIT, "n2", EVENTUALLY);
  await until("n2 answers", EVENTUALLY, () => probe.last?.from === "n2");
  const began = labNow();
  n1.start();
  await allSee(lab, "n2", EVENTUALLY);
  await holdsAlone(holding, "n2", SLACK);
  assertLess(probe.longestGap(began), UNDISTURBED);
});

servedBy1("with auto_failback the preferred node takes it back", {
  cluster: { autoFailback: true },
}, async ({ lab, n1, n2, probe, holding }) => {
  await n1.stop();
  await n2.sees(UNIT, "n2", EVENTUALLY);
  n1.start();
  await allSee(lab, "n1", EVENTUALLY);
  await until("n1 answers", EVENTUALLY, () => probe.last?.from === "n1");
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("standby moves everything away, online lets it come again", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const began = labNow();
  const standby = await n2.hb("standby", "n1");
  assertEquals(standby.code, 0, standby.output);
  assertStringIncludes(standby.output, "n2");
  await allSee(lab, "n2", EVENTUALLY);
  await until("n2 answers", EVENTUALLY, () => probe.firstFrom("n2", began) !== null);
  assertLess(probe.longestGap(began), PLANNED);

  const online = await n1.hb("online");
  assertEquals(online.code, 0, online.output);
  const back = await n1.hb("move", UNIT, "n1");
  assertEquals(back.code, 0, back.output);
  await allSee(lab, "n1", EVENTUALLY);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("standby holds over a restart of the daemon", {}, async ({ n1, n2 }) => {
  assertEquals((await n1.hb("standby")).code, 0);
  assertEquals(await n1.stop(), 0);
  n1.start();
  await n1.sees(UNIT, "n2", EVENTUALLY);
  const view = (await n2.status())?.snapshot.nodes.find(({ name }) => name === n1.name);
  assertEquals(view?.standby, true);
});

servedBy1("the whole cluster stops and starts again", {}, async ({ lab, probe, holding }) => {
  const codes = await Promise.all(lab.nodes.map((node) => node.stop()));
  assertEquals(codes, [0, 0]);
  await until("nobody holds it", SLACK, () => holding.holders(ADDRESS).length === 0);
  const began = labNow();
  lab.nodes.forEach((node) => node.start());
  await until("an answer", COLD + SLACK, () => (probe.last?.at ?? 0) > began);
  assertEquals(holding.overlaps(ADDRESS), []);
});
