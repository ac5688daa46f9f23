/** What clones are told before and after operations, over plans that remember nothing. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import {
  type NodeName,
  nodeName,
  type ResourceId,
  resourceId,
  type ResourceReport,
} from "../../src/model/mod.ts";
import type { Action, Transition } from "../../src/scheduler/mod.ts";
import { Notices } from "../../src/transition/mod.ts";
import { STOPPED } from "../scheduler/story.ts";

const [N1, N2] = [nodeName("n1"), nodeName("n2")] as const;
const DB = resourceId("db");

function action(id: string, ...after: readonly string[]): Action {
  const [kind = "", ...rest] = id.split(" ");
  const notice = kind === "notify" ? (rest.shift() ?? "").split("-") : [];
  return {
    id,
    kind: kind as Action["kind"],
    resource: DB,
    node: nodeName(rest.at(-1) ?? ""),
    after,
    waits: false,
    meta: notice.length === 0 ? {} : {
      notify_type: notice[0] as string,
      notify_operation: notice[1] as string,
    },
    because: "",
  };
}

const plan = (...actions: readonly Action[]): Transition => ({
  actions,
  fences: [],
  blocked: [],
  placements: [],
});

/** db is promoted on n2; n1, which runs it too, is told before and after. */
const PROMOTION = plan(
  action("notify pre-promote db on n1"),
  action("promote db on n2", "notify pre-promote db on n1"),
  action("notify post-promote db on n1", "promote db on n2"),
);

class Cluster {
  readonly notices = new Notices();
  readonly underWay = new Set<string>();
  readonly reports = new Map<NodeName, Record<ResourceId, ResourceReport>>([
    [N1, { [DB]: { ...STOPPED, state: "started" } }],
    [N2, { [DB]: { ...STOPPED, state: "started" } }],
  ]);

  /** What can begin now of this plan, and begins. */
  next(transition: Transition): readonly string[] {
    const prepared = this.notices.prepare(
      transition,
      (node) => this.reports.get(node) ?? null,
      (resource, node) => this.underWay.has(`${resource} ${node}`),
    );
    const ready = prepared.actions.filter(({ after, waits, resource, node }) =>
      after.length === 0 && !waits && !this.underWay.has(`${resource} ${node}`)
    );
    this.notices.begin(ready, transition);
    for (const { resource, node } of ready) this.underWay.add(`${resource} ${node}`);
    return ready.map(({ id }) => id);
  }

  end(node: NodeName, change: Partial<ResourceReport> = {}): void {
    this.underWay.delete(`${DB} ${node}`);
    const before = this.reports.get(node)?.[DB] ?? STOPPED;
    this.reports.set(node, { [DB]: { ...before, ...change } });
  }
}

Deno.test("a notice before an operation is given once, and the operation waits for it", () => {
  const cluster = new Cluster();
  assertEquals(cluster.next(PROMOTION), ["notify pre-promote db on n1"]);
  assertEquals(cluster.next(PROMOTION), []);
  cluster.end(N1);
  assertEquals(cluster.next(PROMOTION), ["promote db on n2"]);
});

Deno.test("a notice after an operation is given when the plan no longer speaks of it", () => {
  const cluster = new Cluster();
  cluster.next(PROMOTION);
  cluster.end(N1);
  cluster.next(PROMOTION);
  assertEquals(cluster.next(plan()), []);
  cluster.end(N2, { promoted: true });
  assertEquals(cluster.next(plan()), ["notify post-promote db on n1"]);
  cluster.end(N1);
  assertEquals(cluster.next(plan()), []);
});

Deno.test("what comes next for the clone waits until all has been told", () => {
  const cluster = new Cluster();
  cluster.next(PROMOTION);
  cluster.end(N1);
  cluster.next(PROMOTION);
  cluster.end(N2, { promoted: true });
  const then = plan(action("demote db on n2"));
  assertEquals(cluster.next(then), ["notify post-promote db on n1"]);
  cluster.end(N1);
  assertEquals(cluster.next(then), ["demote db on n2"]);
});

Deno.test("nothing is told after an operation that failed, nor to a node that is gone", () => {
  const failed = new Cluster();
  failed.next(PROMOTION);
  failed.end(N1);
  failed.next(PROMOTION);
  failed.end(N2, { state: "failed" });
  assertEquals(failed.next(plan()), []);

  const gone = new Cluster();
  gone.next(PROMOTION);
  gone.end(N1);
  gone.next(PROMOTION);
  gone.end(N2, { promoted: true });
  gone.reports.set(N1, {});
  assertEquals(gone.next(plan()), []);
});

Deno.test("what is owed to a node that says nothing for a moment is told when it does again", () => {
  const cluster = new Cluster();
  cluster.next(PROMOTION);
  cluster.end(N1);
  cluster.next(PROMOTION);
  // Orders to a node that is silent are dropped, and what it said does not count.
  const reports = new Map(cluster.reports);
  cluster.underWay.clear();
  cluster.reports.clear();
  assertEquals(cluster.next(plan()), []);
  for (const [node, report] of reports) cluster.reports.set(node, report);
  cluster.reports.set(N2, { [DB]: { ...STOPPED, state: "unknown" } });
  assertEquals(cluster.next(plan()), []);
  cluster.end(N2, { state: "started", promoted: true });
  assertEquals(cluster.next(plan()), ["notify post-promote db on n1"]);
});

Deno.test("a notice is given again when it says something else", () => {
  const cluster = new Cluster();
  cluster.next(PROMOTION);
  cluster.end(N1);
  const [first, ...rest] = PROMOTION.actions as [Action, ...Action[]];
  const other = { ...first, meta: { ...first.meta, notify_promote_uname: "n3" } };
  assertEquals(cluster.next(plan(other, ...rest)), ["notify pre-promote db on n1"]);
});
