/**
 * The coordinator's last plan, and the one that is being made. Where there is much to plan for, it is
 * made a stage a step, so that keepalives leave on time.
 */
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

/** All that a plan is made of, in short: the same values give the same plan. */
export type Basis = readonly unknown[];

interface Planning {
  readonly basis: Basis;
  readonly input: ScheduleInput;
  readonly stages: Generator<void, Transition>;
}

/** Resources times nodes from which on a plan is made in stages: less than 10 ms of work below. */
const MUCH = 2000;

/** A plan that was begun anew so often is made at once, though a keepalive waits: or it never ends. */
const PATIENCE = 5;

export class Planner {
  #basis: Basis = [];
  #last: Planned | null = null;
  #planning: Planning | null = null;
  #begun = 0;

  get last(): Planned | null {
    return this.#last;
  }

  /** Whether `plan` should be called again soon. */
  get busy(): boolean {
    return this.#planning !== null;
  }

  /** The plan for what is known now; null: it is not finished yet. */
  plan(basis: Basis, input: () => ScheduleInput): Transition | null {
    if (this.#last !== null && isSame(basis, this.#basis)) {
      this.#planning = null;
      return this.#last.transition;
    }
    if (this.#planning === null || !isSame(basis, this.#planning.basis)) {
      this.#begun += 1;
      const known = input();
      if (!isMuch(known) || this.#begun > PATIENCE) {
        return this.#finish(basis, known, schedule(known));
      }
      this.#planning = { basis, input: known, stages: scheduleInStages(known) };
    }
    const { done, value } = this.#planning.stages.next();
    return done ? this.#finish(basis, this.#planning.input, value) : null;
  }

  #finish(basis: Basis, input: ScheduleInput, transition: Transition): Transition {
    this.#basis = basis;
    this.#last = { input, transition };
    this.#planning = null;
    this.#begun = 0;
    return transition;
  }
}

const isMuch = ({ config, nodes }: ScheduleInput): boolean =>
  config.resources.length * nodes.length >= MUCH;

const isSame = (one: Basis, other: Basis): boolean =>
  one.length === other.length && one.every((part, index) => part === other[index]);
