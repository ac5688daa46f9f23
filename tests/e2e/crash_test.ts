/**
 * The active node loses its power: every process killed and its cable cut in the same moment.
 *
 * Bounds (deadtime 1 s): the client is served again within deadtime and a busy machine's slack; the
 * crashed node's return disturbs nobody.
 */
import { assertEquals, assertLess } from "@std/assert";
import { until } from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  servedBy1,
  SLACK,
  UNDISTURBED,
  UNIT,
} from "./scenario.ts";

servedBy1("a crashed node's work is taken over after deadtime", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const crashed = await n1.crash();
  await until(
    "n2 answers",
    DEADTIME + SLACK,
    () => probe.firstFrom("n2", crashed) !== null,
    () => n2.lastWords(),
  );
  console.log(`crash: the client waited ${Math.round(probe.longestGap(crashed))} ms`);

  const returned = performance.timeOrigin + performance.now();
  await n1.powerOn();
  await allSee(lab, "n2", EVENTUALLY);
  await holdsAlone(holding, "n2", SLACK);
  assertLess(probe.longestGap(returned), UNDISTURBED);
});

servedBy1("a crashed standby node disturbs nobody", {}, async ({ n1, n2, probe, holding }) => {
  const crashed = await n2.crash();
  await until("n1 sees it", DEADTIME + SLACK, async () => {
    const view = (await n1.status())?.snapshot.nodes.find(({ name }) => name === "n2");
    return view?.standing === "offline";
  });
  await n1.sees(UNIT, "n1", SLACK);
  assertLess(probe.longestGap(crashed), UNDISTURBED);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("of three nodes two go on after a crash, one does not", {
  nodes: 3,
}, async ({ lab, n1, n2, holding }) => {
  await n1.crash();
  const n3 = lab.node(3);
  const holder = await until("another holder", EVENTUALLY, async () => {
    const [, view2] = [null, (await n2.status())?.snapshot.units[0]?.holder];
    return view2 === "n2" || view2 === "n3" ? view2 : null;
  });
  // The holder's peer goes too: one of three has no quorum, and no_quorum is "stop".
  const [left, gone] = holder === "n2" ? [n2, n3] : [n3, n2];
  await gone.crash();
  await until(
    `${left.name} lets go`,
    DEADTIME + SLACK + EVENTUALLY,
    () => !holding.holders(ADDRESS).includes(left.name),
    () => left.lastWords(),
  );
  assertEquals((await left.get("/cluster"))?.status, 503);
});
