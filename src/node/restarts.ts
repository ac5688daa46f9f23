/** A restart asks for a stop until nothing of it runs; then for a start where it was. */
import { baseOf } from "../agent/mod.ts";
import { askMove, restartsAt, setWish, wishesIn } from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  type NodeName,
  partsOf,
  type ResourceId,
  type Settings,
  type Unit,
} from "../model/mod.ts";
import type { ScheduleNode } from "../scheduler/mod.ts";

export interface RestartView {
  readonly self: NodeName;
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
}

/** Without the restarts that have got as far as the start, and those of what is not configured any more. */
export function endRestarts(
  settings: Settings,
  { self, config, units }: RestartView,
  nodes: readonly ScheduleNode[],
): Settings {
  const { restarting } = wishesIn(settings);
  if (restarting.length === 0) return settings;
  const parts = partsOf(config);
  return restarting.reduce((all, name) => {
    const resources = new Set(parts.get(name)?.resources);
    if (nodes.some((node) => isActiveOn(node, resources))) return all;
    const ended = setWish(all, { kind: "restart", name, value: null }, self, 0);
    const place = restartsAt(all, name);
    const unit = units.find(({ members }) => members.some(({ id }) => resources.has(id)));
    return place === null || !canReturn(unit, place, nodes)
      ? ended
      : askMove(ended, unit.name, place, self, 0);
  }, settings);
}

/** Of a clone only what is promoted has one place. */
function canReturn(
  unit: Unit | undefined,
  place: NodeName,
  nodes: readonly ScheduleNode[],
): unit is Unit {
  if (unit === undefined || (unit.clone !== null && unit.clone.meta.promotable !== true)) {
    return false;
  }
  return nodes.some(({ name, standing }) => name === place && standing === "online");
}

/** A node of which nothing is known is not waited for: what it has, nobody starts elsewhere. */
const isActiveOn = (
  { resources, ordered }: ScheduleNode,
  wanted: ReadonlySet<ResourceId>,
): boolean =>
  [...ordered.keys()].some((id) => wanted.has(baseOf(id))) ||
  Object.entries(resources ?? {}).some(([id, { state, busy }]) =>
    wanted.has(baseOf(id as ResourceId)) && (state !== "stopped" || busy !== null)
  );
