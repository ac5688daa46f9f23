/** Asks the agents of the fence-agents package what they can do, each once. */
import { parseMetadata } from "../agent/mod.ts";
import type { Millis } from "../model/mod.ts";
import { runProgram } from "./agent_process.ts";
import { fenceMetadataCall, type FenceTraits, UNKNOWN_TRAITS } from "./fence_agent_call.ts";
import type { FenceHost } from "./fence_call.ts";

const LARGEST_BYTES = 1024 * 1024;

export class FenceAgents {
  readonly #host: FenceHost;
  readonly #known = new Map<string, FenceTraits>();

  constructor(host: FenceHost) {
    this.#host = host;
  }

  /** One that does not answer within `bound` is asked again the next time. */
  async traitsOf(name: string, bound: Millis, signal?: AbortSignal): Promise<FenceTraits> {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const traits = await this.#ask(name, bound, signal);
    if (traits === null) return UNKNOWN_TRAITS;
    this.#known.set(name, traits);
    return traits;
  }

  async #ask(name: string, timeout: Millis, signal?: AbortSignal): Promise<FenceTraits | null> {
    const call = fenceMetadataCall(name, this.#host);
    const outcome = await runProgram(call, {
      timeout,
      keep: "stdout",
      keptBytes: LARGEST_BYTES,
      ...call.input === null ? {} : { input: call.input },
      ...signal === undefined ? {} : { signal },
    });
    if (outcome.kind !== "exited" || outcome.status !== 0) return null;
    return readTraits(outcome.output);
  }
}

/** Null: that is no meta-data. Of `plug` and its old name `port` the new one is taken. */
export function readTraits(xml: string): FenceTraits | null {
  const metadata = parseMetadata(xml);
  if (!metadata.ok) return null;
  const names = metadata.value.parameters.map(({ name }) => name);
  const plug = ["plug", "port"].filter((name) => names.includes(name)).slice(0, 1);
  return { plug, actions: metadata.value.actions.map(({ name }) => name) };
}
