/** Asks the OCF agents of a configuration how long their actions may take. */
import {
  advisedTimeouts,
  type AgentHost,
  type AgentTimeouts,
  parseMetadata,
} from "../agent/mod.ts";
import { formatAgentRef, type Millis, type ResourceConfig } from "../model/mod.ts";
import { runInquiry } from "./run_agent.ts";

/** At the same time: agents are shell scripts, and the host has other things to do at a start. */
const AT_ONCE = 4;

/**
 * Runs `meta-data` once for each different agent; one that is missing, takes longer than `bound` or
 * answers nonsense has no timeouts of its own.
 */
export async function loadMetadata(
  resources: readonly ResourceConfig[],
  host: AgentHost,
  bound: Millis,
): Promise<AgentTimeouts> {
  const different = new Map(
    resources
      .filter(({ agent }) => agent.class === "ocf")
      .map((resource) => [formatAgentRef(resource.agent), resource]),
  );
  const waiting = [...different];
  const timeouts: [string, ReturnType<typeof advisedTimeouts>][] = [];
  const askOn = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, resource] = next;
      timeouts.push([name, await askTimeouts(resource, host, bound)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  return new Map(timeouts);
}

async function askTimeouts(resource: ResourceConfig, host: AgentHost, bound: Millis) {
  const outcome = await runInquiry(resource, "meta-data", host, bound);
  if (outcome?.kind !== "exited" || outcome.status !== 0) return {};
  const metadata = parseMetadata(outcome.output);
  return metadata.ok ? advisedTimeouts(metadata.value) : {};
}
