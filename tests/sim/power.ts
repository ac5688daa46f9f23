/** Fence devices: what comes of a call of one, and when. What they do to hosts, they really do. */
import type { FenceOperation, FenceOutcome } from "../../src/fencing/mod.ts";
import type { FenceDeviceName, Millis, NodeName, Random } from "../../src/model/mod.ts";

/**
 * works. fails: at once, and does nothing. dead: does not answer. late: acts, and answers after its
 * time is up. mute: acts at once, and its answer is lost.
 */
export const MOODS = ["works", "fails", "dead", "late", "mute"] as const;
export type Mood = typeof MOODS[number];

/** When the device acts (null: never), and when its agent ends and says what. */
export interface Course {
  readonly actsAfter: Millis | null;
  readonly endsAfter: Millis;
  /** Null: as the device has acted. */
  readonly answer: FenceOutcome | null;
}

export class Devices {
  readonly moods = new Map<FenceDeviceName, Mood>();
  /** `ipmi<n1`: n1 does not reach the device. */
  readonly unreached = new Set<string>();

  constructor(
    private readonly random: Random,
    /** How long a device takes at most. */
    private readonly slowest: Millis,
  ) {}

  mend(): void {
    this.moods.clear();
    this.unreached.clear();
  }

  /** How long a call that succeeds takes. */
  duration(): Millis {
    return this.slowest * this.random.next();
  }

  course({ device: { name }, timeout }: FenceOperation, by: NodeName): Course {
    const mood = this.unreached.has(`${name}<${by}`) ? "dead" : this.moods.get(name) ?? "works";
    const soon = this.duration();
    const timedOut = { endsAfter: timeout, answer: failed(`no answer after ${timeout} ms`) };
    switch (mood) {
      case "works":
        return { actsAfter: soon / 2, endsAfter: soon, answer: null };
      case "fails":
        return { actsAfter: null, endsAfter: soon, answer: failed("the device refuses") };
      case "dead":
        return { actsAfter: null, ...timedOut };
      case "late":
        return { actsAfter: timeout * (0.5 + this.random.next()), ...timedOut };
      case "mute":
        return { actsAfter: soon, ...timedOut };
    }
  }
}

const failed = (why: string): FenceOutcome => ({ kind: "failed", why });
