/** What commands seldom need of the world: its code is read at the first call. */
import type * as agents from "./run_agent.ts";
import type * as fences from "./run_fence.ts";

export const runOperation: typeof agents.runOperation = async (...given) =>
  await (await import("./run_agent.ts")).runOperation(...given);

export const runInquiry: typeof agents.runInquiry = async (...given) =>
  await (await import("./run_agent.ts")).runInquiry(...given);

export const runFence: typeof fences.runFence = async (...given) =>
  await (await import("./run_fence.ts")).runFence(...given);
