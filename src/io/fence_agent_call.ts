/**
 * How an agent of the fence-agents package is called: options as `name=value` lines on its standard
 * input, where no other user of the host can read them.
 *
 * Source: FenceAgentAPI.md of ClusterLabs' fence-agents, and fence_*'s own meta-data (4.12). What is
 * done where an agent lacks an action is Pacemaker's way (fenced, "Remapping").
 */
import type { FenceOperation } from "../fencing/mod.ts";
import { ok, refuse, type Result } from "../model/mod.ts";
import { commonEnv, type FenceCall, type FenceHost, plugOf, programsOf } from "./fence_call.ts";

/** What hb goes by of what an agent says of itself. */
export interface FenceTraits {
  /** The names of the parameter that says which of its targets is meant; empty: it has only one. */
  readonly plug: readonly string[];
  /** Null: not known, so nothing is refused beforehand. */
  readonly actions: readonly string[] | null;
}

/** Of an agent that has not said anything: an option that it does not know does no harm. */
export const UNKNOWN_TRAITS: FenceTraits = { plug: ["plug", "port"], actions: null };

/** The problem is why this agent cannot do that. */
export function fenceAgentCall(
  name: string,
  operation: FenceOperation,
  traits: FenceTraits,
  host: FenceHost,
): Result<FenceCall, string> {
  const { device, target } = operation;
  const action = actionOf(name, operation.action, traits);
  if (!action.ok) return action;
  const plugs = traits.plug.map((option) => [option, plugOf(operation)]);
  const ofTarget = target === null ? {} : { nodename: target, ...Object.fromEntries(plugs) };
  const options = Object.entries<string>({ ...ofTarget, ...device.params, action: action.value });
  const broken = options.find(([, value]) => value.includes("\n"));
  if (broken !== undefined) return refuse(`the value of ${broken[0]} has more than one line`);
  return ok({ ...agentQuestion(name, host), input: linesOf(options) });
}

/** How it is asked what it can do; answered on standard output. */
export const fenceMetadataCall = (name: string, host: FenceHost): FenceCall => ({
  ...agentQuestion(name, host),
  input: linesOf([["action", "metadata"]]),
});

const agentQuestion = (name: string, host: FenceHost) => ({
  programs: programsOf(name, host),
  args: [],
  env: commonEnv(host),
});

const linesOf = (options: readonly (readonly [string, string])[]): string =>
  options.map(([name, value]) => `${name}=${value}\n`).join("");

/**
 * One that knows no reboot cuts the target off instead, and does not let it in again by itself: its
 * `on` gives a disk back to whoever has just lost it (fence_scsi, fence_brocade).
 */
function actionOf(
  name: string,
  action: FenceOperation["action"],
  { actions }: FenceTraits,
): Result<string, string> {
  if (actions === null || action === "monitor" || actions.includes(action)) return ok(action);
  switch (action) {
    case "reboot":
      return ok("off");
    case "status":
      return refuse(`${name} cannot tell whether a node is off; set verify = false`);
    case "on":
      return refuse(`${name} cannot switch a node on`);
    case "off":
      return refuse(`${name} cannot keep a node off; set action = "reboot"`);
  }
}
