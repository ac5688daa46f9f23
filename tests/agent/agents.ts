/** Resources and a host for the tests of agents. */
import {
  type AgentAction,
  nodeName,
  parseAgentRef,
  type ResourceConfig,
  resourceId,
} from "../../src/model/mod.ts";
import type { AgentHost, Operation } from "../../src/agent/mod.ts";

export const HOST: AgentHost = {
  cluster: "web",
  node: nodeName("node1"),
  stateDir: "/run/hb/agents",
  ocfRoot: "/usr/lib/ocf",
  initDir: "/etc/init.d",
  heartbeatDir: "/etc/ha.d/resource.d",
  tools: "/run/hb/bin",
  socket: "/run/hb/hb.sock",
};

/** A resource with the agent written as in cluster.toml. */
export function resource(
  agent: string,
  params: Readonly<Record<string, string>> = {},
): ResourceConfig {
  const parsed = parseAgentRef(agent);
  if (!parsed.ok) throw new Error(parsed.problem);
  return {
    id: resourceId("r1"),
    agent: parsed.value,
    params,
    prefer: [],
    monitors: [],
    timeouts: {},
    onFail: {},
    meta: {},
    utilization: {},
    migrationThreshold: 1_000_000,
    failureTimeout: 0,
    stickiness: 0,
  };
}

let operations = 0;

export const operation = (
  agent: string | ResourceConfig,
  action: AgentAction,
  changes: Partial<Operation> = {},
): Operation => ({
  id: ++operations,
  resource: typeof agent === "string" ? resource(agent) : agent,
  action,
  depth: 0,
  interval: 0,
  role: null,
  meta: {},
  timeout: 20_000,
  ...changes,
});
