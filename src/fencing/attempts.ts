/** The calls for nodes that this node has made: bounded, the oldest that have ended go first. */
import { compareEpochs, type FenceAttempt, type InstructionId, type Millis } from "../model/mod.ts";

const KEPT = 40;

export class Attempts {
  #all: readonly FenceAttempt[];
  /** The latest order whose attempt is kept no more: whatever is not later has been carried out. */
  #forgotten: InstructionId | null = null;

  /** What was under way when this node's last life ended was cut short with it. */
  constructor(saved: readonly FenceAttempt[]) {
    this.#all = saved.slice(-KEPT).map((attempt) =>
      attempt.state === "underWay"
        ? { ...attempt, state: "failed", why: "hb ended on this node meanwhile" }
        : attempt
    );
  }

  /** Oldest first. */
  get all(): readonly FenceAttempt[] {
    return this.#all;
  }

  knows(id: InstructionId): boolean {
    if (this.#forgotten !== null && compareIds(id, this.#forgotten) <= 0) return true;
    return this.#all.some((attempt) => compareIds(attempt.id, id) === 0);
  }

  begin(attempt: FenceAttempt): void {
    this.#all = [...this.#all, attempt];
    while (this.#all.length > KEPT) {
      const oldest = this.#all.find(({ state }) => state !== "underWay");
      if (oldest === undefined) return;
      this.#all = this.#all.filter((each) => each !== oldest);
      if (this.#forgotten === null || compareIds(oldest.id, this.#forgotten) > 0) {
        this.#forgotten = oldest.id;
      }
    }
  }

  /** The attempt as it ended; null: it had ended before. */
  end(
    id: InstructionId,
    state: "done" | "failed",
    why: string,
    took: Millis,
  ): FenceAttempt | null {
    const before = this.#all.find((attempt) =>
      attempt.state === "underWay" && compareIds(attempt.id, id) === 0
    );
    if (before === undefined) return null;
    const ended = { ...before, state, why, took };
    this.#all = this.#all.map((attempt) => attempt === before ? ended : attempt);
    return ended;
  }
}

/** Negative where `one` is the older. */
export const compareIds = (one: InstructionId, other: InstructionId): number =>
  compareEpochs(one.epoch, other.epoch) || one.serial - other.serial;
