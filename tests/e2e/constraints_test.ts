/**
 * What ties resources to nodes and to each other, in the running cluster, with Pacemaker's sample
 * agent: where it runs is read from the files that it leaves on each node.
 *
 * Bounds: deadtime 1 s; everything else only comes to be. Of two files that are seen in one look
 * the order is not known, so two moments may be the same.
 */
import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { clusterFile, type Lab, type LabNode, until } from "../../src/lab/mod.ts";
import { deedsOf, Marks } from "./marks.ts";
import { EVENTUALLY, kinds, scenario } from "./scenario.ts";

const AGENT = "/usr/lib/ocf/resource.d/pacemaker/Dummy";
const WANTED = { nodes: 3, needs: { [AGENT]: "pacemaker-resource-agents" } };

/** What a resource leaves where it runs. */
const markOf = (id: string): string => `Dummy-${id}.state`;
const callsFile = (id: string): string => `${id}.calls`;

/** A resource of the sample agent; `params` in TOML, `more` lines of its table. */
const dummy = (id: string, more = "", params = ""): string => `
[[resource]]
name = "${id}"
agent = "ocf:pacemaker:Dummy"
params = { envfile = "/run/${callsFile(id)}"${params} }
${more}
`;

const fileOf = (lab: Lab, tables: string): string =>
  clusterFile({ nodes: lab.names, room: lab.room, groups: [] }) + tables;

scenario(
  "groups stay together, apart and in order; simulate knows what a crash does",
  WANTED,
  async (lab) => {
    await lab.configure(fileOf(lab, GROUPS));
    using marks = new Marks(lab, ALL.map(markOf));
    const [n1, n2] = [lab.node(1), lab.node(2)];
    lab.nodes.forEach((node) => node.start());
    await runsOnly(lab, marks, "n1", [...BASE, ...APP]);
    await until(
      "the other group runs",
      EVENTUALLY,
      () => marks.where(markOf("other1")).length === 1,
    );
    assert(marks.where(markOf("other1"))[0] !== "n1", "it is never with base");
    inOrder(marks, [...BASE, ...APP]);

    const foretold = await foretell(n2, "n1");
    await n1.crash();
    for (const [id, node] of Object.entries(foretold)) {
      await marks.only([node], markOf(id), undefined, EVENTUALLY, () => n2.lastWords());
    }
    assertEquals(new Set([...BASE, ...APP].map((id) => foretold[id])).size, 1, "not together");
    assert(foretold.base1 !== foretold.other1, "not apart");
    inOrder(marks, [...BASE, ...APP]);

    const stopped = await n2.hb("stop", "base");
    assertEquals(stopped.code, 0, stopped.output);
    assertEquals([...BASE, ...APP].flatMap((id) => marks.where(markOf(id))), []);
    inOrder(marks, [...BASE, ...APP].reverse(), "stopped");
    const started = await n2.hb("start", "base");
    assertEquals(started.code, 0, started.output);
    await runsOnly(lab, marks, foretold.base1 as string, [...BASE, ...APP]);
    inOrder(marks, [...BASE, ...APP]);
    for (const id of ALL) assertEquals(marks.overlaps(markOf(id)), [], id);
  },
);

const BASE = ["base1", "base2"];
const APP = ["app1", "app2"];
const ALL = [...BASE, ...APP, "other1"];

const GROUPS = `
[[group]]
name = "base"
prefer = ["n1"]
members = ["base1", "base2"]
[[group]]
name = "app"
members = ["app1", "app2"]
[[group]]
name = "other"
prefer = ["n1"]
members = ["other1"]
[[colocation]]
resource = "app"
with = "base"
[[order]]
first = "base"
then = "app"
[[colocation]]
resource = "other"
with = "base"
score = "-INFINITY"
${ALL.map((id) => dummy(id)).join("")}`;

scenario(
  "a rule on an attribute moves a resource when the attribute changes",
  WANTED,
  async (lab) => {
    await lab.configure(fileOf(
      lab,
      `${dummy("job")}
[[location]]
resource = "job"
rule = "not_defined disk or disk ne fast"
score = "-INFINITY"
`,
    ));
    using marks = new Marks(lab, [markOf("job")]);
    const [n1] = [lab.node(1)];
    lab.nodes.forEach((node) => node.start());
    await until(
      "it cannot run anywhere, and that is told",
      EVENTUALLY,
      async () => (await unit(n1, "job"))?.blocked?.includes("cannot run anywhere") ?? false,
    );

    await attribute(n1, "n2", "disk", "fast");
    await marks.only(["n2"], markOf("job"), undefined, EVENTUALLY, () => n1.lastWords());
    await attribute(n1, "n3", "disk", "fast");
    await attribute(n1, "n2", "disk", "slow");
    await marks.only(["n3"], markOf("job"), undefined, EVENTUALLY, () => n1.lastWords());
    await attribute(n1, "--delete", "n3", "disk");
    await marks.only([], markOf("job"), undefined, EVENTUALLY, () => n1.lastWords());
    await attribute(n1, "--transient", "n1", "disk", "fast");
    await marks.only(["n1"], markOf("job"), undefined, EVENTUALLY, () => n1.lastWords());
    assertEquals(marks.overlaps(markOf("job")), []);
  },
);

scenario("a cloned group follows a clone on each node by itself", WANTED, async (lab) => {
  await lab.configure(fileOf(lab, CLONES));
  using marks = new Marks(lab, LAYERS.map(markOf));
  const [n1] = [lab.node(1)];
  lab.nodes.forEach((node) => node.start());
  for (const id of LAYERS) {
    await marks.only(lab.names, markOf(id), undefined, EVENTUALLY, () => n1.lastWords());
  }
  for (const node of lab.names) inOrder(marks, LAYERS, "started", node);

  assertEquals((await n1.hb("standby", "n3")).code, 0);
  for (const id of LAYERS) await marks.only(["n1", "n2"], markOf(id), undefined, EVENTUALLY);
  inOrder(marks, [...LAYERS].reverse(), "stopped", "n3");
  assertEquals((await n1.hb("online", "n3")).code, 0);
  for (const id of LAYERS) await marks.only(lab.names, markOf(id), undefined, EVENTUALLY);
  inOrder(marks, LAYERS, "started", "n3");
  for (const node of lab.nodes.slice(0, 2)) {
    for (const id of LAYERS) {
      assertEquals(deedsOf(node, callsFile(id)), ["start"], "others' instances");
    }
  }
});

const LAYERS = ["net", "web1", "web2"];

const CLONES = `
[[clone]]
name = "nets"
of = "net"
interleave = true
[[group]]
name = "web"
members = ["web1", "web2"]
[[clone]]
name = "webs"
of = "web"
interleave = true
[[order]]
first = "nets"
then = "webs"
[[colocation]]
resource = "webs"
with = "nets"
${LAYERS.map((id) => dummy(id)).join("")}`;

scenario(
  "a live migration needs no stop and start, a reloadable parameter no restart",
  WANTED,
  async (lab) => {
    const tables = dummy("vm", "allow_migrate = true", `, fake = "one"`);
    await lab.configure(fileOf(lab, tables));
    using marks = new Marks(lab, [markOf("vm")]);
    const [n1, n2] = [lab.node(1), lab.node(2)];
    lab.nodes.forEach((node) => node.start());
    await runsOnly(lab, marks, "n1", ["vm"]);

    const moved = await n1.hb("move", "vm", "n2");
    assertEquals(moved.code, 0, moved.output);
    await runsOnly(lab, marks, "n2", ["vm"]);
    await deeds(n2, ["migrate_from"]);
    // it is made sure that nothing is left where it came from
    await deeds(n1, ["start", "migrate_to", "stop"]);
    for (const node of lab.nodes) {
      assert(!(await kinds(node)).includes("severalHolders"), "it counts as running twice");
    }

    await reconfigure(lab, fileOf(lab, tables.replace('"one"', '"two"')));
    await deeds(n2, ["migrate_from", "reload-agent"]);
    await runsOnly(lab, marks, "n2", ["vm"]);
    assertEquals(marks.gone(markOf("vm"), "n2"), null, "it was stopped");

    assertEquals((await n1.hb("standby", "n2")).code, 0);
    await deeds(n2, ["migrate_from", "reload-agent", "migrate_to", "stop"]);
    await deeds(n1, ["start", "migrate_to", "stop", "migrate_from"]);
    await runsOnly(lab, marks, "n1", ["vm"]);
    assertEquals((await n1.hb("online", "n2")).code, 0);

    await reconfigure(lab, fileOf(lab, tables.replace("fake", 'state = "/run/vm.other", fake')));
    await deeds(n1, ["start", "migrate_to", "stop", "migrate_from", "stop", "start"]);
    await n2.sees("vm", "n1", EVENTUALLY);
    assertEquals(marks.overlaps(markOf("vm")), []);

    async function deeds(node: LabNode, wanted: readonly string[]): Promise<void> {
      await until(
        `${node.name} has called ${wanted.join(" ")}`,
        EVENTUALLY,
        () => deedsOf(node, callsFile("vm")).join() === wanted.join(),
        async () => `${deedsOf(node, callsFile("vm")).join(" ")} ${await node.lastWords()}`,
      );
    }
  },
);

scenario("a migration that does not arrive ends with one that runs", WANTED, async (lab) => {
  // the agent says on n2 that it has failed, and runs there all the same
  await lab.configure(
    fileOf(lab, dummy("vm", "allow_migrate = true", `, fail_start_on = "n2"`)),
  );
  using marks = new Marks(lab, [markOf("vm")]);
  const [n1, n2] = [lab.node(1), lab.node(2)];
  lab.nodes.forEach((node) => node.start());
  await runsOnly(lab, marks, "n1", ["vm"]);

  await n1.hb("move", "vm", "n2", "--no-wait");
  await until(
    "it has been stopped on n2",
    EVENTUALLY,
    () => deedsOf(n2, callsFile("vm")).includes("stop"),
    () => n2.lastWords(),
  );
  assertEquals(deedsOf(n2, callsFile("vm")).slice(0, 2), ["migrate_from", "stop"]);
  assertEquals(deedsOf(n1, callsFile("vm")).slice(0, 2), ["start", "migrate_to"]);
  await until("it runs once, and not on n2", EVENTUALLY, async () => {
    const view = await unit(n1, "vm");
    const where = marks.where(markOf("vm"));
    return where.length === 1 && where[0] !== "n2" && view?.holder === where[0] as unknown;
  }, () => n1.lastWords());
  assertEquals(marks.overlaps(markOf("vm")), []);
});

/**
 * Asks `by` what the loss of `lost` will do. Of a cluster at rest the plan is empty.
 * @returns where each resource will be.
 */
async function foretell(by: LabNode, lost: string): Promise<Readonly<Record<string, string>>> {
  const file = `${by.room}/cluster.toml`;
  const state = `${by.room}/state.json`;
  await until("nothing is left to be done", EVENTUALLY, async () => {
    await Deno.writeTextFile(state, (await by.hb("status", "--json")).output);
    return (await simulate([])).actions.length === 0;
  });
  const explained = await by.hb("explain", "app1", "--config", file);
  assertEquals(explained.code, 0, explained.output);
  assertStringIncludes(explained.output, "started on n1; stays there");
  assertStringIncludes(explained.output, "base", "it names what app1 follows");

  const { actions, resources } = await simulate(["--node-down", lost]);
  assert(actions.length > 0);
  return Object.fromEntries(resources.map(({ id, after }) => [id, after.nodes[0] ?? "nowhere"]));

  async function simulate(more: readonly string[]): Promise<Simulated> {
    const { code, output } = await by.hb("simulate", file, "--state", state, "--json", ...more);
    assertEquals(code, 0, output);
    return JSON.parse(output);
  }
}

interface Simulated {
  readonly actions: readonly unknown[];
  readonly resources: readonly {
    readonly id: string;
    readonly after: { readonly nodes: string[] };
  }[];
}

async function attribute(by: LabNode, ...args: readonly string[]): Promise<void> {
  const { code, output } = await by.hb("attribute", ...args);
  assertEquals(code, 0, output);
}

async function reconfigure(lab: Lab, text: string): Promise<void> {
  await lab.configure(text);
  for (const node of lab.nodes) node.signal("SIGHUP");
}

/** Waits until all of them run on `node` alone, and the daemons know it. */
async function runsOnly(
  lab: Lab,
  marks: Marks,
  node: string,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    await marks.only([node], markOf(id), undefined, EVENTUALLY, () => lab.node(2).lastWords());
  }
}

/** Each began (or ended) only after the one before it. */
function inOrder(
  marks: Marks,
  ids: readonly string[],
  what: "started" | "stopped" = "started",
  node?: string,
): void {
  const moments = ids.map((id) =>
    what === "started"
      ? marks.since(markOf(id), node === undefined ? {} : { node })
      : marks.gone(markOf(id), node)
  );
  moments.forEach((at, index) => {
    assert(at !== null, `${ids[index]} was never ${what}`);
    assertLess(moments[index - 1] ?? 0, at + 1, `${ids.join(" ")} ${what} at ${moments.join(" ")}`);
  });
}

async function unit(seenBy: LabNode, wanted: string) {
  const units = (await seenBy.status())?.snapshot.units ?? [];
  return units.find(({ name }) => (name as string) === wanted);
}
