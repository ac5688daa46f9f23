/**
 * The daemon itself fails, is paused, or loses what it stands on; the service must not suffer.
 *
 * Bounds (deadtime 1 s): a daemon that is started again at once disturbs nobody; one that slept
 * longer than deadtime has let go within 1 s and slack after it wakes; the rest as in cut_test.
 */
import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { type LabNode, labNow, pause, until } from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  kinds,
  servedBy1,
  SLACK,
  tells,
  UNDISTURBED,
  UNIT,
} from "./scenario.ts";

const FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

servedBy1("a killed daemon leaves its service alone and adopts it again", {}, async (stage) => {
  const { lab, n1, probe, holding } = stage;
  const service = n1.processes("nginx");
  const killed = labNow();
  await n1.killDaemon();
  assertEquals(n1.processes("nginx"), service);
  n1.start();
  await allSee(lab, "n1", EVENTUALLY);
  await tells(n1, "adopted", SLACK);
  assertEquals(n1.processes("nginx"), service, "nginx was restarted");
  assertEquals(probe.firstFrom("n2", killed), null, "it moved");
  assertLess(probe.longestGap(killed), UNDISTURBED);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("a daemon that slept too long lets go before it speaks", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  n1.signal("SIGSTOP");
  const slept = labNow();
  await until("n2 has taken over", DEADTIME + SLACK, () => holding.holders(ADDRESS).includes("n2"));
  await n2.sees(UNIT, "n2", EVENTUALLY);
  await until(
    "the client is served by n2",
    EVENTUALLY,
    () => (probe.firstFrom("n2", slept) ?? 0) > 0,
  );
  await pause(DEADTIME);

  n1.signal("SIGCONT");
  const woke = labNow();
  await holdsAlone(holding, "n2", DEADTIME + SLACK);
  console.log(`woken: let go within ${Math.round(labNow() - woke)} ms`);
  await allSee(lab, "n2", EVENTUALLY);
  const told = await kinds(n1);
  assert(told.includes("paused"), `it did not notice its sleep: ${told.join(" ")}`);
  const heard = told.lastIndexOf("peerAlive");
  assert(told.lastIndexOf("letGo") < heard, `it heard and spoke before: ${told.join(" ")}`);
  assertLess(probe.longestGap(woke), UNDISTURBED);
});

servedBy1("a short sleep changes nothing", {}, async ({ lab, n1, probe, holding }) => {
  n1.signal("SIGSTOP");
  const slept = labNow();
  await pause(DEADTIME / 4);
  n1.signal("SIGCONT");
  await pause(DEADTIME);
  await allSee(lab, "n1", EVENTUALLY);
  assertEquals(probe.firstFrom("n2", slept), null);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("the standby node's interface goes and comes back", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const [cable] = n2.cables;
  const removed = labNow();
  await cable?.remove();
  await until("n1 misses n2", DEADTIME + SLACK, async () => {
    const view = (await n1.status())?.snapshot.nodes.find(({ name }) => name === "n2");
    return view?.standing === "offline";
  });
  await cable?.lay();
  await allSee(lab, "n1", EVENTUALLY);
  await holdsAlone(holding, "n1", SLACK);
  assertLess(probe.longestGap(removed), DEADTIME);
});

servedBy1("the active node's interface goes and comes back", {}, async (stage) => {
  const { lab, n1, probe, holding } = stage;
  const removed = labNow();
  await n1.cables[0]?.remove();
  await until("n2 answers", DEADTIME + SLACK, () => probe.firstFrom("n2", removed) !== null);
  const laid = labNow();
  await n1.cables[0]?.lay();
  await allSee(lab, "n2", EVENTUALLY);
  await holdsAlone(holding, "n2", SLACK);
  assertLessOrEqual(probe.longestGap(laid), DEADTIME);
});

servedBy1("a clock set back by an hour is not noticed", {
  needs: { [FAKETIME]: "faketime" },
}, async ({ lab, n1, n2, probe, holding }) => {
  // Both daemons are started again under a clock that the test can set; each adopts what runs.
  const clock = `${lab.room}/clock`;
  await Deno.writeTextFile(clock, "+0");
  for (const node of [n1, n2]) {
    await node.killDaemon();
    node.start({
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    });
    await allSee(lab, "n1", EVENTUALLY);
  }
  const before = await n1.status();
  const set = labNow();
  await Deno.writeTextFile(clock, "-3600");
  await until(
    "its own wall clock shows it",
    EVENTUALLY,
    async () => ((await n1.status())?.madeAt ?? Infinity) < (before?.madeAt ?? 0) - 3_000_000,
  );
  await pause(2 * DEADTIME);
  const after = await n1.status();
  assertEquals(after?.snapshot.epoch, before?.snapshot.epoch);
  await allSee(lab, "n1", SLACK);
  assertLess(probe.longestGap(set), UNDISTURBED);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("a full disk under the state is told, and stops nothing", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  // n2 is started again with its state on a disk of its own that has no room left.
  await n2.stop();
  await ownDisk(n2, 64);
  n2.start();
  await allSee(lab, "n1", EVENTUALLY);
  await fill(n2);
  const standby = await n1.hb("standby", "n1");
  assertEquals(standby.code, 0, standby.output);
  await allSee(lab, "n2", EVENTUALLY);
  await tells(n2, "stateNotSaved", EVENTUALLY);
  await until("n2 answers", EVENTUALLY, () => probe.last?.from === "n2");

  await n2.shell(`rm ${n2.room}/state/filler`);
  assertEquals((await n1.hb("online", "n1")).code, 0);
  await tells(n2, "stateSaved", EVENTUALLY);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("a daemon starts even where no state can be written", {}, async ({ lab, n1, n2 }) => {
  await n2.stop();
  await ownDisk(n2, 32);
  await fill(n2);
  n2.start();
  await allSee(lab, "n1", EVENTUALLY);
  await n1.stop();
  await n2.sees(UNIT, "n2", EVENTUALLY);
});

servedBy1("a bad cluster.toml is refused by SIGHUP, a good one is taken", {}, async (stage) => {
  const { lab, n1, probe, holding } = stage;
  const file = `${n1.room}/cluster.toml`;
  const good = await Deno.readTextFile(file);
  const began = labNow();
  await Deno.writeTextFile(file, `${good}\n[nonsense]\n`);
  n1.signal("SIGHUP");
  await until(
    "the log names the line",
    EVENTUALLY,
    async () => /nonsense/.test(await Deno.readTextFile(n1.logFile)),
  );
  await lab.configure(good.replace('keepalive = "200ms"', 'keepalive = "150ms"'));
  for (const node of lab.nodes) node.signal("SIGHUP");
  await tells(n1, "reconfigured", EVENTUALLY);
  await allSee(lab, "n1", SLACK);
  assertLess(probe.longestGap(began), UNDISTURBED);
  assertEquals(holding.overlaps(ADDRESS), []);
});

/** The node's state moves to a small disk of its own. */
async function ownDisk(node: LabNode, kilobytes: number): Promise<void> {
  const state = `${node.room}/state`;
  await node.shell(`cp -a ${state} ${state}.before
    mount -t tmpfs -o size=${kilobytes}k tmpfs ${state}
    cp -a ${state}.before/. ${state}`);
}

/** Not a byte is left on it. */
async function fill(node: LabNode): Promise<void> {
  await node.shell(`dd if=/dev/zero of=${node.room}/state/filler bs=1k 2>/dev/null || true`);
}
