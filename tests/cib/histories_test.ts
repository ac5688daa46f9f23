/** What is known once more has been done is told from the histories with it. */
import { assertEquals } from "@std/assert";
import { dummy, history, online, read } from "./small_cib.ts";

const agent = { class: "ocf", provider: "pacemaker", type: "Dummy" };

Deno.test("an operation done well makes an earlier failure good, or does not", () => {
  const failed = history("a", { task: "start", exit: 1, id: "a_last_failure_0" });
  const { histories } = read({ resources: dummy("a"), status: online(1, failed) });
  const done = (task: string) =>
    histories?.after([{
      kind: "done",
      node: "node1",
      names: ["a"],
      agent,
      task,
      interval: 0,
      expects: 0,
    }]).facts().map(({ role, reaction }) => [role, reaction]);
  assertEquals(done("stop"), [["stopped", null]]);
  assertEquals(done("start"), [["started", null]]);
});

Deno.test("of a node that has been fenced nothing is left", () => {
  const { histories } = read({
    resources: dummy("a"),
    status: online(1, history("a", { task: "start" })),
  });
  assertEquals(histories?.after([{ kind: "fenced", node: "node1" }]).facts(), []);
  assertEquals(histories?.facts().length, 1);
});
