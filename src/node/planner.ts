/**
 * The coordinator's last plan, and the one that is being made. Where there is much to plan for, it is
 * made a stage a step, so that keepalives leave on time.
 */
import { type Instant, later, type Millis, NEVER, since } from "../model/mod.ts";
import {
  schedule,
  type ScheduleInput,
  scheduleInStages,
  type Transition,
} from "../scheduler/mod.ts";

export interface Planned {
  readonly input: ScheduleInput;
  readonly transition: Transition;
}

/** All that a plan is made of, in short, but for what the last one intends: nothing new, no new plan. */
export type Basis = readonly unknown[];

interface Planning {
  readonly basis: Basis;
  readonly input: ScheduleInput;
  readonly stages: Generator<void, Transition>;
}

/** Resources times nodes from which on a plan is made in stages: less than 10 ms of work below. */
const MUCH = 2000;

/**
 * What changes within this time after a plan is planned for together: a burst of reports is one
 * change. Not where a plan takes less than a millisecond.
 */
const TOGETHER: Millis = 5;
/** Resources times nodes from which on that is so. */
const SOME = 100;

/** A plan that was begun anew so often is made at once, though a keepalive waits: or it never ends. */
const PATIENCE = 5;

export class Planner {
  #basis: Basis = [];
  #last: Planned | null = null;
  #planning: Planning | null = null;
  #begun = 0;
  #plannedAt: Instant | null = null;
  /** Something has changed since the last plan, too soon after it. */
  #waits = false;

  get last(): Planned | null {
    return this.#last;
  }

  /** When `plan` should be called again though nothing has changed. */
  deadline(now: Instant): Instant {
    if (this.#planning !== null) return later(now, 1);
    const due = this.#waits && this.#plannedAt !== null ? later(this.#plannedAt, TOGETHER) : NEVER;
    // A coordinator that still waits for others to join plans when they have.
    return due > now ? due : NEVER;
  }

  /** The plan for what is known now; null: it is not finished yet. */
  plan(basis: Basis, input: () => ScheduleInput, now: Instant): Transition | null {
    this.#waits = false;
    if (this.#last !== null && isSame(basis, this.#basis)) {
      this.#planning = null;
      return this.#last.transition;
    }
    const isSoon = this.#plannedAt !== null && since(this.#plannedAt, now) < TOGETHER;
    this.#waits = this.#planning === null && isSoon && this.#last !== null &&
      sizeOf(this.#last.input) >= SOME;
    if (this.#waits) return null;
    if (this.#planning === null || !isSame(basis, this.#planning.basis)) {
      this.#begun += 1;
      const known = input();
      if (sizeOf(known) < MUCH || this.#begun > PATIENCE) {
        return this.#finish(basis, known, schedule(known), now);
      }
      this.#planning = { basis, input: known, stages: scheduleInStages(known) };
    }
    const { done, value } = this.#planning.stages.next();
    return done ? this.#finish(basis, this.#planning.input, value, now) : null;
  }

  #finish(
    basis: Basis,
    input: ScheduleInput,
    transition: Transition,
    now: Instant,
  ): Transition {
    this.#plannedAt = now;
    this.#basis = basis;
    this.#last = { input, transition };
    this.#planning = null;
    this.#begun = 0;
    return transition;
  }
}

const sizeOf = ({ config, nodes }: ScheduleInput): number => config.resources.length * nodes.length;

const isSame = (one: Basis, other: Basis): boolean =>
  one.length === other.length && one.every((part, index) => part === other[index]);
