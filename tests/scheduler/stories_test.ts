/** The scheduler's stories: tests/golden/scheduler, one file a case. */
import { assertEquals } from "@std/assert";
import { schedule, verify } from "../../src/scheduler/mod.ts";
import { replay } from "../replay.ts";
import { readStory, tellPlan } from "./story.ts";

replay("golden/scheduler", (given) => {
  const input = readStory(given);
  const plan = schedule(input);
  assertEquals(verify(plan, input), []);
  return tellPlan(plan);
});
