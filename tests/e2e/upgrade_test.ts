/**
 * Two versions of hb side by side: today's and tomorrow's (`tests/tomorrow.ts`), in every role and in
 * every order of an upgrade and of going back, with what is saved kept.
 *
 * Bounds (deadtime 1 s): a daemon that is replaced at once disturbs nobody; nobody waits for deadtime
 * at a planned hand-over; a crash and a heal as in crash_test and cut_test. Never two holders,
 * but in a pair that is cut in two.
 */
import { assertEquals, assertLess, assertLessOrEqual, assertMatch } from "@std/assert";
import { type HbCommand, type Lab, type LabNode, labNow, until } from "../../src/lab/mod.ts";
import { makeTomorrow, TOMORROW } from "../tomorrow.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  HB,
  holdsAlone,
  kinds,
  type Needs,
  servedBy1,
  SLACK,
  type Stage,
  UNDISTURBED,
  UNIT,
} from "./scenario.ts";

/** A daemon that a test starts anew on a busy machine is back within its lease. */
const ROLLING: Needs = { cluster: { deadtime: "3s", initdead: "5s" } };
/** Less than any deadtime: nobody has waited for it. */
const PLANNED = 900;
const HEAL = 1000;

const NEXT: HbCommand = Deno.env.has("HB_NO_BINARY") ? HB : [await makeTomorrow()];
const versionOf = (hb: HbCommand): string => hb === HB ? "today's" : "tomorrow's";

/** Nodes begin with these, in order. */
function withVersions(
  name: string,
  versions: readonly HbCommand[],
  needs: Needs,
  play: (stage: Stage) => Promise<void>,
): void {
  servedBy1(name, {
    ...needs,
    nodes: versions.length,
    prepare: (lab) => lab.nodes.forEach((node, at) => node.executable = versions[at] ?? HB),
  }, play);
}

/** Waits until every node says that the cluster has these versions, and writes in this level. */
async function allSpeak(lab: Lab, level: number, isMixed: boolean): Promise<void> {
  for (const node of lab.nodes) {
    await until(`${node.name} speaks level ${level}`, EVENTUALLY, async () => {
      const text = (await node.hb("status")).output;
      return (await node.status())?.snapshot.level === level &&
        text.includes("MIXED-VERSION") === isMixed;
    }, () => node.lastWords());
  }
}

for (const [holder, other] of [[HB, NEXT], [NEXT, HB]] as const) {
  withVersions(
    `${versionOf(holder)} hb beside ${
      versionOf(other)
    }: a planned switch, a crash, a cut that heals`,
    [holder, other],
    {},
    async ({ lab, n1, n2, probe, holding }) => {
      await allSpeak(lab, 1, true);
      // The command of the one version understands the daemon of the other.
      for (const node of lab.nodes) {
        for (const executable of [HB, NEXT]) {
          node.executable = executable;
          const { code, output } = await node.hb("status", "-1Afrn");
          assertEquals(code, 0, output);
          assertMatch(output, new RegExp(`MIXED-VERSION: .*hb ${TOMORROW}`));
        }
      }
      n1.executable = holder;
      n2.executable = other;

      const switched = labNow();
      assertEquals((await n2.hb("move", UNIT, "n2")).code, 0);
      await allSee(lab, "n2", EVENTUALLY);
      await until("n2 answers", EVENTUALLY, () => probe.firstFrom("n2", switched) !== null);
      assertLess(probe.longestGap(switched), PLANNED);

      const crashed = await n2.crash();
      await until("n1 answers", DEADTIME + SLACK, () => probe.firstFrom("n1", crashed) !== null);
      const returned = labNow();
      await n2.powerOn();
      await allSee(lab, "n1", EVENTUALLY);
      assertLess(probe.longestGap(returned), UNDISTURBED);
      assertEquals(holding.overlaps(ADDRESS), []);

      const cut = labNow();
      await n1.cutSilently();
      await until("n2 answers", DEADTIME + SLACK, () => probe.firstFrom("n2", cut) !== null);
      const healed = labNow();
      await n1.mendSilently();
      const kept = await until("one holder", HEAL + SLACK, () => {
        const [one, ...others] = holding.holders(ADDRESS);
        return one !== undefined && others.length === 0 ? one : null;
      });
      await allSee(lab, kept, EVENTUALLY);
      await until("it answers", HEAL, () => (probe.last?.at ?? 0) > labNow() - 50);
      assertLessOrEqual(probe.longestGap(healed), HEAL);
      await allSpeak(lab, 1, true);
      await onlyKnownKindsAreUnderstood(holder === HB ? n1 : n2, holder === HB ? n2 : n1);
    },
  );
}

/** What tomorrow's says besides is counted by today's, and nothing else is refused on either side. */
async function onlyKnownKindsAreUnderstood(today: LabNode, tomorrow: LabNode): Promise<void> {
  const refused = async (node: LabNode) =>
    Object.keys((await node.status())?.snapshot.counters ?? {})
      .filter((name) => /malformed|unknown(Kind|Level)/.test(name));
  assertEquals(await refused(today), ["junk.unknownKind"]);
  assertEquals(await refused(tomorrow), []);
  assertEquals((await kinds(tomorrow)).map(String).includes("sung"), true);
}

/** What must outlive every change of version. */
async function leaveWishes({ n1, n2, probe }: Stage): Promise<void> {
  assertEquals((await n1.hb("attribute", "n2", "site", "north")).code, 0);
  assertEquals((await n2.hb("standby", "n3")).code, 0);
  n1.killService("nginx");
  await until("n1 has counted the failure", EVENTUALLY, async () => await failcount(n1) === 1);
  await until("it answers again", EVENTUALLY, () => (probe.last?.at ?? 0) > labNow() - 50);
  await n1.sees(UNIT, "n1", EVENTUALLY);
}

async function failcount(node: LabNode): Promise<number> {
  const units = (await node.status())?.snapshot.units ?? [];
  return units.flatMap(({ resources }) => resources).flatMap(({ on }) => on)
    .filter((here) => here.node === "n1").reduce((sum, here) => sum + here.failcount, 0);
}

async function wishesAreKept(lab: Lab): Promise<void> {
  for (const node of lab.nodes) {
    const read = async () => {
      const views = (await node.status())?.snapshot.nodes ?? [];
      const view = (name: string) => views.find((one) => one.name === name);
      return [view("n2")?.attributes.permanent["site"], view("n3")?.standby, await failcount(node)];
    };
    await until(
      `${node.name} knows all that was wished`,
      EVENTUALLY,
      async () => (await read()).join() === "north,true,1",
      async () => `${await read()}${await node.lastWords()}`,
    );
  }
}

/** Each in turn; what runs on it goes on, and is adopted. */
async function replaceByKill({ lab, probe, holding }: Stage, next: HbCommand): Promise<void> {
  for (const node of lab.nodes) {
    const [holder = ""] = holding.holders(ADDRESS);
    const service = node.processes("nginx");
    const killed = labNow();
    await node.killDaemon();
    node.executable = next;
    node.start();
    await until(`${node.name} is back`, EVENTUALLY, async () => await isBack(lab, node));
    await allSee(lab, holder, EVENTUALLY);
    assertEquals(node.processes("nginx"), service, `nginx was restarted on ${node.name}`);
    assertEquals((await kinds(node)).includes("adopted"), node.name === holder);
    assertLess(probe.longestGap(killed), UNDISTURBED);
  }
}

/** Each in turn hands over, ends, and begins anew. */
async function replaceByStop({ lab, probe, holding }: Stage, next: HbCommand): Promise<void> {
  for (const node of lab.nodes) {
    const stopped = labNow();
    assertEquals(await node.stop(), 0);
    node.executable = next;
    node.start();
    await until(`${node.name} is back`, EVENTUALLY, async () => await isBack(lab, node));
    const [holder = ""] = holding.holders(ADDRESS);
    await allSee(lab, holder, EVENTUALLY);
    assertLess(probe.longestGap(stopped), PLANNED);
  }
}

/** The others count its new life as one of theirs, and it them. */
async function isBack(lab: Lab, node: LabNode): Promise<boolean> {
  const own = await node.status();
  if (own?.snapshot.phase !== "joined") return false;
  const seen = await Promise.all(
    lab.nodes.map(async (other) =>
      (await other.status())?.snapshot.nodes.find(({ name }) => name === node.name)
    ),
  );
  return seen.every((view) =>
    view?.generation === own.snapshot.generation && view.standing !== "pending" &&
    view.standing !== "offline"
  );
}

for (
  const [how, up, down] of [
    ["by stop and start, back by kill -9", replaceByStop, replaceByKill],
    ["by kill -9, back by stop and start", replaceByKill, replaceByStop],
  ] as const
) {
  withVersions(
    `three nodes are upgraded one after the other ${how}`,
    [HB, HB, HB],
    ROLLING,
    async (stage) => {
      const { lab, holding } = stage;
      await leaveWishes(stage);
      await up(stage, NEXT);
      await wishesAreKept(lab);
      await allSpeak(lab, 2, false);
      await down(stage, HB);
      await wishesAreKept(lab);
      await allSpeak(lab, 1, false);
      // Tomorrow's state is kept for its day, and today's has said so.
      for (const node of lab.nodes) {
        await node.shell(`grep -q '"format": 2' ${node.room}/state/state.json.format2`);
        assertMatch(
          await Deno.readTextFile(node.logFile),
          /A newer hb wrote .*state\.json, in format 2/,
        );
      }
      const [holder = ""] = holding.holders(ADDRESS);
      await holdsAlone(holding, holder, SLACK);
      assertEquals(holding.overlaps(ADDRESS), []);
    },
  );
}
