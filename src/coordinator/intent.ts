/** What operators want, read from and written to the settings that all nodes share. */
import {
  type NodeName,
  type ResourceId,
  type Settings,
  type UnitName,
  writeSetting,
} from "../model/mod.ts";

const STANDBY = "standby/";
const MOVE = "move/";
const CLEANUP = "cleanup/";

/** The value of a move to wherever is best but where it is. */
const ANYWHERE_ELSE = "*";

export const isStandby = (settings: Settings, node: NodeName): boolean =>
  settings[STANDBY + node]?.value === "on";

export const setStandby = (
  settings: Settings,
  node: NodeName,
  on: boolean,
  by: NodeName,
  wallSeconds: number,
): Settings => writeSetting(settings, STANDBY + node, on ? "on" : null, by, wallSeconds);

/** A move that has been asked for and is not over. */
export interface PendingMove {
  readonly unit: UnitName;
  readonly to: NodeName | null;
}

export function pendingMoves(settings: Settings): readonly PendingMove[] {
  return Object.entries(settings).flatMap(([key, { value }]) =>
    key.startsWith(MOVE) && value !== null
      ? [{
        unit: key.slice(MOVE.length) as UnitName,
        to: value === ANYWHERE_ELSE ? null : value as NodeName,
      }]
      : []
  );
}

export const askMove = (
  settings: Settings,
  unit: UnitName,
  to: NodeName | null,
  by: NodeName,
  wallSeconds: number,
): Settings => writeSetting(settings, MOVE + unit, to ?? ANYWHERE_ELSE, by, wallSeconds);

/** Leaves nothing of a move behind. */
export const endMove = (
  settings: Settings,
  unit: UnitName,
  by: NodeName,
  wallSeconds: number,
): Settings => writeSetting(settings, MOVE + unit, null, by, wallSeconds);

export function askCleanup(
  settings: Settings,
  resources: readonly ResourceId[],
  nodes: readonly NodeName[],
  by: NodeName,
  wallSeconds: number,
): Settings {
  const keys = resources.flatMap((resource) => nodes.map((node) => cleanupKey(resource, node)));
  return keys.reduce((all, key) => writeSetting(all, key, "asked", by, wallSeconds), settings);
}

const cleanupKey = (resource: ResourceId, node: NodeName): string =>
  `${CLEANUP}${resource}/${node}`;

/** Clean-ups for `node` that it has not carried out: not in `done`, or asked for again since. */
export function dueCleanups(
  settings: Settings,
  node: NodeName,
  done: Readonly<Record<string, number>>,
): readonly { readonly key: string; readonly resource: ResourceId; readonly counter: number }[] {
  return Object.entries(settings).flatMap(([key, { stamp }]) =>
    key.startsWith(CLEANUP) && key.endsWith(`/${node}`) && (done[key] ?? -1) < stamp.counter
      ? [{
        key,
        resource: key.slice(CLEANUP.length, -(node.length + 1)) as ResourceId,
        counter: stamp.counter,
      }]
      : []
  );
}

/** A change of the settings in words; null for what is only bookkeeping. */
export function describeSetting(key: string, value: string | null): string | null {
  if (key.startsWith(STANDBY)) {
    return `${key.slice(STANDBY.length)} is ${value === "on" ? "in standby" : "online"}`;
  }
  if (key.startsWith(MOVE)) {
    const unit = key.slice(MOVE.length);
    if (value === null) return null;
    return `${unit} is to move ${value === ANYWHERE_ELSE ? "elsewhere" : `to ${value}`}`;
  }
  return `clean-up of ${key.slice(CLEANUP.length).replace("/", " on ")}`;
}
