/** What a resource is doing, in crm_mon's words: `Started node1`, `FAILED node2 (blocked)`. */
import type { NodeName } from "../model/mod.ts";
import type { ResourceOnNode, ResourceView, Snapshot } from "../node/mod.ts";
import { isActive, isUp, namesUp } from "./standing.ts";
import { listOf } from "./words.ts";

export type Mood = "good" | "moving" | "bad" | "off";

export interface StateWord {
  readonly word: string;
  readonly nodes: readonly NodeName[];
  /** What is said after it, in brackets or after a colon; may be empty. */
  readonly remark: string;
  /** For colours. */
  readonly mood: Mood;
}

/** Over all nodes: where it runs, or why that cannot be said. */
export function stateWordOf(
  resource: ResourceView,
  snapshot: Snapshot,
  blocked: boolean,
): StateWord {
  const up = namesUp(snapshot);
  const news = resource.on.filter((here) => up.has(here.node));
  const active = news.filter((here) => isActive(here));
  const first = active[0];
  if (first !== undefined) {
    const words = active.map((here) => wordOn(here));
    const worst = words.find(({ mood }) => mood === "bad") ?? words[0] as Word;
    const nodes = active.map(({ node }) => node);
    const mood = nodes.length > 1 ? "bad" : worst.mood;
    const remark = blocked || active.some(({ state }) => state === "stopFailed") ? "(blocked)" : "";
    return { word: worst.word, nodes, remark, mood };
  }
  const starting = snapshot.phase === "starting";
  const unheard = starting || snapshot.quorum.held ? [] : silentNodes(snapshot);
  if (unheard.length > 0) {
    const remark = `: ${listOf(unheard)} may run it, and cannot be heard`;
    return { word: "not known", nodes: [], remark, mood: "off" };
  }
  const told = new Set(news.filter(({ state }) => state !== "unknown").map(({ node }) => node));
  if (starting || !mustTell(snapshot).every((node) => told.has(node))) {
    return { word: "not known yet", nodes: [], remark: "", mood: "moving" };
  }
  return { word: "Stopped", nodes: [], remark: blocked ? "(blocked)" : "", mood: "off" };
}

/** `Started node1`, `Started [ node1 node2 ]`, `Stopped (blocked)`. */
export function formatStateWord({ word, nodes, remark }: StateWord): string {
  const where = nodes.length > 1 ? ` [ ${nodes.join(" ")} ]` : nodes.map((node) => ` ${node}`);
  const after = remark === "" || remark.startsWith(":") ? remark : ` ${remark}`;
  return `${word}${where}${after}`;
}

type Word = { readonly word: string; readonly mood: Mood };

/** One resource on one node. */
export function wordOn({ state, busy }: ResourceOnNode): Word {
  if (state === "stopFailed") return { word: "FAILED", mood: "bad" };
  if (busy === "stop") return { word: "Stopping", mood: "moving" };
  if (busy === "start") return { word: "Starting", mood: "moving" };
  switch (state) {
    case "failed":
      return { word: "FAILED", mood: "bad" };
    case "started":
      return { word: "Started", mood: "good" };
    case "stopped":
      return { word: "Stopped", mood: "off" };
    case "unknown":
      return { word: "not known yet", mood: "moving" };
  }
}

/** With quorum they have let go by now, or were to; without it they may well run everything. */
const silentNodes = ({ nodes }: Snapshot): readonly NodeName[] =>
  nodes.filter(({ because }) => because === "silent" || because === "unseen")
    .map(({ name }) => name);

/** What a node with another cluster.toml does not report, it does not have. */
const mustTell = ({ nodes }: Snapshot): readonly NodeName[] =>
  nodes.filter((node) => isUp(node) && node.sameConfig !== false).map(({ name }) => name);
