/** What came of one run. */
import { Violation } from "./violation.ts";

export interface Run {
  readonly summary: string;
  readonly events: number;
  /** Of the simulation. */
  readonly seconds: number;
  /** What went wrong; null: nothing. */
  readonly violation: string | null;
  readonly log: readonly string[];
}

/** What went wrong, be it a rule that was broken or the engine itself. */
export function attempt(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Violation ? error.message : (error as Error).stack ?? String(error);
  }
}
