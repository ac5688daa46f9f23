/** How each node is judged as a place for a unit: room, scores with named parts, what speaks against it. */
import {
  addScores,
  INFINITY,
  type NodeName,
  type ResourceConfig,
  type Score,
  type Unit,
} from "../model/mod.ts";
import type { ScheduleNode } from "./facts.ts";
import type { Candidate } from "./transition_plan.ts";

/** What an operator wants of a unit, once; `to` null: off the node that has it. */
export interface Move {
  readonly to: NodeName | null;
}

export interface Judgement {
  readonly autoFailback: boolean;
  /** The node that has the unit now. */
  readonly holder: NodeName | null;
  readonly move: Move | null;
  /** The node that keeps the unit after several have held it. */
  readonly kept: NodeName | null;
}

/** Above any sum of stickiness that a file is likely to hold, below INFINITY. */
const PREFER_STEP: Score = 1000;

export function judge(unit: Unit, node: ScheduleNode, judgement: Judgement): Candidate {
  const { room, against } = roomOn(unit, node);
  const parts = [
    ...preference(unit, node),
    ...stickiness(unit, node, judgement),
    ...moved(node, judgement),
  ];
  const total = parts.reduce<Score>((sum, part) => addScores(sum, part.score), 0);
  return { node: node.name, room, against, total, parts };
}

function roomOn(unit: Unit, node: ScheduleNode): { room: number; against: string | null } {
  const unfit = unfitness(node);
  if (unfit !== null) return { room: 0, against: unfit };
  for (const [room, member] of unit.members.entries()) {
    const against = objection(member, node);
    if (against !== null) return { room, against };
  }
  return { room: unit.members.length, against: null };
}

function unfitness(node: ScheduleNode): string | null {
  switch (node.standing) {
    case "online":
      return null;
    case "standby":
      return `${node.name} is in standby`;
    case "leaving":
      return `${node.name} is leaving`;
    case "pending":
      return `${node.name} has not joined`;
    case "offline":
      return `${node.name} is offline`;
  }
}

function objection(member: ResourceConfig, node: ScheduleNode): string | null {
  const report = node.resources?.[member.id];
  if (report === undefined) {
    return node.sameConfig ? null : `${node.name} has another configuration`;
  }
  const { failcount, lastFailure } = report;
  if (failcount === 0 || failcount < member.migrationThreshold) return null;
  if (failcount < INFINITY) {
    return `${member.id} failed ${failcount} of ${member.migrationThreshold} times on ${node.name}`;
  }
  const how = lastFailure === null
    ? "failed"
    : `${lastFailure.action} ended with "${lastFailure.meaning}"`;
  const reason = lastFailure?.reason ? ` (${lastFailure.reason})` : "";
  return `${member.id} cannot run on ${node.name}: ${how}${reason}`;
}

type Part = Candidate["parts"][number];

function preference(unit: Unit, node: ScheduleNode): readonly Part[] {
  const rank = unit.prefer.indexOf(node.name);
  if (rank < 0) return [];
  return [{ name: "prefer", score: PREFER_STEP * (unit.prefer.length - rank) }];
}

/** auto_failback off means that nothing but need or an operator moves what runs. */
function stickiness(
  unit: Unit,
  node: ScheduleNode,
  { holder, kept, autoFailback }: Judgement,
): readonly Part[] {
  if (kept === node.name) return [{ name: "keeps it after several had it", score: INFINITY }];
  if (holder !== node.name) return [];
  if (!autoFailback) return [{ name: "stays (auto_failback = false)", score: INFINITY }];
  const score = unit.members.reduce((sum, { stickiness }) => addScores(sum, stickiness), 0);
  return score === 0 ? [] : [{ name: "stickiness", score }];
}

/** Less than INFINITY, which would swallow what else tells the nodes apart that a move may go to. */
const MOVE: Score = INFINITY / 2;

function moved(node: ScheduleNode, judgement: Judgement): readonly Part[] {
  return isWanted(node.name, judgement) ? [{ name: "move", score: MOVE }] : [];
}

/** Whether an operator's move names this node; it decides before any score does. */
export function isWanted(node: NodeName, { holder, move }: Judgement): boolean {
  if (move === null) return false;
  return move.to === null ? node !== holder : node === move.to;
}
