/** Plays all pairs of a lasting fault and an event, and prints those that are not as promised. */
import {
  casesOf,
  type Column,
  COLUMNS,
  describeCase,
  type PairCase,
  sampleOf,
} from "./pair_cases.ts";
import { playPair } from "./play_pair.ts";

/** `named`: a column, `COLUMN:N` for one case with all that happens in it, or all. */
export function playAllPairs(named: string, sampled: number | null): number {
  const [column, number] = named.split(":");
  if (number !== undefined) return tellCase(casesOf(column as Column)[Number(number)]);
  let bad = 0, runs = 0, missed = 0;
  const tally: string[] = [];
  for (const each of COLUMNS.filter((one) => named === "all" || one === named)) {
    const cases = sampled === null ? casesOf(each) : sampleOf(each, sampled);
    const outcomes = cases.map(outcomeOf);
    const count = (of: Outcome) => outcomes.filter((outcome) => outcome === of).length;
    tally.push(
      `${each.padEnd(16)}${count("kept")} as promised, ${count("broken")} not, ` +
        `${count("not placed")} could not be had`,
    );
    runs += cases.length;
    bad += count("broken");
    missed += count("not placed");
  }
  console.log([...tally, `${runs - bad - missed} passed, ${bad} failed`].join("\n"));
  return bad === 0 ? 0 : 1;
}

type Outcome = "kept" | "broken" | "not placed";

function outcomeOf(one: PairCase): Outcome {
  const { placed, violation } = playPair(one);
  if (!placed) return "not placed";
  if (violation === null) return "kept";
  const number = casesOf(one.column).findIndex((each) => describeCase(each) === describeCase(one));
  console.log(`${describeCase(one)}: ${violation}\n  deno task sim pairs ${one.column}:${number}`);
  return "broken";
}

function tellCase(one: PairCase | undefined): number {
  if (one === undefined) return 1;
  const { log, violation } = playPair(one, true);
  console.log([...log, describeCase(one), violation ?? "as promised"].join("\n"));
  return violation === null ? 0 : 1;
}
