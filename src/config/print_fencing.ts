/** [fencing], [[fence]] and [watchdog] as tables. */
import {
  type FenceAgentRef,
  type FenceDeviceConfig,
  type FencingConfig,
  type Millis,
  type WatchdogConfig,
} from "../model/mod.ts";
import { array, inlineTable, printTable, quote, time } from "./print_values.ts";

export const printFencing = (fencing: FencingConfig): readonly string[] => [
  printTable("[fencing]", {
    enabled: String(fencing.enabled),
    action: quote(fencing.action),
    startup: String(fencing.startup),
    priority_delay: time(fencing.priorityDelay),
    panic: typeof fencing.panic === "string" ? quote(fencing.panic) : array(fencing.panic),
  }),
  ...fencing.devices.map(printDevice),
];

const printDevice = (device: FenceDeviceConfig): string =>
  printTable("[[fence]]", {
    name: quote(device.name),
    agent: quote(printAgent(device.agent)),
    command: device.agent.kind === "command" ? array(device.agent.command) : undefined,
    params: inlineTable(device.params, quote),
    nodes: inlineTable(device.targets, quote),
    from: array(device.from),
    level: String(device.level),
    action: device.action ? quote(device.action) : undefined,
    delay: inlineTable(device.delay, time),
    random_delay: time(device.randomDelay),
    timeout: time(device.timeout),
    retries: String(device.retries),
    verify: String(device.verify),
    monitor: printMonitor(device.monitor),
  });

function printAgent(agent: FenceAgentRef): string {
  switch (agent.kind) {
    case "fence":
      return agent.name;
    case "stonith":
      return `stonith:${agent.name}`;
    case "command":
    case "manual":
    case "watchdog":
      return agent.kind;
  }
}

const printMonitor = (interval: Millis): string => interval === 0 ? quote("off") : time(interval);

export const printWatchdog = ({ device, timeout, requireQuorum }: WatchdogConfig): string =>
  printTable("[watchdog]", {
    device: quote(device),
    timeout: time(timeout),
    require_quorum: String(requireQuorum),
  });
