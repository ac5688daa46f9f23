/** Why a resource is to be where it is to be, why not elsewhere, and what that would take. */
import { addScores, INFINITY, type Role, type Score } from "../model/mod.ts";
import {
  activeNode,
  type Node,
  type Primitive,
  primitivesOf,
  type ScorePart,
  type Working,
} from "../scheduler/mod.ts";
import { changesOf, type ChangeWord } from "./change.ts";
import { stateOf } from "./node_list.ts";

export interface Explanation {
  readonly resource: string;
  readonly role: Role;
  readonly runsOn: readonly string[];
  readonly nextRole: Role;
  /** Where it is to be; null: nowhere. */
  readonly node: string | null;
  /** What the plan does with it; null: nothing. */
  readonly change: ChangeWord | null;
  readonly because: string | null;
  /** What holds for it on every node, e.g. that it is not managed. */
  readonly remarks: readonly string[];
  /** The best first. */
  readonly places: readonly Place[];
  /** What is wanted and cannot be done, and why. */
  readonly blocked: readonly { readonly action: string; readonly because: string }[];
}

export interface Place {
  readonly node: string;
  readonly chosen: boolean;
  readonly score: Score;
  readonly parts: readonly ScorePart[];
  /** Why it is not to be there; empty where it is. */
  readonly against: readonly string[];
  /** What would have to be otherwise for it to be there. */
  readonly takes: readonly string[];
}

/** `id`: of a primitive, group or clone, of each instance or member then; empty: there is none of that name. */
export function explain(plan: Working, id: string): readonly Explanation[] {
  const resource = plan.byId.get(id) ?? plan.resources.find((one) => one.baseId === id);
  const meant = resource !== undefined
    ? primitivesOf(resource)
    : [...plan.byId.values()].flatMap((one) =>
      one.kind === "primitive" && one.baseId === id ? [one] : []
    );
  return meant.map((primitive) => explainOne(plan, primitive));
}

function explainOne(plan: Working, resource: Primitive): Explanation {
  const { assignedTo, role, nextRole } = resource;
  const [change] = changesOf(resource, activeNode(resource), assignedTo);
  return {
    resource: resource.id,
    role,
    runsOn: resource.runningOn.map(({ name }) => name),
    nextRole,
    node: assignedTo?.name ?? null,
    change: change?.what ?? null,
    because: (change?.source ?? change?.action)?.reason ?? null,
    remarks: remarksOn(resource),
    places: plan.nodes.map((node) => placeOf(plan, resource, node))
      .sort((one, other) => Number(other.chosen) - Number(one.chosen) || other.score - one.score),
    blocked: resource.actions.flatMap(({ optional, runnable, key, node, reason }) =>
      optional || runnable
        ? []
        : [{ action: `${key}${node === null ? "" : ` on ${node.name}`}`, because: reason ?? "" }]
    ),
  };
}

function remarksOn(resource: Primitive): readonly string[] {
  const { meta, blocked, managed, orphan, nextRoleBecause } = resource;
  return [
    ...(orphan ? ["it is not configured any more"] : []),
    ...(blocked
      ? ["it is blocked after a failure, until someone has looked"]
      : managed
      ? []
      : ["it is not managed, so nothing is done with it"]),
    ...(meta.targetRole === "stopped" ? ["its target-role is Stopped"] : []),
    ...(nextRoleBecause === null || PLAIN.has(nextRoleBecause) ? [] : [nextRoleBecause]),
  ];
}

/** Said of it in other words already. */
const PLAIN: ReadonlySet<string> = new Set(["target-role", "assignment"]);

/** A node that the resource may not be on at all has no score; it counts as the lowest. */
const scoreOn = (resource: Primitive, { index }: Node): Score =>
  Math.max(-INFINITY, resource.allowed.scores[index] as number);

function placeOf(plan: Working, resource: Primitive, node: Node): Place {
  const { assignedTo } = resource;
  const score = scoreOn(resource, node);
  const chosen = node === assignedTo;
  const parts = (resource.parts ?? []).filter((part) =>
    part.node === node.name && part.score !== 0
  );
  const bans = parts.filter((part) => part.score <= -INFINITY);
  const state = stateOf(node);
  const away = state !== "online";
  const best = assignedTo === null ? null : scoreOn(resource, assignedTo);
  const ban = bans.map(({ name }) => name).join(", ");
  const banned = score <= -INFINITY;
  const behind = !away && !banned && best !== null && !chosen;
  return {
    node: node.name,
    chosen,
    score,
    parts: withRest(parts, score, node.name),
    against: chosen ? [] : [
      ...(away ? [`${node.name} is ${state}`] : []),
      ...(banned ? [ban === "" ? "it may not run there" : `it may not run there: ${ban}`] : []),
      ...(behind ? [behindText(score, best, assignedTo?.name ?? "")] : []),
    ],
    takes: chosen ? [] : [
      ...(away ? [remedyOf(node, state)] : []),
      ...bans.map(({ name }) => `that “${name}” holds no more`),
      ...(best !== null && !away && !banned ? [`a score above ${text(best)} there`] : []),
      ...(assignedTo === null && !away && !banned ? nowhere(plan, resource) : []),
    ],
  };
}

/** What comes of colocations and groups has no name of its own. */
function withRest(
  parts: readonly ScorePart[],
  score: Score,
  node: string,
): readonly ScorePart[] {
  const sum = parts.reduce((total, part) => addScores(total, part.score), 0);
  if (sum === score || Math.abs(score) >= INFINITY) return parts;
  return [...parts, { node, name: "what it is grouped or colocated with", score: score - sum }];
}

const behindText = (score: Score, best: Score, node: string): string =>
  score === best
    ? `${node} is as good, and comes first or has less to run`
    : `its score is lower than that of ${node}: ${text(score)} against ${text(best)}`;

function remedyOf({ name }: Node, state: string): string {
  if (state.startsWith("standby")) return `that ${name} leaves standby`;
  if (state === "maintenance") return `that ${name} leaves maintenance`;
  return `that ${name} is online`;
}

/** It could run, and is to run nowhere. */
const nowhere = (plan: Working, { meta }: Primitive): readonly string[] => [
  ...(meta.targetRole === "stopped" ? ["a target-role other than Stopped"] : []),
  ...(plan.quorum ? [] : ["quorum"]),
];

const text = (score: Score): string =>
  score >= INFINITY ? "INFINITY" : score <= -INFINITY ? "-INFINITY" : String(score);
