/** What is really so on a host, whatever the daemon on it believes: processes, disk, power, clock. */
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import type {
  AgentAction,
  ClusterConfig,
  Instant,
  LeaseLeft,
  Millis,
  Random,
  ResourceId,
} from "../../src/model/mod.ts";
import type { KeptConfig, SavedState } from "../../src/node/mod.ts";
import type { HostClock } from "./clock.ts";

export interface Disk {
  generation: number;
  saved: SavedState | null;
  /** The configuration in force, as it was kept last. */
  config: KeptConfig | null;
  /** What it had saved before that. */
  before: SavedState | null;
  /** Why it takes nothing any more; null: it does. */
  refuses: string | null;
  /** When it is done with what is being written. */
  busyUntil: Instant;
}

export function write(disk: Disk, state: SavedState): void {
  if (disk.refuses !== null) return;
  disk.before = disk.saved;
  disk.saved = state;
}

/** What outlives a daemon but not a boot. */
interface Runtime {
  lease: LeaseLeft | null;
}

/** How the agents of one run behave. */
export interface AgentTemper {
  /** The longest that a start, and that a stop, takes. */
  readonly slowestStart: number;
  readonly slowestStop: number;
  readonly startFails: number;
  /** What agents of promotable clones give their nodes when they have started; absent: nothing. */
  readonly scores?: readonly number[];
  /** How often an agent that is killed has done its work by then. */
  readonly halfDone?: number;
}

/** hangs: until it is killed. lies: says that it is done, and has done nothing. */
export type Mishap = "fails" | "hangs" | "lies";

/** Nothing happens on the host: a virtual machine is paused, or the host is suspended. */
export interface Frozen {
  readonly since: Instant;
  readonly clock: "stands" | "goes on";
  /** What was to happen meanwhile: its work, by how much later than the beginning; its mail. */
  readonly work: { readonly after: Millis; readonly run: () => void }[];
  readonly mail: (() => void)[];
}

export class Host {
  readonly running = new Set<ResourceId>();
  /** Of what is running. */
  readonly promoted = new Set<ResourceId>();
  /** What still runs although an agent has said that it does not. */
  readonly ghosts = new Set<ResourceId>();
  readonly disk: Disk = {
    generation: 0,
    saved: null,
    config: null,
    before: null,
    refuses: null,
    busyUntil: 0 as Instant,
  };
  /** When the agent that runs for a resource, be it for a daemon long dead, is done. */
  readonly busyUntil = new Map<ResourceId, Instant>();
  /** What cluster.toml has here; null: what the cluster began with. */
  file: ClusterConfig | null = null;
  readonly runtime: Runtime = { lease: null };
  /** What goes wrong here at present: `stop r1`. */
  readonly mishaps = new Map<string, Mishap>();
  /** By how much longer than usual agents take. */
  slowness = 1;
  boots = 0;
  /** Whether there is power: only then can it be started. */
  powered = true;
  /** There was a second host of its name. */
  hadTwin = false;
  /** Nothing brings it back. */
  isLost = false;
  frozen: Frozen | null = null;
  /** Null: it boots as it ought to. */
  putBackTo: string | null = null;
  /** When its watchdog device resets it, if it is not fed; null: it is not armed. */
  resetAt: Instant | null = null;
  /** From now on nothing fails any more. */
  reliable = false;

  constructor(
    private readonly random: Random,
    private readonly temper: AgentTemper,
    readonly clock: HostClock,
  ) {}

  /** A machine that was put back is in the boot that it was in. */
  get boot(): string {
    return this.putBackTo ?? `boot ${this.boots}`;
  }

  /** Nothing runs any more. */
  crash(): void {
    this.running.clear();
    this.promoted.clear();
    this.ghosts.clear();
    this.busyUntil.clear();
    this.runtime.lease = null;
    this.resetAt = null;
    this.frozen = null;
    this.putBackTo = null;
    this.boots += 1;
  }

  mishapOf(action: AgentAction, id: ResourceId): Mishap | null {
    return this.reliable ? null : this.mishaps.get(`${action} ${id.replace(/:\d+$/, "")}`) ?? null;
  }

  duration(operation: Operation): number {
    return this.slowness * this.#usual(operation);
  }

  #usual({ action }: Operation): number {
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

  /** The agent is killed; it may have done its work by then. */
  interrupt(operation: Operation): void {
    const { halfDone = 0 } = this.temper;
    if (halfDone > 0 && this.random.chance(halfDone)) this.#carryOut(operation);
  }

  /** Carries the operation out; its end is what the agent would report. */
  perform(operation: Operation): Outcome {
    const { action, resource: { id } } = operation;
    const mishap = this.mishapOf(action, id);
    if (mishap === null) return this.#carryOut(operation);
    if (mishap === "fails") return exited(1);
    const untrue = action === "stop" ? this.running.has(id) : this.promoted.has(id);
    if (untrue && (action === "stop" || action === "demote")) this.ghosts.add(id);
    return exited(0);
  }

  #carryOut({ action, resource }: Operation): Outcome {
    switch (action) {
      case "start":
        if (this.#fails()) return exited(1);
        this.running.add(resource.id);
        return exited(0);
      case "stop":
        this.running.delete(resource.id);
        this.promoted.delete(resource.id);
        this.ghosts.delete(resource.id);
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
        this.ghosts.delete(resource.id);
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
