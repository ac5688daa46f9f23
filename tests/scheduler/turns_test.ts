/** Whose turn it is where room is short: a plan half done gives the room to the same as the whole one. */
import { assertEquals } from "@std/assert";
import { schedule, type ScheduleInput, verify } from "../../src/scheduler/mod.ts";
import { readStory } from "./story.ts";

/** There is room for one of big and fresh; chat is nowhere near fresh, whose place is found for it first. */
function crowded(...lines: readonly string[]): ScheduleInput {
  const story = readStory(["resource chat", "resource big", "resource fresh", ...lines]);
  const { config } = story;
  return {
    ...story,
    config: {
      ...config,
      options: { ...config.options, placementStrategy: "balanced" },
      nodes: config.nodes.map((node) => ({ ...node, utilization: { cpu: 1 } })),
      resources: config.resources.map((one) => ({
        ...one,
        utilization: { cpu: one.id as string === "chat" ? 0 : 1 },
      })),
      colocations: [{
        id: "apart",
        resource: "chat",
        with: "fresh",
        score: -1_000_000,
        resourceRole: null,
        withRole: null,
        nodeAttribute: "#uname",
        influence: null,
      }],
    },
  };
}

const ids = (input: ScheduleInput): readonly string[] => {
  const transition = schedule(input);
  assertEquals(verify(transition, input), []);
  return transition.actions.map(({ id }) => id);
};

Deno.test("what was stopped for another to come does not start again before that has come", () => {
  const whole = ids(crowded("n1: chat big"));
  assertEquals(whole.toSorted(), ["start fresh on n1", "stop big on n1", "stop chat on n1"]);
  const rest = ids(crowded("n1: big", "last chat n1", "last big n1"));
  assertEquals(rest.toSorted(), ["start fresh on n1", "stop big on n1"]);
});
