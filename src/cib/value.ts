/** Values as a CIB writes them. Source: Pacemaker Explained, and Pacemaker's leniency. */
import type { Millis, Role, Score } from "../model/mod.ts";
import { type HealthScores, readScore as readText } from "../scheduler/mod.ts";
import { durationMillis } from "./iso_time.ts";

const TRUE = new Set(["true", "on", "yes", "y", "1"]);
const FALSE = new Set(["false", "off", "no", "n", "0"]);

/** null: neither. */
export function readBoolean(text: string | undefined): boolean | null {
  const word = text?.toLowerCase() ?? "";
  return TRUE.has(word) ? true : FALSE.has(word) ? false : null;
}

export const isTrue = (text: string | undefined): boolean =>
  text !== undefined && TRUE.has(text.toLowerCase());

/** The number that a text begins with; null: it begins with none. */
export function readInteger(text: string | undefined): number | null {
  const found = /^\s*[+-]?\d+/.exec(text ?? "");
  return found === null ? null : Number(found[0]);
}

/** None is 0, as is what is no score. */
export const readScore = (text: string | undefined, health: HealthScores | null = null): Score =>
  text === undefined ? 0 : readText(text, health);

const UNITS: readonly (readonly [string, number])[] = [
  ["msec", 1],
  ["ms", 1],
  ["usec", 0.001],
  ["us", 0.001],
  ["sec", 1000],
  ["s", 1000],
  ["min", 60_000],
  ["m", 60_000],
  ["hr", 3_600_000],
  ["h", 3_600_000],
];

/** `20`, `20s`, `5min`, `100ms`; null: it is none. */
export function readMillis(text: string | undefined): Millis | null {
  const found = /^\s*([+-]?\d+)\s*(.*)$/s.exec(text ?? "");
  if (found === null) return null;
  const [, number = "", unit = ""] = found;
  if (unit === "") return Number(number) * 1000;
  const known = UNITS.find(([name]) => unit.toLowerCase().startsWith(name));
  return known === undefined ? null : Math.trunc(Number(number) * known[1]);
}

/** As `readMillis`, or ISO 8601 (`PT5M`); what is none is 0. */
export const readInterval = (text: string | undefined): Millis =>
  Math.max(0, (text?.startsWith("P") ? durationMillis(text) : readMillis(text)) ?? 0);

/** Also by its former names; null: no role's name. */
export function readRole(text: string | undefined): Role | null {
  switch (text?.toLowerCase()) {
    case "stopped":
      return "stopped";
    case "started":
      return "started";
    case "slave":
    case "unpromoted":
      return "unpromoted";
    case "master":
    case "promoted":
      return "promoted";
    case "unknown":
      return "unknown";
    default:
      return null;
  }
}
