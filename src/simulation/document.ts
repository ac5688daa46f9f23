/** A simulation as data, for other programs. */
import {
  activeNode,
  type Node,
  type PlanAction as Action,
  type Primitive,
  primitivesOf,
  type Working,
} from "../scheduler/mod.ts";
import { changesOf } from "./change.ts";
import { countInstances } from "./counts.ts";
import { stateOf } from "./node_list.ts";
import type { Simulation } from "./simulation.ts";

export interface SimulationDocument {
  readonly nodes: readonly {
    readonly name: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly resources: readonly ResourceDocument[];
  /** Each after those that it waits for. */
  readonly actions: readonly ActionDocument[];
  /** What is wanted and not done, and why. */
  readonly blocked: readonly { readonly action: string; readonly because: string | null }[];
  readonly instances: {
    readonly total: number;
    readonly disabled: number;
    readonly blocked: number;
  };
}

export interface ResourceDocument {
  readonly id: string;
  readonly before: PlaceDocument;
  readonly after: PlaceDocument;
  /** What the plan does with it, in a word; null: nothing. */
  readonly change: string | null;
  readonly because: string | null;
  /** Its score for each node, as named parts. */
  readonly scores: readonly {
    readonly node: string;
    readonly score: number;
    readonly parts: readonly { readonly name: string; readonly score: number }[];
  }[];
}

export interface PlaceDocument {
  readonly role: string;
  readonly nodes: readonly string[];
}

export interface ActionDocument {
  readonly id: number;
  readonly task: string;
  readonly key: string;
  readonly resource: string | null;
  readonly node: string | null;
  readonly interval: number;
  readonly pseudo: boolean;
  /** The ids of those that it waits for. */
  readonly after: readonly number[];
  readonly because: string | null;
}

export function simulationDocument(
  { before, plan, order, after }: Simulation,
): SimulationDocument {
  const { instances, disabled, blocked } = countInstances(before);
  const earlier = new Map(primitives(before).map((one) => [one.id, one]));
  const later = new Map(primitives(after).map((one) => [one.id, one]));
  return {
    nodes: before.nodes.map((node, index) => ({
      name: node.name,
      before: stateOf(node),
      after: stateOf(after.nodes[index] as Node),
    })),
    resources: primitives(plan).map((resource) => {
      const [change] = changesOf(resource, activeNode(resource), resource.assignedTo);
      return {
        id: resource.id,
        before: placeOf(earlier.get(resource.id)),
        after: placeOf(later.get(resource.id)),
        change: change?.what ?? null,
        because: (change?.source ?? change?.action)?.reason ?? null,
        scores: scoresOf(resource, plan),
      };
    }),
    actions: order.map(actionDocument),
    blocked: plan.actions.filter(isBlocked).map(({ key, reason }) => ({
      action: key,
      because: reason,
    })),
    instances: { total: instances, disabled, blocked },
  };
}

const primitives = (w: Working): readonly Primitive[] => w.resources.flatMap(primitivesOf);

const placeOf = (resource: Primitive | undefined): PlaceDocument => ({
  role: resource?.role ?? "unknown",
  nodes: resource?.runningOn.map(({ name }) => name) ?? [],
});

function scoresOf(resource: Primitive, { nodes }: Working): ResourceDocument["scores"] {
  const { parts } = resource;
  if (parts === null) return [];
  return nodes.map(({ name, index }) => ({
    node: name,
    score: resource.allowed.scores[index] as number,
    parts: parts.filter(({ node }) => node === name).map(({ name, score }) => ({ name, score })),
  }));
}

function actionDocument(action: Action): ActionDocument {
  const { id, task, key, resource, node, interval, pseudo, reason } = action;
  return {
    id,
    task: task === "stonith" ? action.meta.get("stonith_action") ?? task : task,
    key,
    resource: resource?.id ?? null,
    node: node?.name ?? null,
    interval,
    pseudo,
    after: action.before.filter(({ state }) => state === "dumped").map((edge) => edge.action.id),
    because: reason,
  };
}

const isBlocked = ({ optional, runnable, pseudo, task }: Action): boolean =>
  !optional && !runnable && !pseudo && task !== "monitor" && task !== "notify";
