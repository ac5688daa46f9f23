/** What a resource is doing, in crm_mon's words: `Started node1`, `FAILED node2 (blocked)`. */
import type { NodeName } from "../model/mod.ts";
import type { ResourceOnNode, ResourceView, Snapshot } from "../node/mod.ts";
import { isActive, namesUp } from "./standing.ts";
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
  const lost = lostWith(resource, snapshot);
  if (lost.length > 0) {
    const remark = `: it was last reported Started on ${listOf(lost)}, which is OFFLINE`;
    return { word: "not known", nodes: [], remark, mood: "off" };
  }
  const unknown = news.filter(({ state }) => state === "unknown");
  if (unknown.length > 0 || news.length === 0) {
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

/** Silent nodes that ran it when they were last heard: nobody knows whether they still do. */
function lostWith(resource: ResourceView, snapshot: Snapshot): readonly NodeName[] {
  const silent = new Set(
    snapshot.nodes.filter(({ because }) => because === "silent").map(({ name }) => name),
  );
  return resource.on.filter((here) => silent.has(here.node) && isActive(here))
    .map(({ node }) => node);
}
