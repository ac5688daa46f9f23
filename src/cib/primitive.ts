/** A primitive, and with it what its history is judged by. */
import type { AgentName, HealthScores, PrimitiveInput } from "../scheduler/mod.ts";
import { descend, type Element } from "./element.ts";
import { readMeta } from "./meta.ts";
import { addPairs, type Pairs, type PairsContext } from "./nvpairs.ts";
import type { Operation } from "./operation.ts";
import type { Reading } from "./reading.ts";

export interface PrimitiveReading {
  readonly element: Element;
  readonly input: PrimitiveInput;
  readonly operations: readonly Operation[];
  /** The group and the clone that it is in, the innermost first. */
  readonly parents: readonly Element[];
  /** The clone that it is in. */
  readonly clone: CloneReading | null;
  /** All that holds for it: its own, its parents', the cluster's. */
  readonly meta: Pairs;
  /** It is no longer configured. */
  readonly orphan: boolean;
}

export interface CloneReading {
  readonly id: string;
  readonly promotable: boolean;
  readonly unique: boolean;
  /** How many instances there may be; null: one a node. */
  readonly max: number | null;
}

/** Of what is known by its history only: what the cluster's defaults say of such an agent. */
export function orphanReading(
  reading: Reading,
  health: HealthScores,
  record: Element,
): PrimitiveReading {
  const { id = "" } = record.attributes;
  const agent = agentOf(record);
  const defaults = descend(reading.configuration, "rsc_defaults");
  const meta = addPairs(reading, defaults, META, new Map(), contextOf(agent));
  const element = { name: "primitive", attributes: record.attributes, children: [] };
  const input: PrimitiveInput = {
    kind: "primitive",
    id,
    agent,
    meta: {},
    defaults: readMeta(meta, health),
    operations: [],
    operationDefaults: () => ({}),
    utilization: new Map(),
    params: new Map(),
  };
  return { element, input, operations: [], parents: [], clone: null, meta, orphan: true };
}

export const agentOf = ({ attributes }: Element): AgentName => ({
  class: attributes["class"] ?? "",
  provider: attributes["provider"] ?? null,
  type: attributes["type"] ?? "",
});

/** Parameters: of the resource, then what its parents and the cluster's defaults add. */
export function paramsOf(
  reading: Reading,
  elements: readonly Element[],
  attributes: Pairs | null,
): Pairs {
  const params: Pairs = new Map();
  const defaults = descend(reading.configuration, "rsc_defaults");
  for (const element of [...elements, defaults]) {
    addPairs(reading, element, { sets: "instance_attributes" }, params, { attributes });
  }
  return params;
}

export const META = { sets: "meta_attributes" };

export const contextOf = (agent: AgentName | null): PairsContext =>
  agent === null ? { attributes: null } : { attributes: null, agent };
