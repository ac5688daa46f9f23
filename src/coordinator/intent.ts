/** What operators want, read from and written to the settings that all nodes share. */
import {
  type NodeName,
  type ResourceId,
  type Settings,
  type UnitName,
  writeSetting,
} from "../model/mod.ts";
import { describeFact } from "./facts.ts";
import { describeFenceWish } from "./fence_wishes.ts";
import { describeWish } from "./wishes.ts";

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

/** In the key of a clean-up: every resource, or every node. */
const ALL = "*";

/** `null`: all resources, or all nodes. */
export function askCleanup(
  settings: Settings,
  resources: readonly ResourceId[] | null,
  node: NodeName | null,
  by: NodeName,
  wallSeconds: number,
): Settings {
  return (resources ?? [ALL]).reduce(
    (all, resource) =>
      writeSetting(all, `${CLEANUP}${resource}/${node ?? ALL}`, "asked", by, wallSeconds),
    settings,
  );
}

/** A clean-up that a node has not carried out. */
export interface DueCleanup {
  readonly key: string;
  readonly resource: ResourceId | null;
  readonly counter: number;
}

/** Clean-ups for `node` that are not in `done`, or were asked for again since. */
export function dueCleanups(
  settings: Settings,
  node: NodeName,
  done: Readonly<Record<string, number>>,
): readonly DueCleanup[] {
  return Object.entries(settings).flatMap(([key, { stamp }]): readonly DueCleanup[] => {
    if (!key.startsWith(CLEANUP) || (done[key] ?? -1) >= stamp.counter) return [];
    const [resource, on] = splitCleanup(key);
    if (on !== ALL && on !== node) return [];
    return [{
      key,
      resource: resource === ALL ? null : resource as ResourceId,
      counter: stamp.counter,
    }];
  });
}

/** Names hold no slash. */
function splitCleanup(key: string): readonly [string, string] {
  const [resource = "", node = ""] = key.slice(CLEANUP.length).split("/");
  return [resource, node];
}

/** A change of the settings in words; null for what is only bookkeeping. */
export function describeSetting(key: string, value: string | null): string | null {
  const fact = describeFact(key, value);
  if (fact !== null) return fact;
  for (const describe of [describeWish, describeFenceWish]) {
    const wish = describe(key, value);
    if (wish !== undefined) return wish;
  }
  if (key.startsWith(STANDBY)) {
    return `${key.slice(STANDBY.length)} is ${value === "on" ? "in standby" : "online"}`;
  }
  if (key.startsWith(MOVE)) {
    const unit = key.slice(MOVE.length);
    if (value === null) return null;
    return `${unit} is to move ${value === ANYWHERE_ELSE ? "elsewhere" : `to ${value}`}`;
  }
  // A later hb's: it is kept and passed on, and nothing is done about it here.
  if (!key.startsWith(CLEANUP)) {
    return `${key}, which only a later hb knows, is ${value ?? "not set"}`;
  }
  const [resource, node] = splitCleanup(key);
  const what = resource === ALL ? "everything" : resource;
  return `clean-up of ${what} on ${node === ALL ? "every node" : node}`;
}
