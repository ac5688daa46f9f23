/** Runs agents' operations, whatever their class, and says how each has ended. */
import {
  type AgentHost,
  type Inquiry,
  inquiryOf,
  invocationOf,
  type Operation,
  type Outcome,
} from "../agent/mod.ts";
import {
  type AgentAction,
  later,
  type Millis,
  type ResourceConfig,
  type ResourceId,
  secretsAmong,
} from "../model/mod.ts";
import { type ProcessOptions, runProgram } from "./agent_process.ts";
import { bootNow } from "./clock.ts";
import { LeftoverAgents } from "./leftover_agents.ts";
import { endStragglers, newMark } from "./stragglers.ts";
import { runVip } from "./vip.ts";
import { within } from "./within.ts";

export class AgentRunner {
  readonly #host: AgentHost;
  readonly #finished: (id: number, outcome: Outcome, took: Millis) => void;
  readonly #running = new Map<number, AbortController>();
  readonly #leftovers: LeftoverAgents;
  /** The marks of runs whose time was up, and of what they may have left that is the service. */
  readonly #spared = new Map<ResourceId, readonly string[]>();

  /** `finished` is called once for every operation that was run, never from within `run`. */
  constructor(
    host: AgentHost,
    finished: (id: number, outcome: Outcome, took: Millis) => void,
  ) {
    this.#host = host;
    this.#finished = finished;
    this.#leftovers = new LeftoverAgents(host.stateDir);
  }

  run(operation: Operation): void {
    const controller = new AbortController();
    this.#running.set(operation.id, controller);
    const start = bootNow();
    this.#runAlone(operation, controller.signal).then((outcome) => {
      this.#running.delete(operation.id);
      this.#finished(operation.id, outcome, bootNow() - start);
    });
  }

  /** After whatever an earlier life of this daemon still does to the resource. */
  async #runAlone(operation: Operation, signal: AbortSignal): Promise<Outcome> {
    const { resource: { id }, action } = operation;
    await this.#leftovers.settle(id, signal);
    const spared = LEAVES_SERVICE.has(action) ? { sparedMark: newMark() } : {};
    const changes = action === "start" || action === "stop";
    const until = later(bootNow(), operation.timeout);
    const spawned = (pid: number) => changes ? this.#leftovers.note(id, pid, until) : undefined;
    const outcome = await runOperation(operation, this.#host, { signal, spawned, ...spared });
    if (changes) this.#leftovers.forget(id);
    const { sparedMark: mark } = spared;
    if (outcome.kind === "timedOut" && mark !== undefined) {
      this.#spared.set(id, [...this.#spared.get(id) ?? [], mark]);
    }
    if (action === "stop" && outcome.kind === "exited" && outcome.status === 0) {
      await this.#endSpared(id);
    }
    return outcome;
  }

  /** It is stopped, so what they have left is not the service: it would go on behind its back. */
  async #endSpared(id: ResourceId): Promise<void> {
    const marks = this.#spared.get(id) ?? [];
    this.#spared.delete(id);
    for (const mark of marks) await endStragglers(mark);
  }

  /** Ends an operation as if its time were up. No harm where it has ended already. */
  cancel(id: number): void {
    this.#running.get(id)?.abort();
  }
}

/** Actions after which the service may run, as a process that has left the agent's group. */
const LEAVES_SERVICE: ReadonlySet<AgentAction> = new Set([
  "start",
  "promote",
  "reload",
  "migrate_from",
]);

/**
 * Runs one operation to its end. Never rejects. While the host lacks what it needs to begin, it
 * tries again, for as long as the operation may take.
 */
export async function runOperation(
  operation: Operation,
  host: AgentHost,
  options: RunOptions = {},
): Promise<Outcome> {
  const until = later(bootNow(), operation.timeout - AGAIN_AFTER);
  for (;;) {
    const outcome = await runOnce(operation, host, options);
    const isBegun = outcome.kind !== "notSpawned" || outcome.transient !== true;
    if (isBegun || bootNow() >= until) return outcome;
    await within(AGAIN_AFTER, new Promise<never>(() => {}), options.signal);
    if (options.signal?.aborted) return outcome;
  }
}

type RunOptions = Pick<ProcessOptions, "signal" | "spawned" | "sparedMark">;

const AGAIN_AFTER: Millis = 250;

async function runOnce(
  operation: Operation,
  host: AgentHost,
  options: RunOptions,
): Promise<Outcome> {
  if (operation.resource.agent.class === "hb") return await runBuiltIn(operation, options.signal);
  const invocation = invocationOf(operation, host);
  if (invocation === null) return DONE;
  const { timeout, resource, secrets: named } = operation;
  const secrets = secretsOf(resource, named);
  return await runProgram(invocation, { timeout, secrets, ...options });
}

/**
 * Asks an OCF agent about itself or its parameters; null for classes that cannot be asked. Of what
 * it says, standard output alone and up to 1 MiB is kept for `meta-data`.
 */
export async function runInquiry(
  resource: ResourceConfig,
  inquiry: Inquiry,
  host: AgentHost,
  timeout: Millis,
): Promise<Outcome | null> {
  const invocation = inquiryOf(resource, inquiry, host);
  if (invocation === null) return null;
  if (inquiry !== "meta-data") {
    return await runProgram(invocation, { timeout, secrets: secretsOf(resource) });
  }
  return await runProgram(invocation, { timeout, keep: "stdout", keptBytes: 1024 * 1024 });
}

const secretsOf = ({ agent, params }: ResourceConfig, named: readonly string[] = []) =>
  secretsAmong(
    agent.class === "heartbeat" ? { ...params, args: agent.args.join(" ") } : params,
    named,
  );

const DONE: Outcome = { kind: "exited", status: 0, output: "", notes: [] };

async function runBuiltIn(operation: Operation, signal?: AbortSignal): Promise<Outcome> {
  const controller = new AbortController();
  const start = bootNow();
  const running = runVip(operation, controller.signal)
    .catch((error): Outcome => ({ kind: "exited", status: 1, output: String(error), notes: [] }));
  const outcome = await within(operation.timeout, running, signal);
  if (outcome !== null) return outcome;
  controller.abort();
  return { kind: "timedOut", after: bootNow() - start, output: "" };
}
