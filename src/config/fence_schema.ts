/** The keys of what makes sure that a node is off: [fencing], [[fence]], [watchdog]. */
import { type Millis, NO_FENCING } from "../model/mod.ts";
import { type Decoded, list, optional, type Reader, record, required } from "./decode.ts";
import { commandWord, fenceAgent, name, param, paramName, path, plug } from "./words.ts";
import { boolean, choice, time, whole } from "./values.ts";

const OFF_OR_REBOOT = choice(["reboot", "off"]);
const DELAY = time("0s", "10m");

/** A word, or a command with its arguments. */
const panic: Reader<"reboot" | "off" | readonly (string | undefined)[]> = (tree, reading) =>
  tree.kind === "array" ? list(commandWord)(tree, reading) : OFF_OR_REBOOT(tree, reading);

export const FENCING = {
  enabled: optional(boolean, NO_FENCING.enabled),
  action: optional(OFF_OR_REBOOT, NO_FENCING.action),
  startup: optional(boolean, NO_FENCING.startup),
  priority_delay: optional(DELAY, null),
  panic: optional(panic, NO_FENCING.panic),
};

/** `["n1", "n2"]`: each by its own name; `{ n1 = "3" }`: as the device calls it. */
export type FencedNodes =
  | { readonly kind: "names"; readonly names: readonly (string | undefined)[] }
  | { readonly kind: "plugs"; readonly plugs: Readonly<Record<string, string | undefined>> };

const fencedNodes: Reader<FencedNodes> = (tree, reading) => {
  if (tree.kind === "table") {
    const plugs = record(plug, () => null)(tree, reading);
    return plugs && { kind: "plugs", plugs };
  }
  const names = list(name)(tree, reading);
  return names && { kind: "names", names };
};

/** One for all, or by node. */
const delays: Reader<Millis | Readonly<Record<string, Millis | undefined>>> = (tree, reading) =>
  tree.kind === "table" ? record(DELAY, () => null)(tree, reading) : DELAY(tree, reading);

const NO_PARAMS: Readonly<Record<string, string | undefined>> = {};

export const FENCE = {
  name: required(name, 'name = "ipmi"'),
  agent: required(fenceAgent, 'agent = "fence_ipmilan" or another'),
  command: optional(list(commandWord), null),
  params: optional(record(param, paramName), NO_PARAMS),
  nodes: optional(fencedNodes, null),
  from: optional(list(name), null),
  level: optional(whole(1, 9), 1),
  action: optional(OFF_OR_REBOOT, null),
  delay: optional(delays, 0),
  random_delay: optional(DELAY, 0),
  timeout: optional(time("1s", "10m"), 60_000),
  retries: optional(whole(0, 10), 2),
  verify: optional(boolean, null),
  monitor: optional(time("1s", "24h", { off: 0 }), null),
};

export const WATCHDOG = {
  device: optional(path, "/dev/watchdog"),
  timeout: optional(time("1s", "10m"), null),
  require_quorum: optional(boolean, false),
};

export type FencingDraft = Decoded<typeof FENCING>;
export type FenceDraft = Decoded<typeof FENCE>;
export type WatchdogDraft = Decoded<typeof WATCHDOG>;
