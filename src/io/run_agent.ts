/** Runs agents' operations, whatever their class, and says how each has ended. */
import {
  type AgentHost,
  type Inquiry,
  inquiryOf,
  invocationOf,
  type Operation,
  type Outcome,
} from "../agent/mod.ts";
import type { Millis, ResourceConfig } from "../model/mod.ts";
import { runProgram } from "./agent_process.ts";
import { bootNow } from "./clock.ts";
import { runVip } from "./vip.ts";
import { within } from "./within.ts";

export class AgentRunner {
  readonly #host: AgentHost;
  readonly #finished: (id: number, outcome: Outcome, took: Millis) => void;
  readonly #running = new Map<number, AbortController>();

  /** `finished` is called once for every operation that was run, never from within `run`. */
  constructor(
    host: AgentHost,
    finished: (id: number, outcome: Outcome, took: Millis) => void,
  ) {
    this.#host = host;
    this.#finished = finished;
  }

  run(operation: Operation): void {
    const controller = new AbortController();
    this.#running.set(operation.id, controller);
    const start = bootNow();
    runOperation(operation, this.#host, controller.signal).then((outcome) => {
      this.#running.delete(operation.id);
      this.#finished(operation.id, outcome, bootNow() - start);
    });
  }

  /** Ends an operation as if its time were up. No harm where it has ended already. */
  cancel(id: number): void {
    this.#running.get(id)?.abort();
  }
}

/** Runs one operation to its end. Never rejects. */
export async function runOperation(
  operation: Operation,
  host: AgentHost,
  signal?: AbortSignal,
): Promise<Outcome> {
  if (operation.resource.agent.class === "hb") return await runBuiltIn(operation, signal);
  const invocation = invocationOf(operation, host);
  if (invocation === null) return DONE;
  const bound = signal === undefined ? {} : { signal };
  return await runProgram(invocation, { timeout: operation.timeout, ...bound });
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
  return await runProgram(
    invocation,
    inquiry === "meta-data" ? { timeout, keep: "stdout", keptBytes: 1024 * 1024 } : { timeout },
  );
}

const DONE: Outcome = { kind: "exited", status: 0, output: "", notes: [] };

async function runBuiltIn(operation: Operation, signal?: AbortSignal): Promise<Outcome> {
  const controller = new AbortController();
  const start = bootNow();
  const running = runVip(operation, controller.signal)
    .catch((error): Outcome => ({ kind: "notSpawned", why: String(error), transient: true }));
  const outcome = await within(operation.timeout, running, signal);
  if (outcome !== null) return outcome;
  controller.abort();
  return { kind: "timedOut", after: bootNow() - start, output: "" };
}
