/** Dates of rules, and ranges of hours, weekdays and the like. */

/** What a range of each may hold (Pacemaker Explained, "Date Specifications"). */
export const DATE_UNITS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  seconds: [0, 59],
  minutes: [0, 59],
  hours: [0, 23],
  monthdays: [1, 31],
  weekdays: [1, 7],
  yeardays: [1, 366],
  months: [1, 12],
  weeks: [1, 53],
  years: [1970, 9999],
  weekyears: [1970, 9999],
};

export const isDateUnit = (word: string): boolean => Object.hasOwn(DATE_UNITS, word);

/** Why `range` is none of `unit`; null where it is one. */
export function explainRange(unit: string, range: string): string | null {
  const [low, high] = DATE_UNITS[unit] ?? [0, 0];
  const [, from, to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(range) ?? [];
  if (from === undefined || to === undefined) {
    return `"${range}" is no range of ${unit}; write ${unit} ${low}, or ${unit} ${low}-${high}`;
  }
  if (Number(from) < low || Number(to) > high) {
    return `"${range}" is no range of ${unit}, which go from ${low} to ${high}`;
  }
  return Number(from) > Number(to)
    ? `"${range}" ends before it begins; join two ranges with "or"`
    : null;
}

/** Seconds since 1970; null where `text` is no date. Without a zone it is UTC. */
export function parseDate(text: string): number | null {
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:Z|([+-]\d\d):?(\d\d))?)?$/.exec(
    text,
  );
  if (found === null) return null;
  const [, day = "", clock = "00:00", hours, minutes = "0"] = found;
  const time = `${day}T${clock.length === 5 ? `${clock}:00` : clock}`;
  const moment = Date.parse(`${time}Z`);
  // 31 February and 25 o'clock would be read as the day after.
  if (Number.isNaN(moment) || !new Date(moment).toISOString().startsWith(time)) return null;
  const zone = hours === undefined
    ? 0
    : Number(hours) * 3600 + (hours.startsWith("-") ? -1 : 1) * Number(minutes) * 60;
  return moment / 1000 - zone;
}

/** As `parseDate` reads it; a midnight is its day. */
export const printDate = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z").replace("T00:00:00Z", "");
