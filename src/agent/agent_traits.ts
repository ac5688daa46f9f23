/** What the cluster goes by of what agents say of themselves: how long things take, what can be reloaded. */
import {
  type AgentAction,
  formatAgentRef,
  type Millis,
  type ResourceConfig,
  TIMED_ACTIONS,
  type TimedAction,
} from "../model/mod.ts";
import type { AgentMetadata } from "./metadata.ts";
import type { ReloadAction } from "./operation.ts";

export interface AgentTraits {
  /** The least that the agent's author advises. */
  readonly timeouts: Readonly<Partial<Record<TimedAction, Millis>>>;
  readonly reload: Reload | null;
  /** Its private parameters; absent: it names none. */
  readonly secrets?: readonly string[];
}

/** How a running resource takes new values of some parameters. */
export interface Reload {
  readonly action: ReloadAction;
  /** Parameters for whose change a reload is enough. */
  readonly parameters: ReadonlySet<string>;
}

/** By `formatAgentRef` of the agent. */
export type Agents = ReadonlyMap<string, AgentTraits>;

/** Pacemaker's default-action-timeout: where neither the file nor the agent says anything. */
export const DEFAULT_TIMEOUT: Millis = 20_000;

/** How long one run of `action` may take: as cluster.toml says, else the agent, else 20 s. */
export function timeoutOf(
  resource: Pick<ResourceConfig, "agent" | "timeouts">,
  action: AgentAction,
  agents: Agents,
): Millis {
  const timed = action === "probe" || action === "announce" ? "monitor" : action;
  return resource.timeouts[timed] ??
    agents.get(formatAgentRef(resource.agent))?.timeouts[timed] ??
    DEFAULT_TIMEOUT;
}

export const traitsOf = (metadata: AgentMetadata): AgentTraits => ({
  timeouts: advisedTimeouts(metadata),
  reload: reloadOf(metadata),
  secrets: metadata.parameters.filter((parameter) => parameter.secret).map(({ name }) => name),
});

/** Of several monitors the one of the least depth counts. */
function advisedTimeouts(metadata: AgentMetadata): AgentTraits["timeouts"] {
  const timeouts: Partial<Record<TimedAction, Millis>> = {};
  for (const name of TIMED_ACTIONS) {
    const timeout = metadata.actions
      .filter((action) => action.name === name && action.timeout !== null)
      .sort((one, other) => one.depth - other.depth)[0]?.timeout;
    if (timeout) timeouts[name] = timeout;
  }
  return timeouts;
}

/**
 * An agent of OCF 1.1 says which parameters it can reload. Before that, by Pacemaker's custom, an
 * agent with the action `reload` could do so for all that need not be unique.
 */
function reloadOf({ actions, parameters }: AgentMetadata): Reload | null {
  const knows = (name: string) => actions.some((action) => action.name === name);
  const named = (fit: typeof parameters) => new Set(fit.map(({ name }) => name));
  if (knows("reload-agent")) {
    const reloadable = parameters.filter((parameter) => parameter.reloadable);
    return { action: "reload-agent", parameters: named(reloadable) };
  }
  if (!knows("reload")) return null;
  return {
    action: "reload",
    parameters: named(parameters.filter(({ unique }) => !unique)),
  };
}

/** Whether a reload alone makes what runs as `old` what `wanted` says. */
export function isReloadable(old: ResourceConfig, wanted: ResourceConfig, agents: Agents): boolean {
  const agent = formatAgentRef(wanted.agent);
  const reload = agents.get(agent)?.reload ?? null;
  if (reload === null || formatAgentRef(old.agent) !== agent) return false;
  const names = new Set([...Object.keys(old.params), ...Object.keys(wanted.params)]);
  return [...names].every((name) =>
    old.params[name] === wanted.params[name] || reload.parameters.has(name)
  );
}
