/** What follows from the order of actions: what is required, blocked, restarted, and what is told to whom. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { OrderConstraint, ResourceMeta } from "../../src/model/mod.ts";
import { applyConfigChanges } from "../../src/scheduler/act/mod.ts";
import type { CloneInput, GroupInput, PrimitiveInput } from "../../src/scheduler/input.ts";
import type { ResourceFact, ResourceInput, SchedulerInput } from "../../src/scheduler/input.ts";
import {
  applyOrderings,
  buildGraph,
  createActions,
  internalConstraints,
  unpackOrders,
} from "../../src/scheduler/order/mod.ts";
import { unpack } from "../../src/scheduler/unpack/mod.ts";
import type { Working } from "../../src/scheduler/state/working.ts";
import { aCluster, aFact, aNode, aPrimitive } from "./small_cluster.ts";

const TWO = [aNode("n1"), aNode("n2")];

const order = (first: string, then: string, changes: Partial<OrderConstraint> = {}) => ({
  id: `${first}-${then}`,
  first,
  firstAction: "start" as const,
  then,
  thenAction: "start" as const,
  kind: "mandatory" as const,
  symmetrical: true,
  requireAll: true,
  ...changes,
});

const group = (id: string, ...members: PrimitiveInput[]): GroupInput => ({
  kind: "group",
  id,
  meta: {},
  defaults: {},
  members,
});

const clone = (id: string, child: PrimitiveInput | GroupInput, meta: ResourceMeta): CloneInput => ({
  kind: "clone",
  id,
  meta,
  defaults: {},
  child,
});

const cluster = (
  resources: readonly ResourceInput[],
  orders: readonly OrderConstraint[],
  facts: readonly ResourceFact[],
): SchedulerInput => {
  const input = aCluster(TWO, resources, facts);
  return { ...input, constraints: { ...input.constraints, orders } };
};

/** `places`: where each is to be; nowhere: it is to stop. */
function plan(input: SchedulerInput, places: Record<string, string>): Working {
  const w = unpack(input);
  unpackOrders(w);
  internalConstraints(w);
  applyConfigChanges(w);
  for (const resource of w.byId.values()) {
    const node = w.nodeByName.get(places[resource.id] ?? "") ?? null;
    resource.unassigned = false;
    if (resource.kind !== "primitive") continue;
    resource.assignedTo = node;
    resource.nextRole = node === null ? "stopped" : "started";
  }
  for (const resource of w.resources) createActions(w, resource);
  applyOrderings(w);
  buildGraph(w);
  return w;
}

/** What is carried out, in an order that keeps to the plan. */
function steps(w: Working): string[] {
  const told: string[] = [];
  const done = new Set<number>();
  const open = w.actions.filter(({ dumped }) => dumped);
  while (open.length > 0) {
    const next = open.findIndex(({ before }) =>
      before.every(({ state, action }) => state !== "dumped" || done.has(action.id))
    );
    if (next === -1) return [...told, "a loop"];
    const [action] = open.splice(next, 1);
    if (action === undefined) break;
    done.add(action.id);
    if (!action.pseudo) told.push(`${action.task} ${action.resource?.id} ${action.node?.name}`);
  }
  return told;
}

const [a, b, c] = [aPrimitive("a"), aPrimitive("b"), aPrimitive("c")];
const onOne = (id: string, changes: Partial<ResourceFact> = {}) => aFact(id, "n1", changes);
const redefined = { definition: "restart" as const };

Deno.test("a restart of the first is one of the other too, and comes around it", () => {
  const facts = [onOne("a", redefined), onOne("b")];
  const w = plan(cluster([a, b], [order("a", "b")], facts), { a: "n1", b: "n1" });
  assertEquals(steps(w), ["stop b n1", "stop a n1", "start a n1", "start b n1"]);
  assertEquals(
    w.byId.get("b")?.actions.find(({ task }) => task === "start")?.reason,
    "required a start",
  );
});

Deno.test("an optional order, or one of only one way, restarts nothing", () => {
  const facts = [onOne("a", redefined), onOne("b")];
  for (const changes of [{ kind: "optional" as const }, { symmetrical: false }]) {
    const w = plan(cluster([a, b], [order("a", "b", changes)], facts), { a: "n1", b: "n1" });
    assertEquals(steps(w), ["stop a n1", "start a n1"]);
  }
});

Deno.test("what comes after something that has no place does not start, and stops if it runs", () => {
  const orders = [order("a", "b")];
  const stopped = plan(cluster([a, b], orders, []), { b: "n1" });
  assertEquals(steps(stopped), []);
  const running = plan(cluster([a, b], orders, [onOne("b")]), { b: "n1" });
  assertEquals(steps(running), ["stop b n1"]);
});

Deno.test("a group stops from behind, as far as must be, and starts again from there", () => {
  const facts = [onOne("a"), onOne("b", redefined), onOne("c")];
  const w = plan(cluster([group("g", a, b, c)], [], facts), { a: "n1", b: "n1", c: "n1" });
  assertEquals(steps(w), ["stop c n1", "stop b n1", "start b n1", "start c n1"]);
});

Deno.test("instances wait for all of the other clone, or for the one beside them if interleaved", () => {
  const told = (interleave: boolean): string[] => {
    const clones = [clone("A", a, { interleave }), clone("B", b, { interleave })];
    const facts = ["n1", "n2"].flatMap((node) => [aFact("a", node), aFact("b", node)]);
    const input = cluster(clones, [order("A", "B")], [
      ...facts.filter(({ resource, node }) => resource !== "a" || node !== "n1"),
      onOne("a", redefined),
    ]);
    const w = unpack(input);
    const places: Record<string, string> = {};
    for (const { id, kind, runningOn } of w.byId.values()) {
      if (kind === "primitive") places[id] = runningOn[0]?.name ?? "";
    }
    return steps(plan(input, places)).map((step) => step.replace(/:\d/, ""));
  };
  assertEquals(told(true), ["stop b n1", "stop a n1", "start a n1", "start b n1"]);
  assertEquals(told(false).filter((step) => step.endsWith("n2")), ["stop b n2", "start b n2"]);
});

Deno.test("one instance is enough where not all are required", () => {
  const clones = [clone("A", a, { cloneMax: 2 }), b];
  const places = { "a:0": "n1", b: "n2" };
  const told = (requireAll: boolean) =>
    steps(plan(cluster(clones, [order("A", "b", { requireAll })], []), places));
  assertEquals(told(false), ["start a:0 n1", "start b n2"]);
  assertEquals(told(true), ["start a:0 n1", "start b n2"]);
  const nowhere = plan(cluster(clones, [order("A", "b", { requireAll: false })], []), { b: "n2" });
  assertEquals(steps(nowhere), []);
});

Deno.test("those that run are told before and after another instance starts", () => {
  const input = cluster([clone("A", a, { notify: true })], [], [onOne("a")]);
  const w = plan(input, { "a:0": "n1", "a:1": "n2" });
  assertEquals(steps(w), [
    "notify a:0 n1",
    "start a:1 n2",
    "notify a:0 n1",
    "notify a:1 n2",
  ]);
  const { meta } = w.byId.get("a:1")?.actions.find(({ task }) => task === "notify") ?? {};
  const names = ["notify_type", "notify_operation", "notify_start_resource", "notify_start_uname"];
  assertEquals(names.map((name) => meta?.get(name)), ["post", "start", "a:1", "n2"]);
  assertEquals(meta?.get("notify_active_resource"), "a:0");
  assertEquals(meta?.get("notify_promote_resource"), " ");
});
