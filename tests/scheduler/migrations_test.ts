/** Live migrations in the running cluster: what the reports of both ends come to. */
import { assertEquals } from "@std/assert";
import {
  type Migration,
  nodeName,
  type ResourceConfig,
  resourceId,
  type ResourceReport,
} from "../../src/model/mod.ts";
import { schedule, type ScheduleInput, verify } from "../../src/scheduler/mod.ts";
import { readStory, STOPPED } from "./story.ts";

const VM = resourceId("vm");
const N1 = nodeName("n1");
const N2 = nodeName("n2");

const LEFT: ResourceReport = { ...STOPPED, migration: { kind: "to", node: N2 } };
const RUNS: ResourceReport = { ...STOPPED, state: "started", startedFor: 1000 };

/** A cluster of three whose operator moves vm from n1 to n2; the ends report as given. */
function moved(here: ResourceReport, there: ResourceReport): ScheduleInput {
  const input = readStory(["resource vm", "n1", "n2", "n3", "move vm n2"]);
  const migrating = { allowMigrate: true };
  const given = (meta: object) => ({ ...meta, ...migrating });
  return {
    ...input,
    config: {
      ...input.config,
      resources: input.config.resources.map((one) => ({ ...one, meta: given(one.meta) })),
    },
    units: input.units.map((unit) => ({
      ...unit,
      members: unit.members.map((one) => ({ ...one, meta: given(one.meta) })),
    })),
    nodes: input.nodes.map((node) => ({
      ...node,
      resources: { [VM]: node.name === N1 ? here : node.name === N2 ? there : STOPPED },
    })),
  };
}

const offline = (input: ScheduleInput, gone: string): ScheduleInput => ({
  ...input,
  nodes: input.nodes.map((node) =>
    (node.name as string) === gone ? { ...node, standing: "offline", resources: {} } : node
  ),
});

/** The actions of the plan, those that come first first. */
const plan = (input: ScheduleInput): readonly string[] =>
  schedule(input).actions.map(({ kind, node, after }) =>
    `${kind} ${node}${after.length > 0 ? ` after ${after.length}` : ""}`
  );

const instruction = (serial: number) => ({
  epoch: { counter: 1, node: N1, generation: 1 },
  serial,
  finished: true,
});

Deno.test("what may migrate leaves first and arrives then; its stop and start are not done", () => {
  assertEquals(plan(moved(RUNS, STOPPED)), [
    "migrate_to n1",
    "migrate_from n2 after 1",
    "stop n1 after 1",
  ]);
});

Deno.test("what has left arrives, and only then is stopped where it was", () => {
  assertEquals(plan(moved(LEFT, STOPPED)), ["migrate_from n2", "stop n1 after 1"]);
  assertEquals(plan(moved(LEFT, RUNS)), ["stop n1"]);
});

Deno.test("nothing is begun while it leaves or arrives", () => {
  const begun = (input: ScheduleInput) =>
    schedule(input).actions.filter(({ after, waits }) => after.length === 0 && !waits);
  const migration: Migration = { kind: "from", node: N1 };
  assertEquals(
    begun(moved({ ...RUNS, migration: LEFT.migration, busy: "migrate_to" }, STOPPED)),
    [],
  );
  assertEquals(begun(moved(LEFT, { ...STOPPED, migration, busy: "migrate_from" })), []);
});

Deno.test("where it cannot arrive it is stopped at both ends before it starts", () => {
  const failed: ResourceReport = {
    ...STOPPED,
    state: "failed",
    migration: { kind: "from", node: N1 },
  };
  const actions = plan(moved(LEFT, failed));
  assertEquals(actions.filter((action) => action.startsWith("stop")).sort(), [
    "stop n1",
    "stop n2",
  ]);
  assertEquals(actions.at(-1), "start n2 after 2");
});

Deno.test("whose target is lost is stopped where it was, and starts anew", () => {
  const actions = plan(offline(moved(LEFT, STOPPED), "n2"));
  assertEquals(actions[0], "stop n1");
  assertEquals(actions[1]?.startsWith("start "), true, actions.join());
});

Deno.test("what has been stopped at its target since is stopped where it was, too", () => {
  const here = { ...LEFT, instruction: instruction(1) };
  const there = { ...STOPPED, instruction: instruction(3) };
  assertEquals(plan(moved(here, there))[0], "stop n1");
});

Deno.test("what would migrate after something that needs its room is stopped first", () => {
  const input = moved(RUNS, STOPPED);
  const story = readStory(["resource vm", "resource web: web prefer n1", "n1", "n2", "move vm n2"]);
  const cpu = { cpu: 2 };
  const full = (one: ResourceConfig): ResourceConfig => ({ ...one, utilization: cpu });
  const { config } = input;
  const tight: ScheduleInput = {
    ...story,
    config: {
      ...config,
      options: { ...config.options, placementStrategy: "utilization" },
      nodes: story.config.nodes.map((node) => ({ ...node, utilization: cpu })),
      resources: [...config.resources, ...story.config.resources.slice(1)].map(full),
      orders: [{
        id: "web-then-vm",
        first: "web",
        then: "vm",
        kind: "mandatory",
        symmetrical: true,
        requireAll: true,
        firstAction: "start",
        thenAction: "start",
      }],
    },
    units: [...input.units, ...story.units.slice(1)],
    nodes: input.nodes.slice(0, 2).map((node) => ({
      ...node,
      resources: { ...node.resources, [resourceId("web")]: STOPPED },
    })),
  };
  const transition = schedule(tight);
  assertEquals(verify(transition, tight), []);
  assertEquals(transition.actions.map(({ id, after }) => [id, ...after].join(" after ")), [
    "stop vm on n1",
    "start web on n1 after stop vm on n1",
    "start vm on n2 after start web on n1",
  ]);
});
