/** A cluster as cluster.toml configures it, and as its daemons last told of it. */
import { formatProblem, parseConfig } from "../config/mod.ts";
import {
  type ClusterConfig,
  type Lines,
  NO_WISHES,
  ok,
  refuse,
  type ResourceId,
  type ResourceReport,
  type Result,
  unitsOf,
} from "../model/mod.ts";
import {
  type NodeStanding,
  type ScheduleInput,
  type ScheduleNode,
  type SchedulerInput,
  simulatedInput,
} from "../scheduler/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import type { World } from "./world.ts";

type NodeView = StatusDocument["snapshot"]["nodes"][number];

/** `document` null: all nodes are there, and nothing runs yet. The problem is for people. */
export async function readCluster(
  file: string,
  document: StatusDocument | null,
  world: World,
): Promise<Result<SchedulerInput, Lines>> {
  const text = await world.readFile(file);
  if (!text.ok) return refuse(`Cannot read ${file}: ${text.problem}`);
  const { config, problems } = parseConfig(text.value, file);
  if (config === null) return refuse(problems.map(formatProblem));
  return ok(inputOf(config, document, world.wallClock()));
}

/** @param now seconds since 1970. */
export const inputOf = (
  config: ClusterConfig,
  document: StatusDocument | null,
  now: number,
): SchedulerInput => simulatedInput(scheduleInput(config, document, now));

function scheduleInput(
  config: ClusterConfig,
  document: StatusDocument | null,
  now: number,
): ScheduleInput {
  return {
    config,
    units: unitsOf(config),
    nodes: config.nodes.map(({ name, attributes }) => {
      const view = document?.snapshot.nodes.find((node) => node.name === name);
      const told = { ...attributes, ...view?.attributes.permanent, ...view?.attributes.transient };
      return {
        name,
        standing: document === null ? "online" : standingOf(view),
        sameConfig: true,
        resources: document === null ? {} : reportsOf(name, document),
        unclean: view?.unclean ?? null,
        reach: null,
        attributes: told,
        ordered: new Map(),
      };
    }),
    self: document?.snapshot.coordinator ?? undefined,
    quorum: document?.snapshot.quorum.held ?? true,
    hadQuorum: true,
    now,
    definitions: new Map(),
    wishes: document?.snapshot.wishes ?? NO_WISHES,
    moves: new Map(),
    kept: new Map(),
    lastHolders: new Map(),
    announce: new Set(),
  };
}

function standingOf(view: NodeView | undefined): NodeStanding {
  if (view === undefined) return "offline";
  return view.standing;
}

function reportsOf(
  node: ScheduleNode["name"],
  { snapshot: { units } }: StatusDocument,
): Record<ResourceId, ResourceReport> {
  const reports: Record<ResourceId, ResourceReport> = {};
  for (const { id, on } of units.flatMap((unit) => unit.resources)) {
    const here = on.find((one) => one.node === node);
    if (here === undefined) continue;
    reports[id] = {
      ...here,
      migration: null,
      instruction: null,
      definition: null,
      reloadsTo: null,
      startedFor: null,
      remark: null,
    };
  }
  return reports;
}
