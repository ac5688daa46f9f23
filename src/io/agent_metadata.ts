/** Asks the OCF agents of a configuration what the cluster goes by of what they say of themselves. */
import {
  type AgentHost,
  type Agents,
  type AgentTraits,
  parseMetadata,
  traitsOf,
} from "../agent/mod.ts";
import { formatAgentRef, type Millis, type ResourceConfig } from "../model/mod.ts";
import { runInquiry } from "./run_agent.ts";

/** At the same time: agents are shell scripts, and the host has other things to do at a start. */
const AT_ONCE = 4;

/**
 * Runs `meta-data` once for each different agent; one that is missing, takes longer than `bound` or
 * answers nonsense has no traits.
 */
export async function loadMetadata(
  resources: readonly ResourceConfig[],
  host: AgentHost,
  bound: Millis,
): Promise<Agents> {
  const different = new Map(
    resources
      .filter(({ agent }) => agent.class === "ocf")
      .map((resource) => [formatAgentRef(resource.agent), resource]),
  );
  const waiting = [...different];
  const agents: [string, AgentTraits][] = [];
  const askOn = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, resource] = next;
      agents.push([name, await askTraits(resource, host, bound)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  return new Map(agents);
}

const NONE: AgentTraits = { timeouts: {}, reload: null };

async function askTraits(
  resource: ResourceConfig,
  host: AgentHost,
  bound: Millis,
): Promise<AgentTraits> {
  const outcome = await runInquiry(resource, "meta-data", host, bound);
  if (outcome?.kind !== "exited" || outcome.status !== 0) return NONE;
  const metadata = parseMetadata(outcome.output);
  return metadata.ok ? traitsOf(metadata.value) : NONE;
}
