/** What commands seldom need of the world: its code is read at the first call. */
import type { AgentHost, Inquiry, Operation, Outcome } from "../agent/mod.ts";
import type { FenceOperation, FenceOutcome } from "../fencing/mod.ts";
import type { Millis, ResourceConfig } from "../model/mod.ts";
import type { FenceHost } from "./fence_call.ts";

/** As in `run_agent.ts`. */
export async function runOperation(operation: Operation, host: AgentHost): Promise<Outcome> {
  const { runOperation } = await import("./run_agent.ts");
  return await runOperation(operation, host);
}

/** As in `run_agent.ts`. */
export async function runInquiry(
  resource: ResourceConfig,
  inquiry: Inquiry,
  host: AgentHost,
  timeout: Millis,
): Promise<Outcome | null> {
  const { runInquiry } = await import("./run_agent.ts");
  return await runInquiry(resource, inquiry, host, timeout);
}

/** As in `run_fence.ts`. */
export async function runFence(operation: FenceOperation, host: FenceHost): Promise<FenceOutcome> {
  const { runFence } = await import("./run_fence.ts");
  return await runFence(operation, host);
}
