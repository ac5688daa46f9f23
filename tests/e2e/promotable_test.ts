/**
 * A promotable clone on three nodes, with the agent that Pacemaker brings as an example, and an
 * address that is where the promoted instance is. What is promoted is read from the agents' own
 * files: at no moment on two nodes.
 *
 * Bounds (deadtime 2 s, so that a node that is cut off has 500 ms for a demotion and a stop): the
 * promoted instance of a node that is lost is elsewhere within deadtime and slack; the rest only
 * comes to be.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { clusterFile, type Holding, type Lab, labNow, until } from "../../src/lab/mod.ts";
import { callsOf, deedsOf, Marks } from "./marks.ts";
import { ADDRESS, EVENTUALLY, holdsAlone, scenario, SLACK } from "./scenario.ts";

const AGENT = "/usr/lib/ocf/resource.d/pacemaker/Stateful";
/** What the agent writes its role to. */
const ROLE = "Stateful-db.state";
const CALLS = "db.calls";
const DEADTIME = 2000;
/** Of a daemon on the same host: its agents' shells, a few times over. */
const AGENTS = 2 * SLACK;

/** auto_failback: else what is promoted stays so, whatever the others' scores. */
const promotableFile = (lab: Lab): string =>
  `${
    clusterFile({
      nodes: lab.names,
      room: lab.room,
      groups: [],
      deadtime: `${DEADTIME}ms`,
      autoFailback: true,
    })
  }
[[clone]]
name = "dbs"
of = "db"
promotable = true

[[resource]]
name = "db"
agent = "ocf:pacemaker:Stateful"
monitor = "off"
params = { envfile = "/run/${CALLS}" }
[[resource.operation]]
name = "monitor"
role = "promoted"
interval = "500ms"
[[resource.operation]]
name = "monitor"
role = "unpromoted"
interval = "700ms"

[[resource]]
name = "vip"
agent = "hb:vip"
params = { address = "${ADDRESS}/24", interface = "eth0" }

[[colocation]]
resource = "vip"
with = "dbs:promoted"
[[order]]
first = "dbs:promote"
then = "vip:start"
`;

interface Stage {
  readonly lab: Lab;
  readonly marks: Marks;
  readonly holding: Holding;
}

/** Played once n1 is promoted, has the address, and all three run; never are two promoted. */
function promotedOn1(name: string, play: (stage: Stage) => Promise<void>): void {
  scenario(
    name,
    { nodes: 3, needs: { [AGENT]: "pacemaker-resource-agents" } },
    async (lab) => {
      await lab.configure(promotableFile(lab));
      using marks = new Marks(lab, [ROLE]);
      const stage = { lab, marks, holding: lab.watchHolding() };
      lab.nodes.forEach((node) => node.start());
      await isPromoted(stage, "n1", EVENTUALLY);
      await marks.only(["n2", "n3"], ROLE, "Unpromoted", EVENTUALLY);
      await play(stage);
      assertEquals(marks.overlaps(ROLE, "Promoted"), []);
      assertEquals(stage.holding.overlaps(ADDRESS), []);
    },
  );
}

promotedOn1("the highest promotion score, an operator's move and standby decide", async (stage) => {
  const { lab, marks } = stage;
  const [n1, n2] = [lab.node(1), lab.node(2)];
  assertEquals(
    await scores(stage),
    { n1: "10", n2: "5", n3: "5" },
    "as the agents said by crm_attribute",
  );

  const set = await n1.hb("attribute", "--transient", "n3", "master-db", "100");
  assertEquals(set.code, 0, set.output);
  await isPromoted(stage, "n3", EVENTUALLY);
  await marks.only(["n1", "n2"], ROLE, "Unpromoted", EVENTUALLY);
  assertEquals(await scores(stage), { n1: "5", n2: "5", n3: "10" });

  const moved = await n2.hb("move", "dbs", "n1");
  assertEquals(moved.code, 0, moved.output);
  await isPromoted(stage, "n1", AGENTS);
  assertEquals(marks.where(ROLE), ["n1", "n2", "n3"], "a move of the promoted one stops none");
  assertEquals(lab.nodes.map((node) => deedsOf(node, CALLS)), [
    ["start", "promote", "demote", "promote"],
    ["start"],
    ["start", "promote", "demote"],
  ]);

  const standby = await n2.hb("standby", "n1");
  assertEquals(standby.code, 0, standby.output);
  await marks.only(["n2", "n3"], ROLE, undefined, EVENTUALLY);
  const [second] = await until(
    "another is promoted",
    EVENTUALLY,
    () => marks.where(ROLE, "Promoted").length === 1 && marks.where(ROLE, "Promoted"),
  );
  assertEquals((await n2.hb("online", "n1")).code, 0);
  await marks.only(["n1", "n2", "n3"], ROLE, undefined, EVENTUALLY);
  await isPromoted(stage, second as string, EVENTUALLY);
});

promotedOn1(
  "another is promoted after a crash, and stays so when the node is back",
  async (stage) => {
    const { lab, marks } = stage;
    const died = await lab.node(1).crash();
    const second = await takenOver(stage, died);
    await lab.node(1).powerOn();
    await marks.only(["n1", "n2", "n3"], ROLE, undefined, EVENTUALLY);
    await isPromoted(stage, second, EVENTUALLY);
    assert(!deedsOf(lab.node(1), CALLS).includes("promote"));
  },
);

promotedOn1("a killed daemon finds its instance promoted and leaves it so", async (stage) => {
  const { lab, marks, holding } = stage;
  const before = lab.nodes.map((node) => deedsOf(node, CALLS));
  await lab.node(1).killDaemon();
  lab.node(1).start();
  await until("all see it where it was", EVENTUALLY, async () => {
    const seen = await Promise.all(lab.nodes.map((node) => node.status()));
    return seen.every((document) =>
      document?.snapshot.coordinator !== null &&
      document?.snapshot.units.find(({ name }) => (name as string) === "vip")?.holder === "n1"
    );
  }, () => lab.node(1).lastWords());
  await settled(lab);
  const looked = callsOf(lab.node(1), CALLS).length;
  await until(
    "n1 looks after it",
    EVENTUALLY,
    () => callsOf(lab.node(1), CALLS).length > looked + 1,
  );
  assertEquals(lab.nodes.map((node) => deedsOf(node, CALLS)), before, "something was done");
  assertEquals(marks.where(ROLE, "Promoted"), ["n1"]);
  assertEquals(holding.holders(ADDRESS), ["n1"]);
});

promotedOn1("a node that is cut off demotes before another is promoted", async (stage) => {
  const { lab, marks } = stage;
  const cut = labNow();
  await lab.node(1).cutSilently();
  await until("n1 lets go", DEADTIME + SLACK, () => !marks.where(ROLE, "Promoted").includes("n1"));
  const letGo = labNow();
  const second = await takenOver(stage, cut);
  console.log(
    `cut: demoted after ${Math.round(letGo - cut)} ms, another promoted after ` +
      `${Math.round((marks.since(ROLE, { text: "Promoted" }) ?? 0) - cut)} ms`,
  );
  await lab.node(1).mendSilently();
  await marks.only(["n1", "n2", "n3"], ROLE, undefined, EVENTUALLY);
  await isPromoted(stage, second, EVENTUALLY);
});

/** Waits until one of the others is promoted and has the address. @returns which. */
async function takenOver(stage: Stage, lost: number): Promise<string> {
  const { lab, marks } = stage;
  const bound = DEADTIME + AGENTS;
  const [second] = await until(
    "another is promoted",
    bound,
    () => {
      const promoted = marks.where(ROLE, "Promoted");
      return promoted.length === 1 && promoted[0] !== "n1" ? promoted : null;
    },
    () => lab.node(2).lastWords(),
  ) as [string];
  await until(
    "the address is there too",
    bound,
    () => stage.holding.holders(ADDRESS).includes(second),
  );
  assertLess((marks.since(ROLE, { text: "Promoted" }) ?? Infinity) - lost, bound);
  return second;
}

/** Waits until only `node` is promoted, and has the address alone. */
async function isPromoted(
  { lab, marks, holding }: Stage,
  node: string,
  bound: number,
): Promise<void> {
  await marks.only([node], ROLE, "Promoted", bound, () => lab.node(1).lastWords());
  await holdsAlone(holding, node, bound);
}

/** Each node's promotion score, once all three have one. */
async function scores({ lab }: Stage): Promise<Readonly<Record<string, string | undefined>>> {
  const nodes = (await lab.node(2).status())?.snapshot.nodes ?? [];
  return Object.fromEntries(
    nodes.map(({ name, attributes }) => [name, attributes.transient["master-db"]]),
  );
}

/** Waits until nothing is under way, and every node has looked at its instance once more. */
async function settled(lab: Lab): Promise<void> {
  await until("nothing is under way", EVENTUALLY, async () => {
    const units = (await lab.node(2).status())?.snapshot.units ?? [];
    const on = units.flatMap(({ resources }) => resources.flatMap((resource) => resource.on));
    return on.every(({ busy, state }) => busy === null && state !== "unknown");
  });
}
