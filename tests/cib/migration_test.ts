/** Live migrations that did not come to their end. */
import { assertEquals } from "@std/assert";
import { dummy, history, meta, online, type Operation, read } from "./small_cib.ts";

const ENDS = 'migrate_source="node1" migrate_target="node2"';
const LEFT: Operation = { task: "migrate_to", more: ENDS };

function migrating(there: readonly Operation[], afterwards: readonly Operation[] = []) {
  const here = history("a", { task: "start" }, LEFT, ...afterwards);
  const status = online(1, here) + online(2, there.length === 0 ? "" : history("a", ...there));
  const fact = read({ resources: dummy("a", meta("allow-migrate=true")), status }).facts[0];
  return [fact?.role, fact?.migrating];
}

Deno.test("it has left and is still to arrive: both nodes may have it", () => {
  assertEquals(migrating([{ task: "monitor", exit: 7, ago: 900 }]), ["started", {
    alsoOn: "node2",
    partial: { source: "node1", target: "node2" },
  }]);
  // Nothing at all is known there: a probe will tell.
  assertEquals(migrating([]), ["started", undefined]);
});

Deno.test("it has arrived, and is still to be stopped where it came from", () => {
  assertEquals(migrating([{ task: "migrate_from", more: ENDS }]), ["stopped", { dangling: true }]);
});

Deno.test("it has failed to arrive", () => {
  assertEquals(migrating([{ task: "migrate_from", exit: 1, more: ENDS }]), ["started", {
    alsoOn: "node2",
  }]);
});

Deno.test("once it has been stopped where it came from, its arrival alone counts", () => {
  const arrived: Operation = { task: "migrate_from", more: ENDS };
  assertEquals(migrating([arrived], [{ task: "stop" }]), ["stopped", undefined]);
});
