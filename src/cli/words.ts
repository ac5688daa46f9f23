/** How commands write times, places and data. */
import { type Millis, type NodeName, printableJson } from "../model/mod.ts";
import type { UnitView } from "../node/mod.ts";

/** Data as JSON for people and scripts, line by line. */
export const jsonLines = (data: unknown): readonly string[] => printableJson(data, 2).split("\n");

/** `40 ms`, `0.4 s`, `12 s` */
export function inSeconds(length: Millis): string {
  if (length < 100) return `${Math.round(length)} ms`;
  const digits = length < 10_000 ? 1 : 0;
  return `${(length / 1000).toFixed(digits).replace(/\.0$/, "")} s`;
}

/** `web now runs on n2 (vip, nginx)`, `dbs is now promoted on n2` */
export const nowOn = (unit: UnitView, holder: NodeName): string =>
  unit.clone?.promotable
    ? `${unit.name} is now promoted on ${holder}`
    : `${unit.name} now runs on ${holder}${membersOf(unit)}`;

/** ` (vip, nginx)`; nothing for a lone resource, which goes by its own name. */
export const membersOf = (unit: UnitView): string =>
  unit.isGroup && unit.clone === null ? ` (${unit.resources.map(({ id }) => id).join(", ")})` : "";
