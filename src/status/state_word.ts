/** What a resource is doing, in crm_mon's words: `Started node1`, `FAILED node2 (disabled, blocked)`. */
import type { NodeName } from "../model/mod.ts";
import type { ResourceOnNode, ResourceView, Snapshot } from "../node/mod.ts";
import { isActive, isDisabled, isUp, namesUp, upkeepOf } from "./standing.ts";
import { listOf } from "./words.ts";

export type Mood = "good" | "moving" | "bad" | "off";

export interface StateWord {
  readonly word: string;
  readonly nodes: readonly NodeName[];
  /** What is said after it, in brackets: `disabled`, `blocked`, … */
  readonly flags: readonly string[];
  /** What is said after a colon; may be empty. */
  readonly remark: string;
  /** For colours. */
  readonly mood: Mood;
}

/** How the resource's unit stands. */
export interface Around {
  /** Something stands in its way. */
  readonly blocked: boolean;
  /** Its instances have roles. */
  readonly promotable: boolean;
}

/** Over all nodes: where it runs, or why that cannot be said. */
export function stateWordOf(resource: ResourceView, snapshot: Snapshot, around: Around): StateWord {
  const up = namesUp(snapshot);
  const news = resource.on.filter((here) => up.has(here.node));
  const active = news.filter((here) => isActive(here));
  const first = active[0];
  if (first !== undefined) {
    const words = active.map((here) => wordOn(here, around.promotable));
    const worst = words.find(({ mood }) => mood === "bad") ?? words[0] as Word;
    const nodes = active.map(({ node }) => node);
    const mood = nodes.length > 1 ? "bad" : worst.mood;
    return {
      word: worst.word,
      nodes,
      flags: flagsOf(resource, active, snapshot, around),
      remark: "",
      mood,
    };
  }
  const starting = snapshot.phase === "starting";
  const unheard = starting ? [] : silentNodes(snapshot);
  if (unheard.length > 0) {
    const fenced = snapshot.quorum.held ? "is to be fenced" : "cannot be heard";
    const remark = `${listOf(unheard)} may run it, and ${fenced}`;
    return { word: "not known", nodes: [], flags: [], remark, mood: "off" };
  }
  const told = new Set(news.filter(({ state }) => state !== "unknown").map(({ node }) => node));
  if (starting || !mustTell(snapshot).every((node) => told.has(node))) {
    return { word: "not known yet", nodes: [], flags: [], remark: "", mood: "moving" };
  }
  const flags = flagsOf(resource, [], snapshot, around);
  return { word: "Stopped", nodes: [], flags, remark: "", mood: "off" };
}

/** `Started node1`, `Started [ node1 node2 ]`, `Stopped (disabled, blocked)`. */
export function formatStateWord({ word, nodes, flags, remark }: StateWord): string {
  const where = nodes.length > 1 ? ` [ ${nodes.join(" ")} ]` : nodes.map((node) => ` ${node}`);
  return `${word}${where}${inParentheses(flags)}${remark === "" ? "" : `: ${remark}`}`;
}

/** ` (disabled, unmanaged)`; nothing for none. */
export const inParentheses = (words: readonly string[]): string =>
  words.length === 0 ? "" : ` (${words.join(", ")})`;

/** In crm_mon's order. `active`: where it runs. */
export function flagsOf(
  resource: ResourceView,
  active: readonly ResourceOnNode[],
  snapshot: Snapshot,
  { blocked, promotable }: Around,
): readonly string[] {
  const upkeep = upkeepOf(resource, active.map(({ node }) => node), snapshot);
  const stuck = blocked || active.some(({ state }) => state === "stopFailed");
  return [
    ...(isDisabled(resource) ? ["disabled"] : []),
    ...(promotable && resource.targetRole === "unpromoted" ? ["target-role:Unpromoted"] : []),
    ...(stuck ? ["blocked"] : upkeep === null ? [] : [upkeep]),
  ];
}

type Word = { readonly word: string; readonly mood: Mood };

/** One resource on one node. */
export function wordOn({ state, busy, promoted }: ResourceOnNode, promotable: boolean): Word {
  if (state === "stopFailed") return { word: "FAILED", mood: "bad" };
  const moving = busy === null ? undefined : BUSY_WORDS[busy];
  if (moving !== undefined) return { word: moving, mood: "moving" };
  switch (state) {
    case "failed":
      return { word: promoted ? "FAILED Promoted" : "FAILED", mood: "bad" };
    case "started":
      return {
        word: !promotable ? "Started" : promoted ? "Promoted" : "Unpromoted",
        mood: "good",
      };
    case "stopped":
      return { word: "Stopped", mood: "off" };
    case "unknown":
      return { word: "not known yet", mood: "moving" };
  }
}

/** Operations that change what it is; the others are not told. */
const BUSY_WORDS: Readonly<Partial<Record<string, string>>> = {
  start: "Starting",
  stop: "Stopping",
  promote: "Promoting",
  demote: "Demoting",
  migrate_to: "Migrating",
  migrate_from: "Migrating",
};

/**
 * With quorum they have let go by now, or were to, but for those that are to be fenced; without it they may
 * well run everything.
 */
const silentNodes = ({ nodes, quorum }: Snapshot): readonly NodeName[] =>
  nodes.filter((node) =>
    !node.witness &&
    (quorum.held
      ? node.standing === "unclean"
      : node.because === "silent" || node.because === "unseen")
  ).map(({ name }) => name);

/** What a node with another cluster.toml does not report, it does not have. */
const mustTell = ({ nodes }: Snapshot): readonly NodeName[] =>
  nodes.filter((node) => isUp(node) && node.sameConfig !== false).map(({ name }) => name);
