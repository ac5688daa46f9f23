/** Dates, times and durations by ISO 8601, as far as a CIB has them. Without an offset: UTC. */
import type { Millis } from "../model/mod.ts";

const DAY = 86_400;

/** Seconds since 1970; null: no date. */
export function readTime(text: string | undefined): number | null {
  if (text === undefined) return null;
  const found = /^(.*?)(?:[T ]\s*(\S+)\s*(.*))?$/s.exec(text.trim());
  const [, date = "", time = "", zone = ""] = found ?? [];
  if (/^\d{1,2}:/.test(date)) return null;
  const day = readDate(date.replace(/Z$/, ""));
  if (day === null) return null;
  const second = time === "" ? 0 : readClock(`${time}${zone}`);
  return second === null ? null : day + second;
}

/** `2009-08-31`, `20090831`, `2009-243`, `2009-W36-1`. */
function readDate(text: string): number | null {
  const epoch = /^epoch(?:\+(\d+))?$/.exec(text);
  if (epoch !== null) return Number(epoch[1] ?? 0);
  const week = /^(\d{4})-?W(\d{2})(?:-?(\d))?$/.exec(text);
  if (week !== null) {
    return mondayOfWeek(Number(week[1]), Number(week[2])) + (Number(week[3] ?? 1) - 1) * DAY;
  }
  const ordinal = /^(\d{4})-?(\d{3})$/.exec(text);
  if (ordinal !== null) return utc(Number(ordinal[1]), 1, Number(ordinal[2]));
  const plain = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (plain !== null) return utc(Number(plain[1]), Number(plain[2]), Number(plain[3] ?? 1));
  return null;
}

/** `12`, `12:30`, `12:30:15`, `123015`, each with `Z`, `+02:00`, `-0300` or nothing. */
function readClock(text: string): number | null {
  const found = /^(\d{2}):?(\d{2})?:?(\d{2})?(?:[.,]\d+)?\s*(Z|[+-]\d{1,2}(?::?\d{2})?)?$/.exec(
    text,
  );
  if (found === null) return null;
  const [, hours, minutes = "0", seconds = "0", zone = "Z"] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - offsetOf(zone);
}

function offsetOf(zone: string): number {
  const found = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (found === null) return 0;
  const size = Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60;
  return found[1] === "-" ? -size : size;
}

const utc = (year: number, month: number, day: number): number =>
  Date.UTC(year, month - 1, day) / 1000;

/** Week 1 is the one with the year's first Thursday. */
function mondayOfWeek(year: number, week: number): number {
  const fourth = utc(year, 1, 4);
  const weekday = (Math.floor(fourth / DAY) + 3) % 7;
  return fourth - weekday * DAY + (week - 1) * 7 * DAY;
}

const PARTS = ["years", "months", "weeks", "days", "hours", "minutes", "seconds"] as const;

export type DurationParts = Readonly<Partial<Record<typeof PARTS[number], number>>>;

/** `start` and so much later, by the calendar. */
export function addDuration(start: number, parts: DurationParts): number {
  const date = new Date(start * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + (parts.years ?? 0) * 12 + (parts.months ?? 0));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime() / 1000 + ((parts.weeks ?? 0) * 7 + (parts.days ?? 0)) * DAY +
    (parts.hours ?? 0) * 3600 + (parts.minutes ?? 0) * 60 + (parts.seconds ?? 0);
}

/** Of attributes of those names. */
export function durationParts(attributes: Readonly<Record<string, string>>): DurationParts {
  const parts: Partial<Record<typeof PARTS[number], number>> = {};
  for (const part of PARTS) {
    const number = Number.parseInt(attributes[part] ?? "", 10);
    if (!Number.isNaN(number)) parts[part] = number;
  }
  return parts;
}

/** `P1DT2H30M`; null: no duration. */
export function durationMillis(text: string): Millis | null {
  const found =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?/
      .exec(text);
  if (found === null || found[0].length < 3) return null;
  const parts: Partial<Record<typeof PARTS[number], number>> = {};
  for (const [index, part] of PARTS.entries()) {
    const number = found[index + 1];
    if (number !== undefined) parts[part] = Number(number);
  }
  return addDuration(0, parts) * 1000;
}
