/** A clone set: nodes by what its instances do there; what deviates is spelled out. */
import { compareNames } from "../model/mod.ts";
import {
  ABSENT,
  type Clone,
  type Node,
  placeOf,
  primitivesOf,
  type Resource,
  roleOf,
  type Working,
} from "../scheduler/mod.ts";
import { isActive } from "./activity.ts";
import { isDisabled } from "./counts.ts";
import { probeFailure } from "./primitive_line.ts";
import { resourceLines } from "./resource_list.ts";
import { inBrackets, inParentheses, item } from "./words.ts";

type Instance = Clone["children"][number];

export function cloneLines(
  w: Working,
  clone: Clone,
  depth: number,
  pending: boolean,
): readonly string[] {
  const promoted: Node[] = [];
  const started: Node[] = [];
  const full: Instance[] = [];
  const idle: Instance[] = [];
  for (const instance of clone.children) {
    const kind = kindOf(clone, instance, pending);
    if (kind === "full") full.push(instance);
    if (kind === "idle") idle.push(instance);
    if (kind !== "list") continue;
    const nodes = roleOf(instance, "now") === "promoted" ? promoted : started;
    nodes.push(placeOf(instance, "now") as Node);
  }
  const body = [
    ...full.flatMap((instance) => resourceLines(w, instance, depth + 1, pending)),
    ...listed(depth, "Promoted", names(promoted)),
    ...listed(depth, startedWord(clone), names(started)),
    ...stoppedLines(w, clone, depth, idle, promoted.length + started.length),
  ];
  return [item(depth, header(clone)), ...body];
}

/** Spelled out, part of a list of nodes, not active, or not to be mentioned. */
function kindOf(
  clone: Clone,
  instance: Instance,
  pending: boolean,
): "full" | "list" | "idle" | "none" {
  const active = isActive(instance, false);
  if (active && instance.runningOn.length === 0) return "none";
  if (clone.unique) return active || !clone.orphan ? "full" : "none";
  if (pending && instance.kind === "primitive" && instance.pendingTask !== null) return "full";
  if (!active) return instance.orphan ? "none" : "idle";
  const parts: readonly Resource[] = [instance, ...primitivesOf(instance)];
  if (parts.some(({ orphan, failed, managed }) => orphan || failed || !managed)) return "full";
  if (!isActive(instance, true)) return "full";
  const node = placeOf(instance, "now");
  return node === null || (!node.online && node.unclean) ? "full" : "list";
}

function header(clone: Clone): string {
  const words = [
    ...(clone.promotable ? ["promotable"] : []),
    ...(clone.unique ? ["unique"] : []),
    ...(clone.managed ? [] : ["unmanaged"]),
    ...(isDisabled(clone) ? ["disabled"] : []),
  ];
  return `Clone Set: ${clone.id} [${clone.input.child.id}]${inParentheses(words)}:`;
}

const names = (nodes: readonly Node[]): readonly string[] =>
  nodes.map(({ name }) => name).sort(compareNames);

const listed = (depth: number, word: string, of: readonly string[]): readonly string[] =>
  of.length === 0 ? [] : [item(depth + 1, `${word}: ${inBrackets(of)}`)];

/** The clone's own target-role, or else that of what is cloned. */
const wantedRole = (clone: Clone) => clone.meta.targetRole ?? clone.children[0]?.meta.targetRole;

function startedWord(clone: Clone): string {
  if (!clone.promotable) return "Started";
  return wantedRole(clone) === "unpromoted" ? "Unpromoted (target-role)" : "Unpromoted";
}

/** Nodes without an instance, by why; where every instance that may run does, those that are left over. */
function stoppedLines(
  w: Working,
  clone: Clone,
  depth: number,
  idle: readonly Instance[],
  active: number,
): readonly string[] {
  const byWord = new Map<string, string[]>();
  const note = (word: string, name: string) => {
    const known = byWord.get(word);
    if (known === undefined) byWord.set(word, [name]);
    else known.push(name);
  };
  if (clone.unique || clone.cloneMax <= active) {
    for (const { id } of idle) note("Stopped", id);
  } else {
    const word = wantedRole(clone) === "stopped" ? "Stopped (disabled)" : "Stopped";
    for (const node of possibleNodes(w, clone)) {
      if (clone.runningOn.includes(node)) continue;
      const failure = probeFailure(clone, node.name);
      note(failure === null ? word : `Stopped (${failure})`, node.name);
    }
  }
  return [...byWord.keys()].sort().flatMap((word) =>
    listed(depth, word, (byWord.get(word) ?? []).sort(compareNames))
  );
}

/** Where no place is allowed yet (symmetric-cluster = false): where it has been looked for. */
function possibleNodes(w: Working, clone: Clone): readonly Node[] {
  const allowed = w.nodes.filter(({ index }) => clone.allowed.scores[index] !== ABSENT);
  if (allowed.length > 0) return allowed;
  const parts = primitivesOf(clone);
  return w.nodes.filter(({ index }) => parts.some(({ known }) => known[index] === 1));
}
