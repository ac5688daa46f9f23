/** How times and lists are written for people. */
import { formatMillis, type Millis, type WallTime } from "../model/mod.ts";

/** `Sun Nov 22 08:52:13 2026`, as crm_mon writes it; in the host's time zone if none is named. */
export function formatWall(wall: WallTime, zone?: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    weekday: "short",
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    year: "numeric",
    hourCycle: "h23",
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).formatToParts(wall);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? "";
  return `${part("weekday")} ${part("month")} ${part("day")} ` +
    `${part("hour")}:${part("minute")}:${part("second")} ${part("year")}`;
}

/** A measured time, rounded to what is worth reading: `12ms`, `1.3s`, `2m 5s`, `3h 12m`. */
export function formatAge(age: Millis): string {
  if (age < 999.5) return `${Math.round(age)}ms`;
  if (age < 59_950) return `${(age / 1000).toFixed(1).replace(/\.0$/, "")}s`;
  const seconds = Math.round(age / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${Math.floor(seconds / 60) % 60}m`;
  return `${Math.floor(seconds / 86_400)}d ${Math.floor(seconds / 3600) % 24}h`;
}

/** `10s-interval monitor`; without the interval where there is none. */
export const formatTask = (action: string, interval: Millis): string =>
  interval > 0 ? `${formatMillis(interval)}-interval ${action}` : action;

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "none";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 node`, `2 nodes`. */
export const count = (number: number, one: string): string =>
  `${number} ${one}${number === 1 ? "" : "s"}`;
