/** `hb fence test`: does this host reach a device, and does the device know its nodes? */
import { formatProblem, parseConfig } from "../config/mod.ts";
import type { FenceOperation, FenceOutcome } from "../fencing/mod.ts";
import {
  type ClusterConfig,
  type FenceDeviceConfig,
  type Lines,
  type Millis,
  type NodeName,
  ok,
  refuse,
  type Result,
} from "../model/mod.ts";
import { ExitCode } from "./exit_code.ts";
import { isCallable } from "./fence_effect.ts";
import { inColumns } from "./help.ts";
import type { World } from "./world.ts";

interface Row {
  readonly step: string;
  readonly took: Millis;
  readonly said: string;
  readonly wrong: boolean;
}

export async function tryDevice(name: string, file: string, world: World): Promise<ExitCode> {
  const config = await readConfig(file, world);
  if (!config.ok) {
    world.complain(config.problem);
    return ExitCode.badConfig;
  }
  const { devices } = config.value.fencing;
  const device = devices.find((each) => each.name as string === name);
  if (device === undefined) {
    const names = devices.map((each) => each.name).join(", ") || "none";
    world.complain(`Cannot test ${name}: ${file} has no such [[fence]] device, only ${names}`);
    return ExitCode.couldNot;
  }
  if (!isCallable(device)) {
    world.complain(`Cannot test ${name}: ${device.agent.kind} is no agent that could be called`);
    return ExitCode.couldNot;
  }
  const rows: Row[] = [];
  for (const operation of operationsOf(device)) {
    rows.push(await take(operation, config.value.name, world));
  }
  const table = rows.map(({ step, took, said }) => [step, `${Math.round(took)} ms`, said]);
  world.print(inColumns([["STEP", "TIME", "ANSWER"], ...table]));
  const wrong = rows.filter((row) => row.wrong).length;
  if (wrong === 0) return ExitCode.done;
  world.complain(`${wrong} of ${rows.length} steps went wrong`);
  return ExitCode.couldNot;
}

async function readConfig(file: string, world: World): Promise<Result<ClusterConfig, Lines>> {
  const text = await world.readFile(file);
  if (!text.ok) return refuse(`Cannot read ${file}: ${text.problem}`);
  const { config, problems } = parseConfig(text.value, file);
  return config === null ? refuse(problems.map(formatProblem)) : ok(config);
}

/** A STONITH plugin is not asked about nodes: it knows nothing of them. */
function operationsOf(device: FenceDeviceConfig): readonly FenceOperation[] {
  const { timeout } = device;
  const monitor: FenceOperation = { id: 0, device, action: "monitor", target: null, timeout };
  if (device.agent.kind === "stonith") return [monitor];
  const targets = Object.keys(device.targets) as NodeName[];
  return [
    monitor,
    ...targets.map((target, index): FenceOperation => ({
      ...{ id: index + 1, device, target, timeout },
      action: "status",
    })),
  ];
}

async function take(operation: FenceOperation, cluster: string, world: World): Promise<Row> {
  const start = world.now();
  const outcome = await world.runFence(operation, cluster);
  const { action, target } = operation;
  return {
    step: target === null ? action : `${action} of ${target}`,
    took: world.now() - start,
    said: answerOf(action, outcome),
    wrong: outcome.kind === "failed",
  };
}

function answerOf(action: FenceOperation["action"], outcome: FenceOutcome): string {
  switch (outcome.kind) {
    case "done":
      return action === "status" ? "it is on" : "ok, it works";
    case "isOff":
      return "it is off";
    case "failed":
      return `failed: ${outcome.why}`;
  }
}
