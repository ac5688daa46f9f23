/**
 * The calls for nodes that this node has made. What failed again as it did before is kept once, for a
 * device that is broken for a night is called a thousand times; of the rest the oldest go first. All
 * of it travels in this node's report.
 */
import {
  clip,
  compareEpochs,
  type FenceAttempt,
  type InstructionId,
  LONGEST_REASON,
  type Millis,
} from "../model/mod.ts";

const KEPT = 24;
/** Orders of one epoch; one that comes after so many others is not news. */
const REMEMBERED = 1000;

export class Attempts {
  #all: readonly FenceAttempt[];
  /** The last order, and the serials of its epoch's before it. */
  #latest: InstructionId | null = null;
  readonly #serials = new Set<number>();
  #forgotten = -1;

  /** What was under way when this node's last life ended was cut short with it. */
  constructor(saved: readonly FenceAttempt[]) {
    this.#all = saved.slice(-KEPT).map((attempt) =>
      attempt.state === "underWay"
        ? { ...clipped(attempt), state: "failed", why: "hb ended on this node meanwhile" }
        : clipped(attempt)
    );
    for (const { id } of this.#all) this.#remember(id);
  }

  /** Oldest first. */
  get all(): readonly FenceAttempt[] {
    return this.#all;
  }

  /** Whether this order has been taken, or another coordinator has spoken since. */
  knows({ epoch, serial }: InstructionId): boolean {
    const order = compareEpochs(epoch, this.#latest?.epoch ?? null);
    return order < 0 || order === 0 && (serial <= this.#forgotten || this.#serials.has(serial));
  }

  #remember(id: InstructionId): void {
    const order = compareEpochs(id.epoch, this.#latest?.epoch ?? null);
    if (order < 0) return;
    if (order > 0) {
      this.#serials.clear();
      this.#forgotten = -1;
    }
    this.#latest = id;
    this.#serials.add(id.serial);
    if (this.#serials.size <= REMEMBERED) return;
    this.#forgotten = Math.min(...this.#serials);
    this.#serials.delete(this.#forgotten);
  }

  begin(attempt: FenceAttempt): void {
    this.#remember(attempt.id);
    this.#all = [...this.#all, clipped(attempt)];
    const oldest = this.#all.find(({ state }) => state !== "underWay");
    if (this.#all.length > KEPT) this.#all = this.#all.filter((each) => each !== oldest);
  }

  /** The attempt as it ended; null: it had ended before. */
  end(
    id: InstructionId,
    state: "done" | "failed",
    why: string,
    took: Millis,
  ): FenceAttempt | null {
    const before = this.#all.find((attempt) =>
      attempt.state === "underWay" && isSameOrder(attempt.id, id)
    );
    if (before === undefined) return null;
    const ended = clipped({ ...before, state, why, took });
    this.#all = this.#all.filter((each) => !saysTheSame(each, ended))
      .map((each) => each === before ? ended : each);
    return ended;
  }
}

/** The others refuse longer texts. */
const clipped = (attempt: FenceAttempt): FenceAttempt => ({
  ...attempt,
  why: clip(attempt.why, LONGEST_REASON),
  because: clip(attempt.because, LONGEST_REASON),
});

const saysTheSame = (one: FenceAttempt, other: FenceAttempt): boolean =>
  one.state === "failed" && other.state === "failed" && one.why === other.why &&
  one.device === other.device && one.target === other.target && one.action === other.action;

export const isSameOrder = (one: InstructionId, other: InstructionId): boolean =>
  one.serial === other.serial && compareEpochs(one.epoch, other.epoch) === 0;
