/**
 * Cables: cut with and without the carrier going, one way only, and healed.
 *
 * Bounds (deadtime 1 s): the other side serves within deadtime and slack; after the heal one holder
 * is left within 1 s and slack, and the client waits at most 1 s (the issue's own bound).
 */
import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { labNow, until } from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  kinds,
  servedBy1,
  SLACK,
  UNDISTURBED,
} from "./scenario.ts";

const HEAL = 1000;
/** A lost carrier is told by the kernel, not found out by silence. */
const SEEN = 500;
const TC = { tc: "iproute2" };

servedBy1("after a silent cut has healed exactly one holder is left", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const cut = labNow();
  await n1.cutSilently();
  await until("n2 answers", DEADTIME + SLACK, () => probe.firstFrom("n2", cut) !== null);
  assertEquals(holding.holders(ADDRESS), ["n1", "n2"], "two nodes alone: both hold while cut off");

  const healed = labNow();
  await n1.mendSilently();
  const kept = await until("one holder", HEAL + SLACK, () => {
    const [one, ...others] = holding.holders(ADDRESS);
    return one !== undefined && others.length === 0 ? one : null;
  });
  console.log(`heal: one holder (${kept}) after ${Math.round(labNow() - healed)} ms`);
  await allSee(lab, kept, EVENTUALLY);
  await until("it answers", HEAL, () => (probe.last?.at ?? 0) > labNow() - 50);
  assertLessOrEqual(probe.longestGap(healed), HEAL);
  const told = [...await kinds(n1), ...await kinds(n2)];
  assert(told.includes("severalHolders"), "nobody told that two held it");
  assert(told.includes("oneHolder"), "nobody told how long two held it");
});

servedBy1("a pulled cable is seen at once, and healed like any cut", {}, async (stage) => {
  const { lab, n1, probe, holding } = stage;
  const cut = labNow();
  await n1.cables[0]?.unplug();
  await until(
    "n1 tells of its own side",
    SEEN,
    async () =>
      (await n1.status())?.snapshot.links.some(({ up, why }) => !up && why.includes("carrier")) ??
        false,
  );
  await until("n2 answers", DEADTIME + SLACK, () => probe.firstFrom("n2", cut) !== null);
  const healed = labNow();
  await n1.cables[0]?.plug();
  const kept = await until("one holder", HEAL + SLACK, () => {
    const [one, ...others] = holding.holders(ADDRESS);
    return one !== undefined && others.length === 0 ? one : null;
  });
  await allSee(lab, kept, EVENTUALLY);
  assertLessOrEqual(probe.longestGap(healed), HEAL);
});

servedBy1("a second network keeps the cluster whole when the first is cut", {
  networks: 2,
  cluster: { links: ["ucast", "bcast"] },
}, async ({ lab, n1, n2, holding }) => {
  await n2.cables[0]?.cutSilently();
  await until("the link is down", DEADTIME + SLACK, async () => {
    const peer = (await n1.status())?.snapshot.nodes.find(({ name }) => name === "n2");
    return peer?.standing === "online" && peer.links.some(({ up }) => !up) &&
      peer.links.some(({ up }) => up);
  }, () => n1.lastWords());
  await n2.cables[0]?.mendSilently();
  await allSee(lab, "n1", EVENTUALLY);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("a node that nobody hears lets go", { needs: TC }, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  const cut = labNow();
  await n1.cables[0]?.mute();
  await until("n2 answers", DEADTIME + SLACK, () => probe.firstFrom("n2", cut) !== null);
  await holdsAlone(holding, "n2", DEADTIME + SLACK);
  await n1.cables[0]?.unmute();
  await allSee(lab, "n2", EVENTUALLY);
  await holdsAlone(holding, "n2", SLACK);
  await n2.sees("web", "n2", SLACK);
});

servedBy1("a node that hears nobody does not become a second holder", {
  needs: TC,
}, async ({ lab, n1, n2, probe, holding }) => {
  // n2 hears nothing any more, and n1 hears n2 say so.
  await n2.cables[0]?.deafen();
  await until("n2 is shown as deaf", DEADTIME + SLACK, async () => {
    const peer = (await n1.status())?.snapshot.nodes.find(({ name }) => name === "n2");
    return peer !== undefined && (peer.hearsUs === false || peer.standing !== "online");
  }, () => n1.lastWords());
  // n1 cannot make itself heard and is about to be taken for dead: it lets go before that. (n2
  // hears its clients no more than its peer; but it cannot know, and one holder comes first.)
  await holdsAlone(holding, "n2", DEADTIME + SLACK);
  const healed = labNow();
  await n2.cables[0]?.undeafen();
  await allSee(lab, "n2", EVENTUALLY);
  await until("n2 answers", SLACK, () => probe.firstFrom("n2", healed) !== null);
  assertEquals(holding.overlaps(ADDRESS), []);
});

servedBy1("of three nodes the one cut off lets go, the others go on", {
  nodes: 3,
}, async ({ lab, n1, n2, probe, holding }) => {
  const cut = labNow();
  await n1.cutSilently();
  await until(
    "another node answers",
    DEADTIME + SLACK,
    () => (probe.firstFrom("n2", cut) ?? probe.firstFrom("n3", cut)) !== null,
  );
  await until("n1 has let go", DEADTIME + SLACK, () => !holding.holders(ADDRESS).includes("n1"));
  const [holder = ""] = holding.holders(ADDRESS);
  const healed = labNow();
  await n1.mendSilently();
  await allSee(lab, holder, EVENTUALLY);
  await n2.sees("web", holder, SLACK);
  assertLess(probe.longestGap(healed), UNDISTURBED);
});
