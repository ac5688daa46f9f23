/** From what is known of each resource on each node to its role, its place and its flags. */
import { INFINITY, stripNumber } from "../../model/mod.ts";
import { fenceNode } from "../act/fence_action.ts";
import { newAction } from "../act/new_action.ts";
import type { MigrationFact, Reaction, ResourceFact } from "../input.ts";
import { addRunning } from "./add_running.ts";
import { findRecorded } from "./find_instance.ts";
import type { Node } from "../state/node.ts";
import { block, type Primitive, rank, type Resource, topOf } from "../state/resource.ts";
import { addScore, addScoreEverywhere } from "../state/scores.ts";
import { unpackPrimitive, wantedRole } from "./resources.ts";
import type { Working } from "../state/working.ts";

/**
 * Nodes that can be reached first, so that what runs there has the lowest instance numbers; where
 * nodes are fenced, all in the order recorded.
 */
export function unpackFacts(w: Working): void {
  const { options: { fencingEnabled, shutdownLock }, facts } = w.input;
  const nodeOf = (fact: ResourceFact) => w.nodeByName.get(fact.node);
  const together = fencingEnabled || shutdownLock;
  for (const fact of facts) {
    const node = nodeOf(fact);
    if (node !== undefined && (together || node.online)) unpackFact(w, fact, node);
  }
  if (together) return;
  for (const fact of facts) {
    const node = nodeOf(fact);
    if (node !== undefined && !node.online) unpackFact(w, fact, node);
  }
}

function unpackFact(w: Working, fact: ResourceFact, node: Node): void {
  const resource = findRecorded(w, fact.resource, node) ?? addOrphan(w, fact);
  if (fact.resource !== resource.id && fact.resource !== resource.baseId) {
    resource.recordedAs = fact.resource;
  }
  noteFact(resource, fact, node);
  const before = resource.role;
  resource.role = fact.role;
  noteNextRole(resource, fact);
  if (fact.blocked) block(resource);
  if (fact.pending !== null) notePending(resource, fact.pending, node);
  for (const { node: banned, why, instance = false, whole = false } of fact.bans) {
    if (whole) banWhole(w, wholeOf(resource), why);
    else ban(w, instance ? resource : wholeOf(resource), banned, why);
  }
  if (fact.migrating !== undefined) noteMigration(w, resource, fact.migrating, node);
  noteRecurring(w, resource, fact, node);
  settle(w, resource, fact, node);
  const wanted = wantedRole(resource.meta, resource.parent);
  if (wanted !== null) {
    if (resource.nextRole === "unknown" || rank(wanted) < rank(resource.nextRole)) {
      resource.nextRole = wanted;
      resource.nextRoleBecause = "target-role";
    }
  }
  if (rank(before) > rank(resource.role)) resource.role = before;
}

/** Recurring operations that are active already need not be begun. */
function noteRecurring(w: Working, resource: Primitive, fact: ResourceFact, node: Node): void {
  if (!node.online) return;
  for (const { name: task, interval, underWay } of fact.recurring) {
    if (!underWay) newAction(w, { resource, node, task, interval, optional: true });
  }
}

/** Of an instance there may be several: under the number that it has, and under an older one. */
function noteFact(resource: Primitive, fact: ResourceFact, node: Node): void {
  const known = resource.facts.get(node.index);
  resource.facts.set(
    node.index,
    known === undefined ? fact : {
      ...fact,
      definition: strictest(known.definition, fact.definition),
      recurring: [...known.recurring, ...fact.recurring],
      clearFailures: known.clearFailures ?? fact.clearFailures,
    },
  );
}

function strictest(
  one: ResourceFact["definition"],
  other: ResourceFact["definition"],
): ResourceFact["definition"] {
  if (one === "restart" || other === "restart") return "restart";
  return one === "same" ? other : one;
}

/** Something was recorded of it, and it is no longer configured. */
function addOrphan(w: Working, { resource: recorded, agent }: ResourceFact): Primitive {
  const input = {
    kind: "primitive",
    id: recorded,
    meta: {},
    defaults: w.input.defaultsOf?.(agent) ?? {},
    agent,
    operations: [],
    operationDefaults: () => ({}),
    utilization: new Map(),
    params: new Map(),
  } as const;
  const orphan = unpackPrimitive(w, input, null, null);
  orphan.orphan = true;
  w.resources.push(orphan);
  if (!w.input.options.stopOrphanResources) {
    orphan.managed = false;
  } else {
    addScoreEverywhere(orphan, w.nodes, -INFINITY, "no longer configured");
  }
  return orphan;
}

function notePending(resource: Primitive, task: string, node: Node): void {
  if (task === "start") resource.startPending = true;
  if (resource.pendingTask !== null || task === "probe") return;
  resource.pendingTask = task;
  resource.pendingNode = node;
}

/** What failures say of the role to come: at least this, unless what came later made them good. */
function noteNextRole(resource: Primitive, fact: ResourceFact): void {
  if (fact.nextRoleCleared) {
    resource.nextRole = "unknown";
    resource.nextRoleBecause = null;
  }
  if (fact.nextRole === null || rank(fact.nextRole) <= rank(resource.nextRole)) return;
  resource.nextRole = fact.nextRole;
  resource.nextRoleBecause = "failure";
}

/** What half a migration has left behind, on this node and on others. */
function noteMigration(
  w: Working,
  resource: Primitive,
  { alsoOn, partial, dangling, failed, stopOn }: MigrationFact,
  node: Node,
): void {
  const named = (name: string | undefined) =>
    name === undefined ? undefined : w.nodeByName.get(name);
  if (dangling) resource.danglingMigrations.unshift(node);
  const other = named(alsoOn);
  if (other !== undefined) addRunning(w, resource, other);
  const source = named(partial?.source);
  const target = named(partial?.target);
  if (source !== undefined && target !== undefined) resource.partialMigration = { source, target };
  if (failed) resource.failed = resource.stopping = true;
  const stopping = named(stopOn);
  if (stopping !== undefined) {
    newAction(w, { resource, node: stopping, task: "stop", optional: false });
  }
}

/** The agent's answer says that it can never run here, or nowhere: that holds for its clone or group too. */
function ban(w: Working, whole: Resource, name: string | null, why: string): void {
  if (name === null) return addScoreEverywhere(whole, w.nodes, -INFINITY, why);
  const node = w.nodeByName.get(name);
  if (node !== undefined) addScore(whole, node, -INFINITY, why);
}

/** Members and instances keep their scores for now. */
function banWhole({ nodes }: Working, { allowed, parts }: Resource, why: string): void {
  allowed.scores.fill(-INFINITY);
  for (const { name: node } of nodes) parts?.push({ node, name: why, score: -INFINITY });
}

/** Of an anonymous clone any instance is as good as the other, so none may run there. */
function wholeOf(resource: Primitive) {
  const top = topOf(resource);
  return top.kind === "clone" && !top.unique ? top : resource;
}

/** Puts it where the fact says, and begins what its failure asks for. */
function settle(w: Working, resource: Primitive, fact: ResourceFact, node: Node): void {
  if (resource.role !== "unknown") resource.known[node.index] = 1;
  noteUnreachable(w, resource, node);
  // What is to be fenced needs nothing else, and may start again once it has been.
  const reaction = node.unclean ? "ignore" : fact.reaction ?? "ignore";
  react(w, resource, reaction, node);
  if (rank(resource.role) > rank("stopped")) {
    addRunning(w, resource, node);
    if (reaction === "demote" || reaction === "block") resource.failed = true;
    else if (reaction !== "ignore") resource.failed = resource.stopping = true;
  } else if (resource.recordedAs !== null && resource.recordedAs.includes(":")) {
    // A number that stopped with its instance is free again.
    resource.recordedAs = null;
  } else {
    for (const action of resource.actions) {
      if (action.task === "stop" && action.node === node) action.optional = true;
    }
  }
  if (fact.failureIgnored) resource.failureIgnored = true;
  const { partialMigration: moving } = resource;
  if (resource.role === "stopped" && moving?.source === node && resource.runningOn.length > 0) {
    resource.role = "started";
  }
}

/** Thought to be active on a node that cannot be asked: only fencing can make sure that it is not. */
function noteUnreachable(w: Working, resource: Primitive, node: Node): void {
  if (rank(resource.role) <= rank("stopped") || node.online || node.maintenance) return;
  if (!resource.managed || !w.input.options.fencingEnabled) return;
  fenceNode(w, node, `${resource.id} is thought to be active there`);
}

/** Begins what a failure asks for. */
function react(
  w: Working,
  resource: Primitive,
  reaction: Reaction,
  node: Node,
): void {
  const active = rank(resource.role) > rank("stopped");
  switch (reaction) {
    case "ignore":
      return;
    case "demote":
      resource.failed = true;
      newAction(w, { resource, node, task: "demote", optional: false });
      return;
    case "fence":
      return fenceNode(w, node, `${resource.id} failed there`);
    case "standby":
      node.standby = node.standbyOnFail = true;
      return;
    case "block":
      return block(resource);
    case "ban":
      return addScore(resource, node, -INFINITY, `${stripNumber(resource.id)} failed there`);
    case "stop":
      resource.nextRole = "stopped";
      resource.nextRoleBecause = "on-fail = stop";
      return;
    case "restart":
    case "recover":
      if (!active) return;
      resource.failed = resource.stopping = true;
      newAction(w, { resource, node, task: "stop", optional: false });
  }
}
