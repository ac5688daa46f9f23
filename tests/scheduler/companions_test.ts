/** What must be beside another does not start before that can. */
import { assertEquals } from "@std/assert";
import { INFINITY } from "../../src/model/mod.ts";
import { schedule, type ScheduleInput, verify } from "../../src/scheduler/mod.ts";
import { readStory } from "./story.ts";

/** The cache must be where all of web is. */
function tied(...lines: readonly string[]): ScheduleInput {
  const story = readStory(["group web: vip nginx", "resource cache", ...lines]);
  return {
    ...story,
    config: {
      ...story.config,
      colocations: [{
        id: "cache-with-web",
        resource: "cache",
        with: "web",
        score: INFINITY,
        resourceRole: null,
        withRole: null,
        nodeAttribute: "#uname",
        influence: null,
      }],
    },
  };
}

function planOf(input: ScheduleInput) {
  const transition = schedule(input);
  assertEquals(verify(transition, input), []);
  const { actions, blocked } = transition;
  return {
    starts: actions.flatMap(({ kind, id }) => kind === "start" ? id : []),
    blocked: blocked.map(({ unit, why, passing }) => `${unit}: ${why}${passing ? " …" : ""}`),
  };
}

Deno.test("the one to be beside a group starts with it", () => {
  const { starts, blocked } = planOf(tied("n1", "n2"));
  assertEquals(starts.toSorted(), ["start cache on n1", "start nginx on n1", "start vip on n1"]);
  assertEquals(blocked, []);
});

Deno.test("it waits while the group's first member is not known on their node", () => {
  assertEquals(planOf(tied("n1: vip=unknown", "n2 standby")), {
    starts: [],
    blocked: [
      "web: it is not known yet whether vip runs on n1 …",
      "cache: cache waits until web runs on n1 …",
    ],
  });
});

Deno.test("it waits while the group is still to be stopped elsewhere", () => {
  assertEquals(planOf(tied("n1", "n2 standby: vip=busy stop")).starts, []);
});

Deno.test("it waits for good for what cannot be stopped elsewhere", () => {
  const { starts, blocked } = planOf(tied("n1", "n2 standby: vip=stopFailed INFINITY"));
  assertEquals(starts, []);
  assertEquals(blocked.every((one) => !one.endsWith("…")), true);
});
