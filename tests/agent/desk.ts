/** A ledger with somebody who runs its agents: operations begun, ended by the test. */
import {
  type AgentAction,
  type Epoch,
  type Event,
  instant,
  nodeName,
  type OrderAction,
  type ResourceConfig,
  type ResourceId,
  resourceId,
} from "../../src/model/mod.ts";
import {
  type CloneTraits,
  Ledger,
  type LedgerRules,
  type Operation,
  type Outcome,
  type SavedResources,
} from "../../src/agent/mod.ts";
import { resource } from "./agents.ts";

export const exited = (status: number, output = ""): Outcome => ({
  kind: "exited",
  status,
  output,
  notes: [],
});
export const OK = exited(0);
export const ERROR = exited(1);
export const NOT_RUNNING = exited(7);
export const NOT_INSTALLED = exited(5);

/** A Dummy, with a monitor every 10 s unless told otherwise. */
export const dummy = (name: string, changes: Partial<ResourceConfig> = {}): ResourceConfig => ({
  ...resource("ocf:heartbeat:Dummy"),
  id: resourceId(name),
  monitors: [{ interval: 10_000, depth: 0, role: null }],
  ...changes,
});

export const epoch = (counter: number): Epoch => ({ counter, node: nodeName("n1"), generation: 1 });

/** Dummy can take a new `reloadable` without a restart. */
const AGENTS: LedgerRules["agents"] = new Map([
  ["ocf:heartbeat:Dummy", {
    timeouts: {},
    reload: { action: "reload-agent", parameters: new Set(["reloadable"]) },
    secrets: ["pin"],
  }],
]);

export class Desk {
  readonly ledger: Ledger;
  /** Operations that have begun and not ended. */
  readonly running = new Map<number, Operation>();
  readonly begun: string[] = [];
  readonly cancelled: number[] = [];
  readonly events: Event[] = [];
  now = 0;
  #serial = 0;

  constructor(
    resources: readonly ResourceConfig[],
    saved: SavedResources = {},
    private readonly clone: CloneTraits | null = null,
    private readonly startFailureIsFatal = true,
  ) {
    this.ledger = new Ledger(
      this.#rules(resources),
      saved,
      ({ id, params }) => JSON.stringify([id, params]),
    );
  }

  /** All probed and found stopped. */
  static idle(...resources: readonly ResourceConfig[]): Desk {
    const desk = new Desk(resources);
    desk.tick();
    while (desk.running.size > 0) {
      desk.end(NOT_RUNNING);
      desk.tick();
    }
    return desk.clear();
  }

  /** All started. */
  static busy(...resources: readonly ResourceConfig[]): Desk {
    const desk = Desk.idle(...resources);
    for (const { id } of resources) {
      desk.order(id, "start");
      desk.end(OK);
    }
    return desk.clear();
  }

  #rules(resources: readonly ResourceConfig[]): LedgerRules {
    const instances = resources.map((each) => [each, this.clone] as const);
    const { startFailureIsFatal } = this;
    return { instances, agents: AGENTS, areAgentsKnown: true, startFailureIsFatal };
  }

  configure(...resources: readonly ResourceConfig[]): this {
    this.ledger.configure(this.#rules(resources), instant(this.now));
    return this;
  }

  /** How many agents may be at work. */
  atOnce(limit: number): this {
    this.ledger.agentsAtOnce = limit;
    return this;
  }

  clear(): this {
    this.begun.length = 0;
    this.events.length = 0;
    return this;
  }

  tick(now = this.now): this {
    this.now = now;
    this.ledger.tick(instant(now));
    return this.#drain();
  }

  order(
    id: string,
    action: OrderAction,
    serial = ++this.#serial,
    counter = 1,
    meta: Readonly<Record<string, string>> = {},
  ): this {
    this.ledger.order(resourceId(id), action, { epoch: epoch(counter), serial }, meta);
    return this.#drain();
  }

  letGo(...sequences: readonly (readonly ResourceId[])[]): boolean {
    const done = this.ledger.letGo(sequences, () => false);
    this.#drain();
    return done;
  }

  /** Ends the operation begun last, or the one with this id. */
  end(outcome: Outcome, id = [...this.running.keys()].at(-1)): this {
    if (id === undefined) throw new Error("nothing runs");
    this.running.delete(id);
    this.ledger.finished(id, outcome, 0, 1, instant(this.now));
    return this.#drain();
  }

  of(id: string) {
    const { resources } = this.ledger.changesSince(0, instant(this.now));
    const report = resources[resourceId(id)];
    if (report === undefined) throw new Error(`no ${id}`);
    return report;
  }

  state(id: string): string {
    return this.of(id).state;
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind);
  }

  #drain(): this {
    for (const effect of this.ledger.drain(instant(this.now))) {
      switch (effect.kind) {
        case "runAgent": {
          const { operation } = effect;
          this.running.set(operation.id, operation);
          this.begun.push(shortly(operation));
          break;
        }
        case "cancelAgent":
          this.cancelled.push(effect.operation);
          break;
        case "report":
          this.events.push(effect.event);
          break;
      }
    }
    return this;
  }
}

const shortly = ({ action, depth, resource }: Operation & { readonly action: AgentAction }) =>
  `${action}${depth === 0 ? "" : depth} ${resource.id}`;
