import { assertEquals } from "@std/assert";
import { compare, differences, parseSections } from "./sections.ts";

const text = (actions: readonly string[], state: string) =>
  [
    "Using the original execution date of: 2020-09-13 12:26:40Z",
    "Current cluster status:",
    "  * Node List:",
    "",
    "Transition Summary:",
    "  * Start      a       ( node1 )",
    "",
    "Executing Cluster Transition:",
    ...actions,
    "",
    "Revised Cluster Status:",
    `    * a\t(ocf:pacemaker:Dummy):\t ${state}`,
  ].join("\n");

const MONITOR = "  * Resource action: a               monitor on node1";
const START = "  * Resource action: a               start on node1";

Deno.test("the order of actions, white space and dates do not tell two simulations apart", () => {
  const one = parseSections(text([MONITOR, START], "Started node1"));
  const other = parseSections(text([START, MONITOR.replace(/ +/g, " ")], "Started node1 "));
  assertEquals(compare(one, other), { current: true, plan: true, revised: true });
  assertEquals(differences(one, other), []);
});

Deno.test("what differs is told by section", () => {
  const ours = parseSections(text([MONITOR], "Stopped"));
  const theirs = parseSections(text([MONITOR, START], "Started node1"));
  assertEquals(compare(ours, theirs), { current: true, plan: false, revised: false });
  assertEquals(differences(ours, theirs), [
    "executed:",
    "  - * Resource action: a start on node1",
    "revised:",
    "  - * a (ocf:pacemaker:Dummy): Started node1",
    "  + * a (ocf:pacemaker:Dummy): Stopped",
  ]);
});
