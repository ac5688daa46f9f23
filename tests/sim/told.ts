/** What happened, one aligned line an event, so that two runs can be compared line by line. */
import type { Instant } from "../../src/model/mod.ts";
import type { Event } from "../../src/node/mod.ts";
import { describe } from "../../src/status/mod.ts";

/** One line of a log. */
export interface Told {
  readonly at: Instant;
  /** A node, or what else of the world this is about. */
  readonly who: string;
  /** What a node reports, or a sentence. */
  readonly what: Event | string;
}

export const printTold = ({ at, who, what }: Told): string => {
  const text = typeof what === "string" ? what : `· ${describe(what).text}`;
  return `${at.toFixed(2).padStart(12)}  ${who.padEnd(7)} ${text}`;
};
