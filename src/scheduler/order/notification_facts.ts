/**
 * What instances are told in a notification: who is in which state, who is about to do what, and
 * where. Names are Pacemaker's, as agents know them: `notify_start_resource`, `notify_start_uname`, …
 */
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import {
  type NotificationPoints,
  type Primitive,
  primitivesOf,
  type Resource,
} from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";

interface Entry {
  readonly instance: Primitive;
  readonly node: Node | null;
}

export interface NotificationFacts {
  /** Who will start, stop, be promoted and demoted. */
  readonly doing: Readonly<Record<NotificationPoints["operation"], Entry[]>>;
  readonly active: Entry[];
  readonly inactive: Entry[];
  readonly promoted: Entry[];
  readonly unpromoted: Entry[];
}

/** `withActions`: what instances are about to do counts too. */
export function collectFacts(resource: Resource, withActions: boolean): NotificationFacts {
  const facts: NotificationFacts = {
    doing: { start: [], stop: [], promote: [], demote: [] },
    active: [],
    inactive: [],
    promoted: [],
    unpromoted: [],
  };
  for (const instance of primitivesOf(resource)) {
    collectState(facts, { instance, node: instance.runningOn[0] ?? null });
    if (withActions) {
      for (const action of instance.actions) collectAction(facts, instance, action);
    }
  }
  return facts;
}

function collectState(facts: NotificationFacts, entry: Entry): void {
  switch (entry.instance.role) {
    case "stopped":
      facts.inactive.push(entry);
      return;
    case "started":
      facts.active.push(entry);
      return;
    case "unpromoted":
      facts.unpromoted.push(entry);
      facts.active.push(entry);
      return;
    case "promoted":
      facts.promoted.push(entry);
      facts.active.push(entry);
      return;
    case "unknown":
  }
}

function collectAction(facts: NotificationFacts, instance: Primitive, action: Action): void {
  const { task, node, optional, runnable } = action;
  if (optional || node === null || !isTold(task)) return;
  // A stop on a node that is to be fenced happens, whoever carries it out.
  if (!runnable && !(task === "stop" && node.unclean)) return;
  facts.doing[task].push({ instance, node });
}

export const isTold = (task: string): task is NotificationPoints["operation"] =>
  task === "start" || task === "stop" || task === "promote" || task === "demote";

/** The facts as agents get them; nothing in a list is a space. */
export function factsAsMeta(
  w: Working,
  resource: Resource,
  facts: NotificationFacts,
): Map<string, string> {
  const meta = new Map<string, string>();
  const lists: [string, readonly Entry[]][] = [
    ["stop", facts.doing.stop],
    ["start", facts.doing.start],
    ["demote", facts.doing.demote],
    ["promote", facts.doing.promote],
    ["active", facts.active],
    ["unpromoted", facts.unpromoted],
    ["slave", facts.unpromoted],
    ["promoted", facts.promoted],
    ["master", facts.promoted],
  ];
  for (const [name, entries] of lists) {
    const placed = distinct(entries.filter(({ node }) => node !== null));
    meta.set(`notify_${name}_resource`, words(placed.map(({ instance }) => instance.id)));
    meta.set(`notify_${name}_uname`, words(placed.map(({ node }) => node?.name ?? "")));
  }
  const inactive = distinct(facts.inactive).map(({ instance }) => instance.id);
  meta.set("notify_inactive_resource", words(inactive));
  const allowed = w.nodes.filter(({ index }) => resource.allowed.scores[index] !== ABSENT);
  meta.set("notify_available_uname", words(allowed.map(({ name }) => name).sort()));
  meta.set("notify_all_uname", words(w.nodes.map(({ name }) => name)));
  return meta;
}

const words = (list: readonly string[]): string => list.length === 0 ? " " : list.join(" ");

/** By name, each instance once. */
function distinct(entries: readonly Entry[]): Entry[] {
  const sorted = [...entries].sort((one, other) =>
    compare(one.instance.id, other.instance.id) ||
    compare(one.node?.input.id ?? "", other.node?.input.id ?? "")
  );
  return sorted.filter((entry, index) => entry.instance !== sorted[index - 1]?.instance);
}

const compare = (one: string, other: string): number => one < other ? -1 : one > other ? 1 : 0;
