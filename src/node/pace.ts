/**
 * How late this node is with its own work, and how much it takes on at a time because of that.
 *
 * Lateness is measured at the engine's own deadlines: by how much later it was woken than it had
 * asked to be. A node that is late makes less work: each time half as many agents at once, down to
 * one; and twice as many again after each deadtime without lateness.
 */
import {
  type ClusterConfig,
  type Event,
  type Instant,
  later,
  type Millis,
  NEVER,
  RecentWorst,
  since,
} from "../model/mod.ts";
import type { SenderPhase } from "../wire/mod.ts";
import type { PaceView } from "./snapshot.ts";

type Config = Pick<ClusterConfig, "keepalive" | "deadtime" | "options">;

/** Lateness that others may notice, as a part of keepalive; half of it is worth slowing down for. */
const NOTICED = 0.5;
const SLOWING = 0.25;

/** How often it is told. */
const TOLD_EVERY: Millis = 60_000;

export class Pace {
  readonly #worst = new RecentWorst();
  /** By how many halves it has slowed down. */
  #halves = 0;
  #changedAt: Instant = NEVER;
  #toldAt: Instant = NEVER;
  #untold: Millis = 0;

  constructor(private readonly processors: number) {}

  /** It was woken late by so much. */
  note(late: Millis, { keepalive }: Config, now: Instant): readonly Event[] {
    if (late <= 0) return [];
    this.#worst.note(late, now);
    if (late <= keepalive * SLOWING) return [];
    if (this.#changedAt === NEVER || since(this.#changedAt, now) >= keepalive) {
      this.#halves += 1;
      this.#changedAt = now;
    }
    if (late <= keepalive * NOTICED) return [];
    this.#untold = Math.max(this.#untold, late);
    if (this.#toldAt !== NEVER && now < later(this.#toldAt, TOLD_EVERY)) return [];
    this.#toldAt = now;
    const by = this.#untold;
    this.#untold = 0;
    return [{ kind: "heldUp", by }];
  }

  view(phase: SenderPhase, config: Config, now: Instant): PaceView {
    const agentsAtOnce = this.agentsAtOnce(phase, config, now);
    return { worstLateness: this.#worst.at(now), agentsAtOnce };
  }

  /**
   * Twice the processors, as Pacemaker has it, unless node_action_limit says otherwise; less while
   * it is late. What must be let go of waits for nothing.
   */
  agentsAtOnce(phase: SenderPhase, { deadtime, options }: Config, now: Instant): number {
    if (phase === "lettingGo") return Infinity;
    const most = options.nodeActionLimit > 0 ? options.nodeActionLimit : 2 * this.processors;
    this.#halves = Math.min(this.#halves, Math.ceil(Math.log2(most)));
    while (this.#halves > 0 && since(this.#changedAt, now) >= deadtime) {
      this.#halves -= 1;
      this.#changedAt = later(this.#changedAt, deadtime);
    }
    return Math.max(1, Math.floor(most / 2 ** this.#halves));
  }
}
