/** What is promised under one fault, and the words that several faults share. */
import type { FenceProof, Grounds } from "./promise_grounds.ts";

/** A resource that is no clone runs on so many nodes at once, while and after the fault lasts. */
export interface Verdict {
  readonly atMostOne: boolean;
  /** It goes on, or is taken over by itself. */
  readonly atLeastOne: boolean;
  /**
   * A clause that goes on after "if"; null: it needs nothing. Without it there is no holder, and never
   * two, but for a watchdog that is not armed: that keeps nobody from anything.
   */
  readonly provided: string | null;
  /** A clause that goes on after "because". */
  readonly because: string;
  /** Each would promise more, alone or with others. */
  readonly strengthen: readonly string[];
}

export const SECOND_NODE = "a second node";
export const STOP = 'no_quorum = "stop"';
export const THIRD_VOTE = "a third vote: a node, a witness or an [arbiter]";

/** Exactly one holder. */
export const one = (because: string, provided: string | null): Verdict => ({
  atMostOne: true,
  atLeastOne: true,
  provided,
  because,
  strengthen: [],
});

/** At most one. */
export const none = (because: string, strengthen: readonly string[]): Verdict => ({
  atMostOne: true,
  atLeastOne: false,
  provided: null,
  because,
  strengthen,
});

/** At least one. */
export const several = (because: string, strengthen: readonly string[]): Verdict => ({
  atMostOne: false,
  atLeastOne: true,
  provided: null,
  because,
  strengthen,
});

/** Clauses that must all be true. */
export const both = (one: string | null, other: string | null): string | null =>
  [one, other].filter((clause) => clause !== null).join(", and ") || null;

/** What would make fencing count. */
export const fencingFor = ({ fencing }: Grounds): readonly string[] =>
  fencing.kind === "none" ? [fencing.remedy] : [];

/** The condition under which what was fenced is taken over; null: nothing is fenced. */
export const confirmed = ({ fencing }: Grounds): string | null =>
  fencing.kind === "none" ? null : CONFIRMED[fencing.proof];

const CONFIRMED: Readonly<Record<FenceProof, string>> = {
  device: "its fence device confirms it",
  operator: "a device or an operator (hb fence confirm) confirms it",
  watchdog: "its watchdog was armed",
};
