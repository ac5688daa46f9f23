/**
 * Calls fence devices' agents, and says what came of each call.
 *
 * Whoever asks sees to it that a device does one thing at a time, but for this: what fences ends a
 * monitor that is under way. A device that hangs in its monitor must not hold up a takeover, and many
 * let only one log in.
 */
import type { FenceOperation, FenceOutcome } from "../fencing/mod.ts";
import {
  type FenceDeviceConfig,
  type FenceDeviceName,
  type Millis,
  refuse,
  type Result,
  secretsAmong,
  since,
} from "../model/mod.ts";
import { runProgram } from "./agent_process.ts";
import { bootNow } from "./clock.ts";
import { fenceAgentCall } from "./fence_agent_call.ts";
import { FenceAgents } from "./fence_agents.ts";
import { failed, type FenceCall, type FenceHost, fenceOutcomeOf } from "./fence_call.ts";
import { fenceCommandCall } from "./fence_command_call.ts";
import { fencePluginCall } from "./fence_plugin_call.ts";

interface Monitor {
  readonly controller: AbortController;
  readonly ended: Promise<FenceOutcome>;
}

export class FenceRunner {
  readonly #host: FenceHost;
  readonly #agents: FenceAgents;
  readonly #finished: (id: number, outcome: FenceOutcome, took: Millis) => void;
  readonly #monitors = new Map<FenceDeviceName, Monitor>();

  /** `finished` is called once for every operation that was run, never from within `run`. */
  constructor(
    host: FenceHost,
    finished: (id: number, outcome: FenceOutcome, took: Millis) => void,
  ) {
    this.#host = host;
    this.#agents = new FenceAgents(host);
    this.#finished = finished;
  }

  run(operation: FenceOperation): void {
    const start = bootNow();
    const ended = operation.action === "monitor"
      ? this.#monitor(operation)
      : this.#fence(operation);
    ended.then((outcome) => this.#finished(operation.id, outcome, since(start, bootNow())));
  }

  async #monitor(operation: FenceOperation): Promise<FenceOutcome> {
    const { name } = operation.device;
    const controller = new AbortController();
    const ended = runFence(operation, this.#host, this.#agents, controller.signal);
    this.#monitors.set(name, { controller, ended });
    const outcome = await ended;
    if (this.#monitors.get(name)?.controller === controller) this.#monitors.delete(name);
    return controller.signal.aborted ? failed("given up, for it was to fence a node") : outcome;
  }

  async #fence(operation: FenceOperation): Promise<FenceOutcome> {
    const monitor = this.#monitors.get(operation.device.name);
    monitor?.controller.abort();
    await monitor?.ended;
    return await runFence(operation, this.#host, this.#agents);
  }
}

/** How much of an operation's time its agent has to say what it can do. */
const METADATA_SHARE = 0.25;

/** Runs one operation to its end. Never rejects. */
export async function runFence(
  operation: FenceOperation,
  host: FenceHost,
  agents = new FenceAgents(host),
  signal?: AbortSignal,
): Promise<FenceOutcome> {
  const start = bootNow();
  const call = await callOf(operation, host, agents, signal);
  if (!call.ok) return failed(call.problem);
  const outcome = await runProgram(call.value, {
    timeout: Math.max(0, operation.timeout - since(start, bootNow())),
    secrets: secretsOf(operation.device),
    ...call.value.input === null ? {} : { input: call.value.input },
    ...signal === undefined ? {} : { signal },
  });
  return fenceOutcomeOf(operation, outcome, nameOf(call.value));
}

const secretsOf = ({ agent, params }: FenceDeviceConfig): readonly string[] =>
  secretsAmong(
    agent.kind === "command" ? { ...params, command: agent.command.join(" ") } : params,
  );

/** The problem is why there is nothing to call. */
async function callOf(
  operation: FenceOperation,
  host: FenceHost,
  agents: FenceAgents,
  signal?: AbortSignal,
): Promise<Result<FenceCall, string>> {
  const { agent } = operation.device;
  switch (agent.kind) {
    case "fence": {
      const bound = operation.timeout * METADATA_SHARE;
      const traits = await agents.traitsOf(agent.name, bound, signal);
      return fenceAgentCall(agent.name, operation, traits, host);
    }
    case "stonith":
      return fencePluginCall(agent.name, operation, host);
    case "command":
      return fenceCommandCall(agent.command, operation, host);
    case "manual":
      return refuse("an operator is the device: hb fence confirm NODE");
    case "watchdog":
      return refuse("the node's own watchdog is the device");
  }
}

const nameOf = ({ programs: [program] }: FenceCall): string =>
  program.slice(program.lastIndexOf("/") + 1);
