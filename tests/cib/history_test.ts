/** From a resource's history on a node to what it is doing there. */
import { assertEquals } from "@std/assert";
import { dummy, EMPTY_DIGEST, factOf, meta, type Operation } from "./small_cib.ts";

const monitor = (more: string) =>
  `<operations><op id="m" name="monitor" interval="10s" ${more}/></operations>`;
const START: Operation = { task: "start" };
const FAILED: Operation = { task: "monitor", interval: 10_000, exit: 7 };

const roleAfter = (...operations: readonly Operation[]) => factOf(dummy("a"), operations).role;

Deno.test("the last operation says where it is active", () => {
  assertEquals(roleAfter(START), "started");
  assertEquals(roleAfter(START, { task: "stop" }), "stopped");
  assertEquals(roleAfter({ task: "monitor", exit: 7 }), "stopped");
  assertEquals(roleAfter({ task: "monitor", exit: 0 }), "started");
  assertEquals(roleAfter(START, { task: "promote" }), "promoted");
});

Deno.test("a failed monitor asks for what its on-fail says", () => {
  const reaction = (onFail: string) =>
    factOf(dummy("a", monitor(onFail)), [START, FAILED]).reaction;
  assertEquals(reaction(""), "restart");
  assertEquals(reaction('on-fail="block"'), "block");
  assertEquals(reaction('on-fail="standby"'), "standby");
  // Without fencing there is none.
  assertEquals(reaction('on-fail="fence"'), "stop");
  const ignored = factOf(dummy("a", monitor('on-fail="ignore"')), [START, FAILED]);
  assertEquals([ignored.reaction, ignored.failureIgnored, ignored.role], [null, true, "started"]);
});

Deno.test("op_defaults hold by rule for operations of a name", () => {
  const sections = `<op_defaults><meta_attributes id="d"><rule id="r"><op_expression id="e"
    name="monitor" interval="10s"/></rule><nvpair id="n" name="on-fail" value="block"/>
    </meta_attributes></op_defaults>`;
  assertEquals(factOf(dummy("a", monitor("")), [START, FAILED], { sections }).reaction, "block");
  const stop: Operation = { task: "stop", exit: 1 };
  assertEquals(factOf(dummy("a"), [START, stop], { sections }).reaction, "block");
});

Deno.test("a later success makes a failure good", () => {
  const failure: Operation = { task: "start", exit: 1, id: "a_last_failure_0" };
  assertEquals(factOf(dummy("a"), [failure, { task: "stop" }]).reaction, null);
});

Deno.test("what the agent cannot do here, or nowhere, is a ban", () => {
  const bans = (exit: number, execution = 0) =>
    factOf(dummy("a"), [{ task: "start", exit, execution }]).bans;
  assertEquals(bans(5), [{ node: "node1", why: "hard-error" }]);
  assertEquals(bans(6), [{ node: null, why: "fatal-error" }]);
  assertEquals(bans(1), []);
});

Deno.test("failures that are too old do not count, and are forgotten", () => {
  const resources = dummy("a", meta("failure-timeout=60s") + monitor(""));
  const old: Operation = { task: "start", exit: 1, ago: 100, id: "a_last_failure_0" };
  const transient = "fail-count-a#start_0=1 last-failure-a#start_0=1699999900";
  const expired = factOf(resources, [old], { transient });
  assertEquals([expired.reaction, expired.clearFailures], [null, "it expired"]);
  const fresh = factOf(resources, [{ ...old, ago: 10 }], {
    transient: transient.replace("9900", "9990"),
  });
  assertEquals([fresh.reaction, fresh.clearFailures], ["restart", null]);
});

Deno.test("an operation under way, and a recurring one that goes on", () => {
  const pending = factOf(dummy("a"), [{ task: "start", execution: -1, id: "a_last_0" }]);
  assertEquals([pending.pending, pending.role], ["start", "started"]);
  const running = factOf(dummy("a", monitor("")), [
    START,
    { task: "monitor", interval: 10_000, more: 'op-digest="4811cef7f7f94e3a35a70be7916cb2fd"' },
  ]);
  assertEquals(running.recurring, [{ name: "monitor", interval: 10_000, same: true, expects: 0 }]);
});

Deno.test("other parameters than at the start: restart, or reload where that is enough", () => {
  const resources = dummy(
    "a",
    '<instance_attributes id="p"><nvpair id="n" name="x" value="1"/>' +
      "</instance_attributes>",
  );
  const definition = (more: string) => factOf(resources, [{ task: "start", more }]).definition;
  assertEquals(factOf(dummy("a"), [START]).definition, "same");
  assertEquals(definition(""), "restart");
  const reloadable = `op-force-restart=" y " op-restart-digest="${EMPTY_DIGEST}"`;
  assertEquals(definition(reloadable), "reload");
  assertEquals(definition(reloadable.replace(" y ", " x ")), "restart");
});
