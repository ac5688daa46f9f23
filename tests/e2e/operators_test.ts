/**
 * What an operator stops, restarts and works on.
 *
 * Bounds (deadtime 1 s): a command returns when what it asks for is so; nothing that is left alone is
 * touched, whatever becomes of the daemons.
 */
import { assertEquals, assertLess, assertMatch, assertNotEquals } from "@std/assert";
import { labNow, pause, until } from "../../src/lab/mod.ts";
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

servedBy1("what is stopped stays so until it is started", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const stop = await n2.hb("stop", UNIT);
  assertEquals(stop.code, 0, stop.output);
  assertMatch(stop.output, /^web is stopped \(web-vip, web-service\) after/);
  assertEquals(n1.processes("nginx"), []);
  assertEquals(holding.holders(ADDRESS), []);
  const nagios = await n1.hb("status", "--nagios");
  assertEquals(nagios.code, 0, nagios.output);
  assertMatch(nagios.output, /web has been stopped by an operator \(hb start web\)/);
  assertMatch((await n1.hb("status", "-r")).output, /Resource Group: web \(disabled\):/);

  // It holds over the end of the coordinator, and of every daemon.
  await n2.killDaemon();
  n2.start();
  await Promise.all([n1.stop(), n2.stop()]);
  lab.nodes.forEach((node) => node.start());
  await pause(3 * DEADTIME);
  assertEquals(holding.holders(ADDRESS), []);

  const start = await n2.hb("start", UNIT);
  assertEquals(start.code, 0, start.output);
  assertMatch(start.output, /^web runs on n1 \(web-vip, web-service\) after/);
  const began = labNow();
  await until("n1 answers", EVENTUALLY, () => (probe.firstFrom("n1", began) ?? 0) > 0);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("a restart is one, in its place", {}, async ({ n1, n2, holding }) => {
  assertEquals((await n2.hb("move", UNIT, "n2")).code, 0);
  const before = n2.processes("nginx");
  const restart = await n1.hb("restart", UNIT);
  assertEquals(restart.code, 0, restart.output);
  assertMatch(restart.output, /^web has restarted after .*; web runs on n2/);
  assertNotEquals(n2.processes("nginx"), before);
  await holdsAlone(holding, "n2", SLACK);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("what is not managed is not repaired until it is managed again", {}, async (stage) => {
  const { n1, n2, probe } = stage;
  assertEquals((await n2.hb("unmanage", UNIT)).code, 0);
  for (const pid of n1.processes("nginx")) Deno.kill(pid, "SIGKILL");
  await until("it is told", EVENTUALLY, async () => {
    const { code, output } = await n1.hb("status", "--nagios");
    return code === 2 && /web runs nowhere in full/.test(output);
  });
  assertEquals(n1.processes("nginx"), []);
  assertMatch(
    (await n2.hb("failcount", UNIT)).output,
    /web-service +n1 +500ms-interval monitor +1/,
  );
  const began = labNow();
  assertEquals((await n2.hb("manage", UNIT)).code, 0);
  await until("it is served again", EVENTUALLY, () => (probe.firstFrom("n1", began) ?? 0) > began);
});

servedBy1("in maintenance the daemons come and go, and the service stays", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const service = n1.processes("nginx");
  const began = labNow();
  const set = await n2.hb("maintenance", "on");
  assertEquals(set.code, 0, set.output);
  assertMatch((await n1.hb("status")).output, /\*\*\* Resource management is DISABLED \*\*\*/);
  assertEquals(await n1.stop(), 0);
  assertEquals(n1.processes("nginx"), service);
  await pause(2 * DEADTIME);
  assertEquals(await n2.stop(), 0);
  lab.nodes.forEach((node) => node.start());
  await allSee(lab, "n1", EVENTUALLY);
  const end = await n1.hb("maintenance", "off");
  assertEquals(end.code, 0, end.output);
  await pause(DEADTIME);
  assertEquals(n1.processes("nginx"), service, "nginx was restarted");
  assertLess(probe.longestGap(began), UNDISTURBED);
  assertEquals(holding.overlaps(ADDRESS), []);
});
