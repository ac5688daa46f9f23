/**
 * nginx dies under a daemon that watches it every 500 ms.
 *
 * Bounds: restarted or moved within a monitor's interval, the operations, and slack; forgotten
 * failures take effect within failure_timeout (3 s) and slack.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { labNow, until } from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  EVENTUALLY,
  kinds,
  servedBy1,
  SLACK,
  type Stage,
  UNIT,
} from "./scenario.ts";

const MONITOR = 500;
const FAILURE_TIMEOUT = 3000;
const NGINX = { nginx: "nginx-light" };
const WATCHED = 'monitor = "500ms"';

servedBy1("a dead nginx is started again where it was", {
  needs: NGINX,
  cluster: { defaults: WATCHED },
}, async (stage) => {
  const { lab, n1, probe, holding } = stage;
  const died = await kill(stage);
  await until(
    "n1 answers again",
    MONITOR + SLACK,
    () => probe.firstFrom("n1", died + 50) !== null,
    () => n1.lastWords(),
  );
  await allSee(lab, "n1", EVENTUALLY);
  assertEquals(probe.firstFrom("n2", died), null, "it moved");
  assertEquals(await failures(stage, "n1"), 1);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("with migration_threshold = 1 it moves at its first death", {
  needs: NGINX,
  cluster: { defaults: `${WATCHED}\nmigration_threshold = 1` },
}, async (stage) => {
  const { lab, n2, probe, holding } = stage;
  const died = await kill(stage);
  await until(
    "n2 answers",
    MONITOR + SLACK,
    () => probe.firstFrom("n2", died) !== null,
    () => n2.lastWords(),
  );
  console.log(`nginx death, moved: the client waited ${Math.round(probe.longestGap(died))} ms`);
  await allSee(lab, "n2", EVENTUALLY);
  assertEquals(holding.overlaps(ADDRESS), []);

  const cleaned = await n2.hb("cleanup");
  assertEquals(cleaned.code, 0, cleaned.output);
  assertEquals(await failures(stage, "n1"), 0);
  await n2.sees(UNIT, "n2", SLACK);
});

servedBy1("after failure_timeout the node may serve again", {
  needs: NGINX,
  cluster: {
    autoFailback: true,
    defaults: `${WATCHED}\nmigration_threshold = 1\nfailure_timeout = "3s"`,
  },
}, async (stage) => {
  const { lab, n1, probe, holding } = stage;
  const died = await kill(stage);
  await allSee(lab, "n2", EVENTUALLY);
  await until("n1 serves again", FAILURE_TIMEOUT + EVENTUALLY, () => {
    const moved = probe.firstFrom("n2", died);
    return moved !== null && probe.firstFrom("n1", moved) !== null;
  });
  assertLess(FAILURE_TIMEOUT - 500, labNow() - died, "it came back too early");
  await allSee(lab, "n1", EVENTUALLY);
  assert((await kinds(n1)).includes("failuresForgotten"));
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("an nginx that cannot start again moves, and that is shown", {
  needs: NGINX,
  cluster: { defaults: WATCHED },
}, async (stage) => {
  const { lab, n1, n2 } = stage;
  await n1.shell(`echo 'not a directive' > ${n1.room}/nginx.conf`);
  await kill(stage);
  await allSee(lab, "n2", EVENTUALLY);
  const status = await n2.hb("status", "-1");
  assert(/n1/.test(status.output) && /nginx|service/.test(status.output), status.output);
  const ready = await n1.get(`/standby/${UNIT}`);
  assertEquals(ready?.status, 503, `n1 could not take it over, but says ${ready?.body}`);
});

/** kill -9 for every nginx of n1. @returns when. */
async function kill({ n1 }: Stage): Promise<number> {
  const died = labNow();
  assert(n1.killAll("nginx") > 1, "there was no nginx to kill");
  await until("they are gone", SLACK, () => n1.processes("nginx").length === 0 || labNow() > died);
  return died;
}

async function failures({ n2 }: Stage, node: string): Promise<number | undefined> {
  const unit = (await n2.status())?.snapshot.units.find(({ name }) => name === UNIT);
  const service = unit?.resources.find(({ id }) => id === `${UNIT}-service`);
  return service?.on.find((place) => place.node === node)?.failcount;
}
