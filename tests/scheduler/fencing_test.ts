/** Fencing where clones are concerned, and as `hb simulate` tells it. */
import "../pure.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type ClusterConfig,
  NO_WISHES,
  resourceId,
  type ResourceReport,
  unitsOf,
} from "../../src/model/mod.ts";
import {
  schedule,
  type ScheduleInput,
  type ScheduleNode,
  simulatedInput,
  verify,
} from "../../src/scheduler/mod.ts";
import { simulate, simulationLines } from "../../src/simulation/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { fencingOf, STOPPED } from "./story.ts";

const CLONE = (name: string, of: string, ...more: readonly string[]) =>
  [`[[clone]]`, `name = "${name}"`, `of = "${of}"`, ...more].join("\n");

const RUNS: ResourceReport = { ...STOPPED, state: "started" };
const PROMOTED: ResourceReport = { ...RUNS, promoted: true };

/** Each node's standing and what runs there; the rest is stopped. */
type Told = readonly (readonly [
  ScheduleNode["standing"],
  Readonly<Record<string, ResourceReport>>,
])[];

function cluster(config: ClusterConfig, told: Told): ScheduleInput {
  const names = config.nodes.map(({ name }) => name);
  return {
    config: { ...config, fencing: fencingOf(names) },
    units: unitsOf(config),
    nodes: told.map(([standing, runs], index): ScheduleNode => ({
      name: names[index]!,
      standing,
      sameConfig: true,
      resources: Object.fromEntries(
        config.resources.map(({ id }) => [id, runs[id] ?? STOPPED]),
      ),
      unclean: standing === "unclean" ? "it has fallen silent" : null,
      reach: null,
      attributes: { "master-db": String(index + 5) },
      ordered: new Map(),
    })),
    quorum: true,
    now: 0,
    definitions: new Map(),
    wishes: NO_WISHES,
    moves: new Map(),
    kept: new Map(),
    announce: new Set(),
    lastHolders: new Map(),
  };
}

function plan(input: ScheduleInput): readonly string[] {
  const { actions, fences } = schedule(input);
  assertEquals(verify({ ...schedule(input) }, input), []);
  return [...fences.map(({ node }) => `fence ${node}`), ...actions.map(({ id }) => id)];
}

const DB = clusterConfig({
  nodes: 3,
  alone: ["db"],
  more: [CLONE("dbs", "db", "promotable = true")],
});

Deno.test("nobody is promoted before the node that had the promoted copy is off", () => {
  const others = [["online", { db: RUNS }], ["online", { db: RUNS }]] as const;
  const silent = cluster(DB, [["unclean", { db: PROMOTED }], ...others]);
  assertEquals(plan(silent), ["fence n1"]);
  assertStringIncludes(schedule(silent).blocked[0]?.why ?? "", "n1 is to be fenced first");
  assertEquals(plan(cluster(DB, [["offline", {}], ...others])), ["promote db on n3"]);
});

Deno.test("copies elsewhere go on while a node is to be fenced, and none is added", () => {
  const input = cluster(DB, [
    ["unclean", {}],
    ["online", { db: PROMOTED }],
    ["online", {}],
  ]);
  assertEquals(plan(input), ["fence n1"]);
});

Deno.test("what comes after a clone goes on, too, though a copy waits for the fencing", () => {
  const config = clusterConfig({
    nodes: 3,
    alone: ["lock", "disk"],
    more: [
      CLONE("locks", "lock"),
      CLONE("disks", "disk"),
      '[[order]]\nfirst = "locks"\nthen = "disks"',
    ],
  });
  const both = { lock: RUNS, disk: RUNS };
  assertEquals(plan(cluster(config, [["unclean", both], ["online", both], ["online", {}]])), [
    "fence n1",
  ]);
});

Deno.test("a witness has no copy, and none is missing there", () => {
  const config = {
    ...DB,
    nodes: DB.nodes.map((node, index) => ({ ...node, witness: index === 2 })),
  };
  const input = cluster(config, [
    ["online", { db: RUNS }],
    ["online", { db: PROMOTED }],
    ["witness", {}],
  ]);
  assertEquals(plan(input), []);
  assertEquals(schedule(input).blocked, []);
});

Deno.test("hb simulate tells of a running cluster's fencing as crm_simulate does", () => {
  const config = clusterConfig({ nodes: 2, alone: ["vip"] });
  const input = cluster(config, [["unclean", { [resourceId("vip")]: RUNS }], ["online", {}]]);
  const text = simulationLines(simulate(simulatedInput(input))).join("\n");
  assertStringIncludes(text, "Node n1: UNCLEAN (offline)");
  assertStringIncludes(text, "Fence (reboot) n1 'it has fallen silent'");
  assertStringIncludes(text, "Move       vip     ( n1 -> n2 )");
});
