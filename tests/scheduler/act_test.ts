/** Which actions are made for a resource, and which of them are needed. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import {
  applyConfigChanges,
  clearPastFailures,
  scheduleFencingAndShutdowns,
  scheduleProbes,
} from "../../src/scheduler/act/mod.ts";
import { newAction } from "../../src/scheduler/act/new_action.ts";
import { createPrimitiveActions } from "../../src/scheduler/act/primitive.ts";
import type { SchedulerInput } from "../../src/scheduler/input.ts";
import type { Action } from "../../src/scheduler/state/action.ts";
import type { Primitive } from "../../src/scheduler/state/resource.ts";
import { unpack } from "../../src/scheduler/unpack/mod.ts";
import type { Working } from "../../src/scheduler/state/working.ts";
import { aCluster, aFact, aNode, aPrimitive, OPTIONS } from "./small_cluster.ts";

const TWO = [aNode("n1"), aNode("n2")];
const MONITOR = { name: "monitor", interval: 10_000, role: null };
const FENCING = { ...OPTIONS, fencingEnabled: true, watchdogFencing: true };

/** `r` is to be on `place` (null: nowhere). */
function act(input: SchedulerInput, place: string | null): Working {
  const w = unpack(input);
  clearPastFailures(w);
  applyConfigChanges(w);
  const r = w.byId.get("r") as Primitive;
  r.assignedTo = place === null ? null : w.nodeByName.get(place) ?? null;
  scheduleProbes(w);
  createPrimitiveActions(w, r);
  scheduleFencingAndShutdowns(w);
  return w;
}

const tell = ({ task, interval, node, pseudo, runnable, expects }: Action): string =>
  [
    interval === 0 ? task : `${task}=${interval}`,
    node?.name,
    pseudo ? "pseudo" : "",
    runnable ? "" : "impossible",
    expects === null ? "" : `expects ${expects}`,
  ].filter((part) => part).join(" ");

const needed = (w: Working): readonly string[] => w.actions.filter((a) => !a.optional).map(tell);

Deno.test("a stopped resource is probed where nobody has looked, started, then monitored", () => {
  const input = aCluster(TWO, [aPrimitive("r", {}, [MONITOR])], [
    aFact("r", "n1", { role: "stopped" }),
  ]);
  assertEquals(needed(act(input, "n1")), [
    "monitor n2 expects 7",
    "start n1",
    "monitor=10000 n1",
  ]);
});

Deno.test("what runs where it should needs nothing; a monitor that is missing is begun", () => {
  const known = aFact("r", "n2", { role: "stopped" });
  const recurring = [{ name: "monitor", interval: 10_000, same: true, expects: 0 }];
  const resources = [aPrimitive("r", {}, [MONITOR])];
  const plan = (changes: Parameters<typeof aFact>[2]) =>
    needed(act(aCluster(TWO, resources, [aFact("r", "n1", changes), known]), "n1"));
  assertEquals(plan({ recurring }), []);
  assertEquals(plan({}), ["monitor=10000 n1"]);
});

Deno.test("a monitor that is configured no longer is cancelled; a changed one is set up again", () => {
  const recurring = [{ name: "monitor", interval: 10_000, same: false, expects: 0 }];
  const facts = [aFact("r", "n1", { recurring }), aFact("r", "n2", { role: "stopped" })];
  assertEquals(needed(act(aCluster(TWO, [aPrimitive("r")], facts), "n1")), ["cancel=10000 n1"]);
  const changed = aCluster(TWO, [aPrimitive("r", {}, [MONITOR])], facts);
  assertEquals(needed(act(changed, "n1")), ["monitor=10000 n1"]);
});

Deno.test("a move is a stop and a start, or a migration where it is allowed", () => {
  const facts = [aFact("r", "n1"), aFact("r", "n2", { role: "stopped" })];
  const plan = (meta: Parameters<typeof aPrimitive>[1]) =>
    act(aCluster(TWO, [aPrimitive("r", meta)], facts), "n2");
  assertEquals(needed(plan({})), ["stop n1", "start n2"]);
  const migration = plan({ allowMigrate: true });
  assertEquals(needed(migration), ["stop n1", "start n2 pseudo"]);
  const moving = migration.actions.filter(({ migrateRunnable }) => migrateRunnable);
  assertEquals(moving.map(({ task }) => task), ["stop", "start", "migrate_to", "migrate_from"]);
});

Deno.test("active on two nodes: all stop, or all but the one that is to stay", () => {
  const facts = [aFact("r", "n1"), aFact("r", "n2")];
  const plan = (meta: Parameters<typeof aPrimitive>[1]) =>
    needed(act(aCluster(TWO, [aPrimitive("r", meta)], facts), "n1"));
  assertEquals(plan({}), ["stop n1", "stop n2", "start n1"]);
  assertEquals(plan({ multipleActive: "stop_unexpected" }), ["stop n2", "start n1 pseudo"]);
});

Deno.test("a failed resource is restarted", () => {
  const facts = [aFact("r", "n1", { reaction: "restart" })];
  const input = aCluster([aNode("n1")], [aPrimitive("r")], facts);
  assertEquals(needed(act(input, "n1")), ["stop n1", "start n1"]);
});

Deno.test("a changed definition restarts, or is reloaded where the agent can do that", () => {
  const plan = (definition: "reload" | "restart") =>
    needed(
      act(aCluster([aNode("n1")], [aPrimitive("r")], [aFact("r", "n1", { definition })]), "n1"),
    );
  assertEquals(plan("restart"), ["start n1"]);
  assertEquals(plan("reload"), ["reload-agent n1"]);
});

Deno.test("on an unclean node fencing takes the place of the stop, and the start waits for it", () => {
  const nodes = [aNode("n1", { online: false, unclean: "it is lost" }), aNode("n2", { dc: true })];
  const facts = [aFact("r", "n1"), aFact("r", "n2", { role: "stopped" })];
  const w = act(aCluster(nodes, [aPrimitive("r")], facts, { options: FENCING }), "n2");
  assertEquals(needed(w), ["stonith n1", "stop n1 pseudo", "start n2"]);
  const [fencing, stop, start] = w.actions.filter((action) => !action.optional);
  assertEquals(fencing?.reason, "it is lost");
  assertEquals(fencing?.after.map(({ action }) => action.id), [start?.id, stop?.id]);
});

Deno.test("without quorum nothing is started, and nothing of another partition fenced", () => {
  const nodes = [aNode("n1", { online: false, unclean: "it is lost" }), aNode("n2")];
  const facts = [aFact("r", "n2", { role: "stopped" })];
  const input = aCluster(nodes, [aPrimitive("r")], facts, { options: FENCING, quorum: false });
  assertEquals(needed(act(input, "n2")), []);
});

Deno.test("a node that leaves waits for the stops on it", () => {
  const nodes = [aNode("n1", { shutdown: true }), aNode("n2")];
  const facts = [aFact("r", "n1"), aFact("r", "n2", { role: "stopped" })];
  const w = act(aCluster(nodes, [aPrimitive("r")], facts), "n2");
  assertEquals(needed(w), ["stop n1", "start n2", "do_shutdown n1"]);
});

Deno.test("an action that exists becomes required, and never optional again", () => {
  const w = unpack(aCluster(TWO, [aPrimitive("r")], []));
  const resource = w.byId.get("r") as Primitive;
  const [node = null] = w.nodes;
  const first = newAction(w, { resource, node: null, task: "stop", optional: true });
  assertEquals(newAction(w, { resource, node, task: "stop", optional: false }), first);
  assertEquals(first.node, node);
  newAction(w, { resource, node, task: "stop", optional: true });
  assertEquals(first.optional, false);
});

Deno.test("failures are forgotten after failure-timeout, unless they block", () => {
  const failures = [{
    resource: "r",
    node: "n1",
    operation: { name: "monitor", interval: 10_000 },
    count: 1,
    last: 900_000,
  }];
  const plan = (onFail: "restart" | "block") =>
    needed(act(
      aCluster(
        [aNode("n1")],
        [aPrimitive("r", { failureTimeout: 10_000 }, [{ ...MONITOR, onFail }])],
        [aFact("r", "n1", { role: "stopped" })],
        { failures },
      ),
      null,
    ));
  assertEquals(plan("restart"), ["clear_failcount n1"]);
  assertEquals(plan("block"), []);
});
