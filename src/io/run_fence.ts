/**
 * Calls fence devices' agents, and says what came of each call.
 *
 * A device does one thing at a time, for many let only one log in. What fences goes before what only
 * asks whether the device works, and ends it where it is under way: a device that hangs in its
 * monitor must not hold up a takeover.
 */
import type { FenceOperation, FenceOutcome } from "../fencing/mod.ts";
import {
  type FenceDeviceName,
  type Instant,
  type Millis,
  refuse,
  type Result,
  since,
} from "../model/mod.ts";
import { runProgram } from "./agent_process.ts";
import { bootNow } from "./clock.ts";
import { fenceAgentCall } from "./fence_agent_call.ts";
import { FenceAgents } from "./fence_agents.ts";
import { failed, type FenceCall, type FenceHost, fenceOutcomeOf } from "./fence_call.ts";
import { fenceCommandCall } from "./fence_command_call.ts";
import { fencePluginCall } from "./fence_plugin_call.ts";

/** One operation, from when it was asked for. */
interface Turn {
  readonly operation: FenceOperation;
  readonly askedAt: Instant;
  /** Aborted: the device is needed for something that cannot wait. */
  readonly controller: AbortController;
}

export class FenceRunner {
  readonly #host: FenceHost;
  readonly #agents: FenceAgents;
  readonly #finished: (id: number, outcome: FenceOutcome, took: Millis) => void;
  /** Of each device the turn under way, then those that wait. */
  readonly #turns = new Map<FenceDeviceName, Turn[]>();

  /** `finished` is called once for every operation that was run, never from within `run`. */
  constructor(
    host: FenceHost,
    finished: (id: number, outcome: FenceOutcome, took: Millis) => void,
  ) {
    this.#host = host;
    this.#agents = new FenceAgents(host);
    this.#finished = finished;
  }

  /** The operation's timeout is counted from now, whatever it has to wait for. */
  run(operation: FenceOperation): void {
    const turn = { operation, askedAt: bootNow(), controller: new AbortController() };
    const turns = this.#turns.get(operation.device.name) ?? [];
    this.#turns.set(operation.device.name, turns);
    const [current] = turns;
    if (current === undefined) {
      turns.push(turn);
      void this.#takeTurns(turns);
      return;
    }
    if (isMonitor(turn)) {
      turns.push(turn);
      return;
    }
    if (isMonitor(current)) current.controller.abort();
    const firstMonitor = turns.findIndex((other, at) => at > 0 && isMonitor(other));
    turns.splice(firstMonitor < 0 ? turns.length : firstMonitor, 0, turn);
  }

  async #takeTurns(turns: Turn[]): Promise<void> {
    for (let turn = turns[0]; turn !== undefined; turn = turns[0]) {
      const outcome = await this.#take(turn);
      turns.shift();
      this.#finished(turn.operation.id, outcome, since(turn.askedAt, bootNow()));
    }
  }

  async #take({ operation, askedAt, controller }: Turn): Promise<FenceOutcome> {
    const left = operation.timeout - since(askedAt, bootNow());
    if (left <= 0) return failed("the device was busy with other calls all the time");
    const outcome = await runFence(
      { ...operation, timeout: left },
      this.#host,
      this.#agents,
      controller.signal,
    );
    return controller.signal.aborted
      ? failed("given up, for a node is to be fenced by it")
      : outcome;
  }
}

const isMonitor = ({ operation }: Turn): boolean => operation.action === "monitor";

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
    ...call.value.input === null ? {} : { input: call.value.input },
    ...signal === undefined ? {} : { signal },
  });
  return fenceOutcomeOf(operation, outcome, nameOf(call.value));
}

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
