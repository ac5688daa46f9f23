/** What operators want until they take it back, in the settings that all nodes share. */
import { type NodeName, type OperatorWishes, type Settings, writeSetting } from "../model/mod.ts";

const TARGET = "target/";
const MANAGED = "managed/";
const RESTART = "restart/";
const MAINTENANCE = "maintenance";
const NODE_MAINTENANCE = "maintenance/";

const ANYWHERE = "*";

/** One wish, of a resource, group or clone, of a node or of the cluster; `value` null takes it back. */
export type Wish =
  | { readonly kind: "target"; readonly name: string; readonly value: "started" | "stopped" | null }
  | { readonly kind: "managed"; readonly name: string; readonly value: boolean | null }
  | { readonly kind: "restart"; readonly name: string; readonly value: NodeName | "*" | null }
  | { readonly kind: "maintenance"; readonly value: boolean | null }
  | { readonly kind: "nodeMaintenance"; readonly node: NodeName; readonly value: true | null };

/** What is so already is not written again. */
export function setWish(
  settings: Settings,
  wish: Wish,
  by: NodeName,
  wallSeconds: number,
): Settings {
  const key = keyOf(wish);
  const value = wish.value === null ? null : textOf(wish.value);
  if ((settings[key]?.value ?? null) === value) return settings;
  return writeSetting(settings, key, value, by, wallSeconds);
}

function keyOf(wish: Wish): string {
  switch (wish.kind) {
    case "target":
      return TARGET + wish.name;
    case "managed":
      return MANAGED + wish.name;
    case "restart":
      return RESTART + wish.name;
    case "maintenance":
      return MAINTENANCE;
    case "nodeMaintenance":
      return NODE_MAINTENANCE + wish.node;
  }
}

const textOf = (value: string | boolean): string =>
  typeof value === "string" ? value : value ? "on" : "off";

/** Null: nothing, or what a later hb has written. */
const flagOf = (value: string | null | undefined): boolean | null =>
  value === "on" ? true : value === "off" ? false : null;

export const isInMaintenance = (settings: Settings, node: NodeName): boolean =>
  flagOf(settings[NODE_MAINTENANCE + node]?.value) === true;

export function wishesIn(settings: Settings): OperatorWishes {
  const targetRoles: Record<string, "started" | "stopped"> = {};
  const managed: Record<string, boolean> = {};
  const restarting: string[] = [];
  for (const [key, { value }] of Object.entries(settings)) {
    if (value === null) continue;
    if (key.startsWith(TARGET)) {
      if (value === "started" || value === "stopped") targetRoles[key.slice(TARGET.length)] = value;
    } else if (key.startsWith(MANAGED)) {
      const flag = flagOf(value);
      if (flag !== null) managed[key.slice(MANAGED.length)] = flag;
    } else if (key.startsWith(RESTART)) restarting.push(key.slice(RESTART.length));
  }
  const maintenance = flagOf(settings[MAINTENANCE]?.value);
  return { targetRoles, managed, restarting: restarting.sort(), maintenance };
}

/** Where what restarts was, and is to be again; null: wherever it is best. */
export function restartsAt(settings: Settings, name: string): NodeName | null {
  const value = settings[RESTART + name]?.value ?? ANYWHERE;
  return value === ANYWHERE ? null : value as NodeName;
}

/** A change in words; null: it is only bookkeeping. Undefined: it is of something else. */
export function describeWish(key: string, value: string | null): string | null | undefined {
  if (key === MAINTENANCE) {
    return value === null
      ? "maintenance of the cluster is as configured"
      : value === "on"
      ? "the cluster is in maintenance"
      : "the cluster is not in maintenance";
  }
  const [, kind, name] = /^(target|managed|restart|maintenance)\/(.*)$/s.exec(key) ?? [];
  switch (kind) {
    case undefined:
      return undefined;
    case "target":
      return `${name} ${value === null ? "may run again" : `is to be ${value}`}`;
    case "managed":
      return `${name} is ${value === "off" ? "not managed" : "managed"}`;
    case "restart":
      return value === null ? null : `${name} is to restart`;
    default:
      return `${name} is ${value === "on" ? "in maintenance" : "no longer in maintenance"}`;
  }
}
