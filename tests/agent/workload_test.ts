/** How many agents run at a time, and which go first. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { type Operation, trial } from "../../src/agent/mod.ts";
import { Workload } from "../../src/agent/workload.ts";
import { type AgentAction, instant, NEVER } from "../../src/model/mod.ts";
import { resource } from "./agents.ts";

const DUMMY = resource("ocf:heartbeat:Dummy");

const work = (id: number, action: AgentAction, of = DUMMY): Operation => ({
  ...trial(of, action, 20_000),
  id,
});

const begin = (workload: Workload, limit: number, now = 0): readonly number[] =>
  workload.begin(limit, instant(now)).map(({ id }) => id);

function submitted(...operations: readonly Operation[]): Workload {
  const workload = new Workload();
  for (const operation of operations) workload.submit(operation);
  return workload;
}

Deno.test("orders go before probes and monitors, each in the order in which they came", () => {
  const workload = submitted(
    work(1, "probe"),
    work(2, "monitor"),
    work(3, "start"),
    work(4, "stop"),
  );
  assertEquals(begin(workload, 3), [3, 4, 1]);
  assertEquals(begin(workload, 3), []);
  workload.end(4);
  assertEquals(begin(workload, 3), [2]);
});

Deno.test("what hb does itself waits for nothing", () => {
  const vip = resource("hb:vip");
  const workload = submitted(work(1, "start"), work(2, "start"), work(3, "start", vip));
  assertEquals(begin(workload, 1), [3, 1]);
});

Deno.test("an agent that has run for two seconds keeps nothing waiting", () => {
  const workload = submitted(work(1, "start"), work(2, "monitor"));
  assertEquals(begin(workload, 1), [1]);
  assertEquals(workload.deadline, 2000);
  assertEquals(begin(workload, 1, 1999), []);
  assertEquals(begin(workload, 1, 2000), [2]);
  assertEquals(workload.deadline, NEVER);
});

Deno.test("what is withdrawn before it has begun never does", () => {
  const workload = submitted(work(1, "start"), work(2, "start"));
  assertEquals(begin(workload, 1), [1]);
  assertEquals([workload.withdraw(1), workload.withdraw(2)], [false, true]);
  workload.end(1);
  assertEquals(begin(workload, 1), []);
});

Deno.test("without room nothing begins, and with room for all everything does", () => {
  const workload = submitted(work(1, "start"), work(2, "probe"), work(3, "monitor"));
  assertEquals(begin(workload, 0), []);
  assertEquals(begin(workload, Infinity), [1, 2, 3]);
});
