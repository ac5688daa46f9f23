/** Whether a moment fits ranges by unit, as in cron: `hours="9-16" weekdays="1-5"`. In UTC. */
import { own } from "../model/mod.ts";

const DAY = 86_400;

/** `spec` holds ranges by the name of their unit; `now` is in seconds since 1970. */
export function matchesSpec(spec: Readonly<Record<string, string>>, now: number): boolean {
  const fields = fieldsOf(now);
  return Object.entries(spec).every(([unit, range]) => {
    const field = own(fields, unit);
    return field === undefined || isWithin(range, field);
  });
}

function fieldsOf(now: number): Readonly<Record<string, number>> {
  const date = new Date(now * 1000);
  const year = date.getUTCFullYear();
  const yearDay = Math.floor((now - Date.UTC(year, 0, 1) / 1000) / DAY) + 1;
  const weekday = (date.getUTCDay() + 6) % 7 + 1;
  // Of a week, the year in which its Thursday lies.
  const thursday = new Date((now + (4 - weekday) * DAY) * 1000);
  const weekYear = thursday.getUTCFullYear();
  const sinceNewYear = (thursday.getTime() - Date.UTC(weekYear, 0, 1)) / 1000 / DAY;
  return {
    years: year,
    months: date.getUTCMonth() + 1,
    monthdays: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds(),
    yeardays: yearDay,
    weekyears: weekYear,
    weeks: Math.floor(sinceNewYear / 7) + 1,
    weekdays: weekday,
    moon: phaseOfTheMoon(year, yearDay),
  };
}

/** `5`, `1-5`, `3-`, `-7`; what is no range is no restriction. */
function isWithin(range: string, field: number): boolean {
  const found = /^\s*(\d+)?(\s*-\s*(\d+)?)?\s*$/.exec(range);
  if (found === null) return true;
  const low = Number(found[1] ?? 0);
  const high = found[2] === undefined ? low : Number(found[3] ?? Infinity);
  return field >= low && field <= high;
}

/** 0: new, 4: full. By the 19 years after which the moon's phases fall on the same days again. */
function phaseOfTheMoon(year: number, yearDay: number): number {
  const golden = year % 19 + 1;
  let epact = (11 * golden + 18) % 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
  return Math.floor(((((yearDay + epact) * 6) + 11) % 177) / 22) & 7;
}
