/**
 * A watchdog device ends what fencing would have to: the holder whose daemon stands still is reset
 * before another takes over, so that not even then two hold the address.
 *
 * Bounds (deadtime 4 s, the device's timeout 1 s): reset within the timeout and slack, and served again
 * within deadtime and slack.
 */
import { assert, assertEquals } from "@std/assert";
import { clusterFile, type Lab, type LabNode, until } from "../../src/lab/mod.ts";
import { Softdog, whyNoSoftdog } from "../io/softdog.ts";
import { ADDRESS, allSee, EVENTUALLY, holdsAlone, scenario, SLACK, UNIT } from "./scenario.ts";

const TIMEOUT = 1000;
const LATE_DEATH = 4000;

const report = async (node: LabNode) =>
  (await node.status())?.snapshot.nodes.find(({ name }) => name === node.name)?.watchdog;

/** Two nodes that share an address; n1, which runs it, has a watchdog. */
function watched(name: string, play: (lab: Lab, softdog: Softdog) => Promise<void>): void {
  if (whyNoSoftdog !== null) {
    return Deno.test({ name: `${name} (because ${whyNoSoftdog})`, ignore: true, fn: () => {} });
  }
  scenario(name, { rootOnly: true }, async (lab) => {
    const n1 = lab.node(1);
    await using softdog = await Softdog.open(n1.space.enter([]));
    n1.spared.add(softdog.pid);
    const groups = [{ name: UNIT, address: ADDRESS, prefer: ["n1"] }];
    const cluster = { nodes: lab.names, room: lab.room, groups, deadtime: `${LATE_DEATH}ms` };
    const watchdog = `[watchdog]\ndevice = "${softdog.path}"\ntimeout = "${TIMEOUT}ms"\n`;
    await lab.configure(clusterFile({ ...cluster, initdead: "5s" }) + watchdog);
    lab.nodes.forEach((node) => node.start());
    await allSee(lab, "n1", EVENTUALLY);
    await until("it is armed", EVENTUALLY, async () => (await report(n1))?.armed === true);
    await play(lab, softdog);
  });
}

watched("a holder that stands still is reset before another takes over", async (lab, softdog) => {
  const [n1, n2] = [lab.node(1), lab.node(2)];
  const holding = lab.watchHolding();
  await holdsAlone(holding, "n1", EVENTUALLY);
  const before = softdog.events.length;
  n1.signal("SIGSTOP");
  await softdog.until((events) => events.slice(before).includes("reset"));
  assertEquals(holding.holders(ADDRESS), ["n1"], "another took over before the reset");
  await n1.crash();
  await holdsAlone(holding, "n2", LATE_DEATH + SLACK);
  await n2.sees(UNIT, "n2", SLACK);
  assertEquals(holding.overlaps(ADDRESS), []);
});

watched(
  "a daemon that is stopped stops its watchdog, one that is killed does not",
  async (lab, softdog) => {
    const n1 = lab.node(1);
    await n1.killDaemon();
    await softdog.until((events) => events.includes("left"));
    assert(!softdog.events.includes("stopped"));
    n1.start();
    await until("it is armed again", EVENTUALLY, async () => (await report(n1))?.armed === true);
    assertEquals(softdog.events.includes("reset"), false, "the next life came too late");
    assertEquals(await n1.stop(), 0);
    await softdog.until((events) => events.includes("stopped"));
  },
);
