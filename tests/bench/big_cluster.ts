/**
 * Clusters of any size for measuring the scheduler: groups of three, and for each pair of groups a
 * colocation, an order and a preference. `started`: all runs where it should; `failed`: so it did, and
 * the first node is gone; `cold`: nothing runs, nothing has been probed.
 */
import { INFINITY } from "../../src/model/mod.ts";
import type {
  Constraints,
  ResourceFact,
  ScheduleInput,
  SchedulerInput,
} from "../../src/scheduler/mod.ts";
import { aCluster, aFact, aNode, aPrimitive, OPTIONS } from "../scheduler/small_cluster.ts";
import { readStory } from "../scheduler/story.ts";

export type State = "started" | "failed" | "cold";

const GROUP = 3;
const MONITOR = 10_000;

export interface Shape {
  readonly nodes: readonly string[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** The node of each group, by its pair's preference. */
  readonly homes: readonly string[];
}

export function shapeOf(nodeCount: number, resourceCount: number): Shape {
  const nodes = Array.from({ length: nodeCount }, (_, index) => `n${pad(index + 1, 3)}`);
  const groups = Array.from({ length: Math.ceil(resourceCount / GROUP) }, (_, index) => ({
    name: `g${pad(index, 5)}`,
    members: Array.from(
      { length: Math.min(GROUP, resourceCount - index * GROUP) },
      (_, part) => `r${pad(index * GROUP + part, 5)}`,
    ),
  }));
  const homes = groups.map((_, index) => nodes[Math.floor(index / 2) % nodeCount] as string);
  return { nodes, groups, homes };
}

const pad = (value: number, width: number) => String(value).padStart(width, "0");

export function bigCluster(nodes: number, resources: number, state: State): SchedulerInput {
  const shape = shapeOf(nodes, resources);
  const up = (index: number) => state !== "failed" || index > 0;
  return aCluster(
    shape.nodes.map((name, index) => aNode(name, { online: up(index) })),
    shape.groups.map(({ name, members }) => ({
      kind: "group",
      id: name,
      meta: {},
      defaults: {},
      members: members.map((id) =>
        aPrimitive(id, {}, [{ name: "monitor", interval: MONITOR, role: null }])
      ),
    })),
    state === "cold" ? [] : factsOf(shape),
    { options: { ...OPTIONS, noQuorumPolicy: "ignore" }, constraints: constraintsOf(shape) },
  );
}

/** The same for a running cluster, as its coordinator knows it. */
export function runningCluster(nodes: number, resources: number, state: State): ScheduleInput {
  const shape = shapeOf(nodes, resources);
  const input = readStory([
    ...shape.groups.map(({ name, members }) => `group ${name}: ${members.join(" ")}`),
    ...shape.nodes.map((name, index) => {
      const gone = state === "failed" && index === 0;
      const runs = shape.groups.flatMap(({ members }, at) =>
        state !== "cold" && !gone && shape.homes[at] === name ? members : []
      );
      return `${name}${gone ? " offline" : ""}: ${runs.join(" ")}`;
    }),
  ]);
  const { locations, colocations, orders } = constraintsOf(shape);
  return { ...input, config: { ...input.config, locations, colocations, orders } };
}

const factsOf = ({ nodes, groups, homes }: Shape): readonly ResourceFact[] =>
  nodes.flatMap((node) =>
    groups.flatMap(({ members }, index) =>
      members.map((id) =>
        homes[index] === node
          ? aFact(id, node, {
            recurring: [{ name: "monitor", interval: MONITOR, same: true, expects: 0 }],
          })
          : aFact(id, node, { role: "stopped" })
      )
    )
  );

function constraintsOf({ groups, homes }: Shape): Constraints {
  const pairs = groups.flatMap(({ name }, index) => {
    const partner = groups[index + 1];
    return index % 2 === 0 && partner !== undefined ? [[name, partner.name] as const] : [];
  });
  return {
    locations: pairs.map(([first], index) => ({
      id: `loc-${first}`,
      resource: first,
      where: { kind: "node", node: homes[index * 2] as string, score: 100 },
      role: null,
      discovery: "always",
    })),
    colocations: pairs.map(([first, second]) => ({
      id: `col-${first}`,
      resource: second,
      resourceRole: null,
      with: first,
      withRole: null,
      score: INFINITY,
      nodeAttribute: "#uname",
      influence: null,
    })),
    colocationSets: [],
    orders: pairs.map(([first, second]) => ({
      id: `ord-${first}`,
      first,
      firstAction: "start",
      then: second,
      thenAction: "start",
      kind: "mandatory",
      symmetrical: true,
      requireAll: true,
    })),
    orderSets: [],
    tickets: [],
  };
}
