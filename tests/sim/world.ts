/** What is really so on a host, whatever the daemon on it believes: processes, disk, power. */
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import type { Instant, Random, ResourceId } from "../../src/model/mod.ts";
import type { SavedState } from "../../src/node/mod.ts";

export interface Disk {
  generation: number;
  saved: SavedState | null;
}

/** What outlives a daemon but not a boot. */
interface Runtime {
  lease: Instant | null;
}

/** How the agents of one run behave. */
export interface AgentTemper {
  /** The longest that a start, and that a stop, takes. */
  readonly slowestStart: number;
  readonly slowestStop: number;
  readonly startFails: number;
  /** What agents of promotable clones give their nodes when they have started; absent: nothing. */
  readonly scores?: readonly number[];
}

export class Host {
  readonly running = new Set<ResourceId>();
  /** Of what is running. */
  readonly promoted = new Set<ResourceId>();
  readonly disk: Disk = { generation: 0, saved: null };
  /** When the agent that runs for a resource, be it for a daemon long dead, is done. */
  readonly busyUntil = new Map<ResourceId, Instant>();
  readonly runtime: Runtime = { lease: null };
  boots = 0;
  /** From now on nothing fails any more. */
  reliable = false;

  constructor(private readonly random: Random, private readonly temper: AgentTemper) {}

  get boot(): string {
    return `boot ${this.boots}`;
  }

  /** Power is lost: nothing runs any more. */
  crash(): void {
    this.running.clear();
    this.promoted.clear();
    this.busyUntil.clear();
    this.runtime.lease = null;
    this.boots += 1;
  }

  duration({ action }: Operation): number {
    const { slowestStart, slowestStop } = this.temper;
    switch (action) {
      case "start":
      case "promote":
      case "migrate_to":
      case "migrate_from":
        return this.random.between(1, slowestStart);
      case "stop":
      case "demote":
        return this.random.between(1, slowestStop);
      case "probe":
      case "monitor":
      case "notify":
      case "reload":
      case "announce":
        return this.random.between(1, 10);
    }
  }

  #fails(): boolean {
    return this.random.chance(this.temper.startFails) && !this.reliable;
  }

  /** The promotion score that the agent sets at the end of the operation; null: it says nothing of it. */
  scoreAfter({ action, meta }: Operation, outcome: Outcome): string | null {
    const { scores } = this.temper;
    if (scores === undefined || action !== "start" || meta["promotable"] !== "true") return null;
    return outcome.kind === "exited" && outcome.status === 0
      ? String(this.random.pick(scores))
      : null;
  }

  /** Carries the operation out; its end is what the agent would report. */
  perform({ action, resource }: Operation): Outcome {
    switch (action) {
      case "start":
        if (this.#fails()) return exited(1);
        this.running.add(resource.id);
        return exited(0);
      case "stop":
        this.running.delete(resource.id);
        this.promoted.delete(resource.id);
        return exited(0);
      case "probe":
      case "monitor":
        if (this.promoted.has(resource.id)) return exited(8);
        return exited(this.running.has(resource.id) ? 0 : 7);
      case "promote":
        if (!this.running.has(resource.id)) return exited(7);
        this.promoted.add(resource.id);
        return exited(0);
      case "demote":
        this.promoted.delete(resource.id);
        return exited(this.running.has(resource.id) ? 0 : 7);
      // Whoever is told to take it over has it when the source has let it go.
      case "migrate_to":
        if (!this.running.has(resource.id)) return exited(1);
        this.running.delete(resource.id);
        return exited(0);
      case "migrate_from":
        this.running.add(resource.id);
        return exited(0);
      case "notify":
      case "reload":
      case "announce":
        return exited(0);
    }
  }
}

export const exited = (status: number): Outcome => ({
  kind: "exited",
  status,
  output: "",
  notes: [],
});
