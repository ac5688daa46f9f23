/** A fence device for tests of what is done with one. */
import { type FenceDeviceConfig, fenceDeviceName, type NodeName } from "../src/model/mod.ts";

/** A command for all these nodes that all may use, called once, without a check and without monitors. */
export const fenceDevice = (
  name: string,
  nodes: readonly NodeName[],
  changes: Partial<FenceDeviceConfig> = {},
): FenceDeviceConfig => ({
  name: fenceDeviceName(name),
  agent: { kind: "command", command: [name] },
  params: {},
  targets: Object.fromEntries(nodes.map((node) => [node, node])),
  from: nodes,
  level: 1,
  action: null,
  delay: {},
  randomDelay: 0,
  timeout: 20_000,
  retries: 0,
  verify: false,
  monitor: 0,
  ...changes,
});
