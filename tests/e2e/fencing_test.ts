/**
 * Two nodes with a fence device that really ends all processes of a node and cuts its cables. Who
 * holds the address is asked of the kernels: never two, and never one before the other is off.
 *
 * Bounds (deadtime 1 s): fenced within deadtime and slack, served from there within slack again;
 * what waits for a device that does not answer waits for as long as the test wants.
 */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import {
  clusterFile,
  type Holding,
  type Lab,
  type LabNode,
  labNow,
  type PowerSwitch,
  until,
} from "../../src/lab/mod.ts";
import type { FencingView, NodeView } from "../../src/node/mod.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  type Needs,
  scenario,
  SLACK,
  UNIT,
} from "./scenario.ts";

/** The last word may have been said so long before a crash; and a little, for rounding. */
const KEEPALIVE = 210;
/** Of one call of a device. */
const TIMEOUT = 1000;

/** An init script that starts well, and whose stop fails on n1. */
const STUCK = "stuck";
const STUCK_SCRIPT = `#!/bin/sh
case $1 in
  start) touch /run/stuck ;;
  stop) [ "$(hostname)" != n1 ] && rm -f /run/stuck ;;
  status) [ -e /run/stuck ] || exit 3 ;;
esac
`;

interface Stage {
  readonly lab: Lab;
  readonly n1: LabNode;
  readonly n2: LabNode;
  readonly power: PowerSwitch;
  readonly holding: Holding;
}

interface Wanted extends Needs {
  /** Lines of the [[fence]] table of the power switch. */
  readonly device?: string;
  /** TOML beside it. */
  readonly more?: string;
  /** The service beside the address. */
  readonly agent?: string;
  readonly noQuorum?: "fence";
}

/** A cluster of two with the switch, not started yet. */
function withSwitch(name: string, wanted: Wanted, play: (stage: Stage) => Promise<void>): void {
  scenario(name, wanted, async (lab) => {
    const holding = lab.watchHolding();
    const power = await lab.powerSwitch();
    const cluster = clusterFile({
      nodes: lab.names,
      room: lab.room,
      ...wanted.noQuorum === undefined ? {} : { noQuorum: wanted.noQuorum },
      groups: [{
        name: UNIT,
        address: ADDRESS,
        prefer: ["n1"],
        ...wanted.agent === undefined ? {} : { agent: wanted.agent },
      }],
    });
    await lab.configure(`${cluster}
[fencing]
panic = ["sh", "-c", "exec ${power.command} off $HB_NODE"]

[[fence]]
name = "power"
agent = "command"
command = ["${power.command}"]
timeout = "${TIMEOUT}ms"
retries = 0
verify = true
${wanted.device ?? ""}
${wanted.more ?? ""}
`);
    for (const { room } of lab.nodes) {
      await Deno.writeTextFile(`${room}/init.d/${STUCK}`, STUCK_SCRIPT, { mode: 0o755 });
    }
    await play({ lab, n1: lab.node(1), n2: lab.node(2), power, holding });
    assertEquals(holding.overlaps(ADDRESS), [], "two nodes had the address at once");
  });
}

/** The same, served by n1. */
function servedBy1(name: string, wanted: Wanted, play: (stage: Stage) => Promise<void>): void {
  withSwitch(name, wanted, async (stage) => {
    await startAll(stage);
    await play(stage);
  });
}

async function startAll({ lab, holding }: Stage): Promise<void> {
  lab.nodes.forEach((node) => node.start());
  await allSee(lab, "n1", EVENTUALLY);
  await holdsAlone(holding, "n1", EVENTUALLY);
}

servedBy1("a crashed node's address comes up only once the node has been switched off", {}, async (
  { n1, n2, power, holding },
) => {
  power.mood = "hangs";
  await n1.crash();
  await until("a first call has failed", EVENTUALLY, async () => (await failedCalls(n2)) > 0);
  assertEquals(holding.holders(ADDRESS), [], "it was taken over from a node that may be alive");
  assertEquals((await nodeView(n2, "n1"))?.standing, "unclean");

  power.mood = "works";
  await holdsAlone(holding, "n2", EVENTUALLY);
  const [done] = (await fencing(n2)).history.filter(({ state }) => state === "done");
  assertEquals([done?.target, done?.device, done?.by], ["n1", "power", "n2"]);
});

servedBy1("where the device answers the takeover takes no longer than deadtime and the call", {
  device: 'action = "off"',
}, async ({ n1, n2, power, holding }) => {
  const crashed = await n1.crash();
  await holdsAlone(holding, "n2", DEADTIME + 2 * SLACK);
  const off = power.calls.find(({ action }) => action === "off");
  assertLessOrEqual(DEADTIME - KEEPALIVE, (off?.at ?? 0) - crashed, "it was not silent yet");
  console.log(
    `crash to fencing ${Math.round((off?.at ?? 0) - crashed)} ms, ` +
      `to the address ${Math.round(labNow() - crashed)} ms`,
  );
  assertEquals(power.calls.at(-1)?.action, "status", "that it is off was not asked");
  assertEquals(n1.processes(), []);
  assertEquals((await nodeView(n2, "n1"))?.standing, "offline");
});

servedBy1("what no device can end an operator can: hb fence confirm", {}, async (
  { n1, n2, power, holding },
) => {
  power.mood = "fails";
  await n1.crash();
  await until("fencing has failed", EVENTUALLY, async () => (await failedCalls(n2)) > 0);
  assertEquals(holding.holders(ADDRESS), []);
  await until("the status says why nothing runs", EVENTUALLY, async () => {
    const unit = (await n2.status())?.snapshot.units.find(({ name }) => name === UNIT);
    return unit?.blocked?.includes("n1") === true;
  }, () => n2.lastWords());
  const list = await n2.hb("fence", "list", "n1");
  assertStringIncludes(list.output, "failed (exit status 1)");

  const asked = await n2.hb("fence", "confirm", "n1");
  assertEquals(asked.code, 64);
  assertEquals(holding.holders(ADDRESS), []);
  const confirmed = await n2.hb("fence", "confirm", "n1", "--yes");
  assertEquals([confirmed.code, confirmed.output.split(" after ")[0]], [0, "n1 counts as off"]);
  await holdsAlone(holding, "n2", SLACK);
});

servedBy1("nobody's word is taken that a node is off which is heard", {}, async ({ n1, n2 }) => {
  const { code, output } = await n2.hb("fence", "confirm", "n1", "--yes");
  assertEquals(code, 1);
  assertStringIncludes(output, "n1 is not off: it is heard at this moment");
  assert((await n1.status()) !== null);
});

servedBy1("of two nodes that are cut off from each other one survives: the one that is shot last", {
  device: 'delay = { n1 = "3s" }',
}, async ({ lab, n1, n2, power, holding }) => {
  await n2.cutSilently();
  await until(
    "n2 has been reset",
    EVENTUALLY,
    () => power.calls.some(({ action, node }) => action === "reboot" && node === "n2"),
    () => n1.lastWords(),
  );
  await holdsAlone(holding, "n1", EVENTUALLY);
  // powerOn has put the cables in again
  await allSee(lab, "n1", EVENTUALLY);
  assertEquals(power.calls.filter(({ node }) => node === "n1"), [], "both were shot");
  assertEquals((await nodeView(n1, "n2"))?.standing, "online");
});

servedBy1("a node that cannot stop a resource is fenced", {
  agent: `lsb:${STUCK}`,
  device: 'action = "off"',
}, async ({ n1, n2, power, holding }) => {
  const { code } = await n2.hb("standby", "n1", "--timeout=20s");
  await holdsAlone(holding, "n2", EVENTUALLY);
  assert(power.calls.some(({ action, node }) => action === "off" && node === "n1"));
  assertEquals(n1.processes(), []);
  assertEquals(code, 0);
});

const HAS_DUMMY = { "/usr/sbin/fence_dummy": "fence-agents" };

servedBy1("where the first level fails the second is tried", {
  needs: HAS_DUMMY,
  device: "level = 2",
  more: `
[[fence]]
name = "dummy"
agent = "fence_dummy"
params = { type = "fail", power_timeout = "1" }
retries = 0
timeout = "5s"
`,
}, async ({ n1, n2, holding }) => {
  await n1.crash();
  await holdsAlone(holding, "n2", EVENTUALLY);
  const history = (await fencing(n2)).history.map(({ device, state }) => `${device} ${state}`);
  assertEquals(history.toReversed().slice(0, 2), ["dummy failed", "power done"]);
});

servedBy1("an operator fences a node that runs well, and switches it on again", {}, async (
  { lab, n2, power, holding },
) => {
  const off = await n2.hb("fence", "n1", "--action", "off");
  assertEquals([off.code, off.output.split(" after ")[0]], [
    0,
    "n1 is fenced (off) by power on n2",
  ]);
  await holdsAlone(holding, "n2", EVENTUALLY);
  const on = await n2.hb("fence", "n1", "--action", "on");
  assertEquals([on.code, on.output.split(" after ")[0]], [0, "n1 is switched on by power on n2"]);
  await until(
    "n1 is back",
    EVENTUALLY,
    async () => (await nodeView(n2, "n1"))?.standing === "online",
  );
  await allSee(lab, "n2", EVENTUALLY);
  // n1 may have coordinated its own end: then its successor has it done, and proved, once more
  const acts = power.calls.filter(({ action }) => action !== "status").map(({ action }) => action);
  assertEquals([acts.at(-1), new Set(acts)], ["on", new Set(["off", "on"])]);
});

servedBy1("an operator has the coordinator reset: once or twice, and it comes back", {}, async (
  { lab, n1, power },
) => {
  const name = await until("there is a coordinator", EVENTUALLY, () => coordinator(n1));
  const other = lab.nodes.find((node) => node.name !== name) ?? n1;
  const { code, output } = await other.hb("fence", name);
  assertEquals([code, output.split(" after ")[0]], [
    0,
    `${name} is fenced (reboot) by power on ${other.name}`,
  ]);
  const isBack = async () => (await nodeView(other, name))?.standing === "online";
  await until(`${name} is back`, EVENTUALLY, isBack);
  const back = labNow();
  await until("all has come to rest", EVENTUALLY, () => labNow() - back > 5 * DEADTIME);
  assertEquals(await isBack(), true);
  assertLessOrEqual(power.calls.filter(({ action }) => action === "reboot").length, 2);
});

withSwitch("a node alone at its start fences the one it has never heard, then runs", {
  device: 'action = "off"',
}, async ({ lab, n1, power, holding }) => {
  const file = await Deno.readTextFile(`${n1.room}/cluster.toml`);
  await lab.configure(file.replace("[cluster]", "[cluster]\nwait_for_all = false"));
  n1.start();
  await holdsAlone(holding, "n1", EVENTUALLY);
  assertEquals(power.calls[0]?.action, "off");
  assertEquals(power.calls[0]?.node, "n2");
});

withSwitch(
  "a node alone at its start that is to wait for all fences nobody and runs nothing",
  {},
  async (
    { n1, n2, lab, power, holding },
  ) => {
    n1.start();
    await until(
      "n1 waits for n2",
      EVENTUALLY,
      async () =>
        (await n1.status())?.snapshot.quorum.waitsFor.includes(n2.name as NodeView["name"]) ===
          true,
    );
    const waited = await n1.status();
    await until(
      "initdead is over, and deadtime",
      EVENTUALLY,
      async () => ((await n1.status())?.madeAt ?? 0) - (waited?.madeAt ?? 0) > 3000 + 2 * DEADTIME,
    );
    assertEquals([power.calls, holding.holders(ADDRESS)], [[], []]);
    n2.start();
    await allSee(lab, "n1", EVENTUALLY);
  },
);

servedBy1('with no_quorum = "fence" a node that too few hear ends itself', {
  nodes: 3,
  noQuorum: "fence",
}, async ({ n1, power, holding }) => {
  await n1.cutSilently();
  await until("n1 is off", EVENTUALLY, () => n1.processes().length === 0);
  assertStringIncludes(
    await Deno.readTextFile(n1.logFile),
    "Ends this host at once: too few nodes",
  );
  assertEquals(power.calls[0]?.node, "n1");
  await until("another node serves", EVENTUALLY, () => {
    const [holder, ...others] = holding.holders(ADDRESS);
    return holder !== undefined && holder !== "n1" && others.length === 0;
  });
});

const coordinator = async (node: LabNode): Promise<string | null> =>
  (await node.status())?.snapshot.coordinator ?? null;

async function fencing(node: LabNode): Promise<FencingView> {
  const document = await node.status();
  if (document === null) throw new Error(`${node.name} does not answer`);
  return document.snapshot.fencing;
}

async function failedCalls(node: LabNode): Promise<number> {
  return (await fencing(node)).history.filter(({ state }) => state === "failed").length;
}

async function nodeView(node: LabNode, name: string): Promise<NodeView | null> {
  const document = await node.status();
  return document?.snapshot.nodes.find((view) => view.name as string === name) ?? null;
}
