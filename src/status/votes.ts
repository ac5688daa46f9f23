/** What is said of votes and quorum, in all views alike. */
import type { Snapshot } from "../node/mod.ts";
import { count, listOf } from "./words.ts";

/** `2 of 3 votes, wait_for_all waits for n3` */
export function votesWord({ votes, of, waitsFor }: Snapshot["quorum"]): string {
  const waits = waitsFor.length === 0 ? "" : `, wait_for_all waits for ${listOf(waitsFor)}`;
  return `${votes} of ${count(of, "vote")}${waits}`;
}

/** `n1 has 2 votes`, for each that has not one. */
export const unequalVotes = ({ nodes }: Snapshot): readonly string[] =>
  nodes.filter(({ votes }) => votes !== 1)
    .map(({ name, votes }) => `${name} has ${count(votes, "vote")}`);
