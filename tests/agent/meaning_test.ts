import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import type { AgentAction } from "../../src/model/mod.ts";
import { meaningOf } from "../../src/agent/mod.ts";
import { resource } from "./agents.ts";

/** `verdict severity text: reason` of an agent that exited. */
function says(agent: string, action: AgentAction, status: number, output = ""): string {
  const outcome = { kind: "exited", status, output, notes: [] } as const;
  const meaning = meaningOf(resource(agent).agent, action, outcome);
  assertEquals(meaning.status, status);
  const reason = meaning.reason === "" ? "" : `: ${meaning.reason}`;
  return `${meaning.verdict} ${meaning.severity} ${meaning.text}${reason}`;
}

const OCF = "ocf:heartbeat:Dummy";

for (
  const [status, probe, monitor, start, stop] of [
    [0, "running none ok", "running none ok", "done none ok", "done none ok"],
    [1, "failed soft error", "failed soft error", "failed soft error", "failed soft error"],
    [2, ...Array(4).fill("failed hard invalid parameter")],
    [3, ...Array(4).fill("failed hard unimplemented feature")],
    [4, ...Array(4).fill("failed hard insufficient privileges")],
    [
      5,
      "stopped hard not installed",
      "failed hard not installed",
      "failed hard not installed",
      "done none not installed",
    ],
    [6, ...Array(4).fill("failed fatal not configured")],
    [
      7,
      "stopped none not running",
      "stopped soft not running",
      "failed soft not running",
      "done none not running",
    ],
    [
      8,
      "running none promoted",
      "running none promoted",
      "failed soft promoted",
      "failed soft promoted",
    ],
    [9, ...Array(4).fill("failed soft promoted (failed)")],
    [
      190,
      "running none degraded",
      "running none degraded",
      "failed soft degraded",
      "failed soft degraded",
    ],
    [
      191,
      "running none promoted (degraded)",
      "running none promoted (degraded)",
      "failed soft promoted (degraded)",
      "failed soft promoted (degraded)",
    ],
    [137, ...Array(4).fill("failed soft error: ended by signal 9")],
    [99, ...Array(4).fill("failed soft error: exit status 99")],
  ] as [number, string, string, string, string][]
) {
  Deno.test(`OCF exit status ${status}`, () => {
    assertEquals(says(OCF, "probe", status), probe);
    assertEquals(says(OCF, "monitor", status), monitor);
    assertEquals(says(OCF, "start", status), start);
    assertEquals(says(OCF, "stop", status), stop);
    assertEquals(says("hb:vip", "monitor", status), monitor);
  });
}

Deno.test("LSB status: dead with a pid or lock file left is failed, and a stop clears it", () => {
  assertEquals(says("lsb:nginx", "probe", 0), "running none ok");
  assertEquals(
    says("lsb:nginx", "probe", 1),
    "failed soft error: the program is dead and its pid file exists",
  );
  assertEquals(
    says("lsb:nginx", "monitor", 2),
    "failed soft error: the program is dead and its lock file exists",
  );
  assertEquals(says("lsb:nginx", "probe", 3), "stopped none not running");
  assertEquals(says("lsb:nginx", "monitor", 3), "stopped soft not running");
  assertEquals(says("lsb:nginx", "probe", 4, "who knows"), "failed soft error: who knows");
  assertEquals(says("lsb:nginx", "probe", 127), "failed soft error: exit status 127");
});

Deno.test("an init script that is told to stop what is stopped has done it", () => {
  assertEquals(says("lsb:nginx", "stop", 0), "done none ok");
  assertEquals(says("lsb:nginx", "stop", 7), "done none not running");
  assertEquals(says("lsb:nginx", "start", 1, "bind: in use\n"), "failed soft error: bind: in use");
});

Deno.test("a Heartbeat script's status is its text, whatever it exits with", () => {
  const status = (text: string, code: number) => says("heartbeat:Xinetd", "probe", code, text);
  assertEquals(status("Xinetd is running", 3), "running none ok");
  assertEquals(status("OK", 1), "running none ok");
  assertEquals(status("Xinetd is not running", 0), "stopped none not running");
  assertEquals(status("stopped", 0), "stopped none not running");
  assertEquals(status("", 0), "stopped none not running");
  assertEquals(status("sh: not found", 127), "failed soft error: sh: not found");
});

Deno.test("systemd's state is what it shows", () => {
  const state = (active: string, sub: string, load = "loaded", result = "success") =>
    says(
      "systemd:nginx",
      "probe",
      0,
      `LoadState=${load}\nActiveState=${active}\nSubState=${sub}\nResult=${result}\n`,
    );
  assertEquals(state("active", "running"), "running none ok");
  assertEquals(state("active", "exited"), "running none ok");
  assertEquals(state("active", "running", "not-found"), "running none ok");
  assertEquals(state("reloading", "reload"), "running none ok");
  assertEquals(state("inactive", "dead"), "stopped none not running");
  assertEquals(
    state("inactive", "dead", "not-found"),
    "stopped hard not installed: the unit does not exist",
  );
  assertEquals(
    state("inactive", "dead", "bad-setting"),
    "failed fatal not configured: the unit cannot be loaded: bad-setting",
  );
  assertEquals(
    state("failed", "failed", "loaded", "exit-code"),
    "stopped none not running: the unit has failed: exit-code",
  );
  assertEquals(
    state("activating", "auto-restart"),
    "failed soft error: the unit is activating (auto-restart)",
  );
  assertEquals(
    says("systemd:nginx", "probe", 5, "this host does not run systemd\n"),
    "stopped hard not installed: this host does not run systemd",
  );
});

Deno.test("what an agent gives as its exit reason is shown, else its last line", () => {
  const output = "INFO: trying\nocf-exit-reason:port 80 is taken\nERROR: port 80 is taken\n";
  assertEquals(says(OCF, "start", 1, output), "failed soft error: port 80 is taken");
  assertEquals(says(OCF, "start", 1, "one\n\x1b[31mtwo\x1b[0m\n\n"), "failed soft error: two");
  assertEquals(says(OCF, "start", 0, "all is well"), "done none ok");
  assertEquals(says(OCF, "monitor", 190, "slow"), "running none degraded: slow");
});

Deno.test("a timeout is a failure that may pass", () => {
  const outcome = { kind: "timedOut", after: 20_000, output: "" } as const;
  const { status, ...meaning } = meaningOf(resource(OCF).agent, "stop", outcome);
  assertEquals(status, null);
  assertEquals(meaning, {
    verdict: "failed",
    promoted: false,
    severity: "soft",
    text: "timed out",
    reason: "no end after 20s",
  });
});

Deno.test("without its agent a resource is stopped when probed, and nothing can be done with it", () => {
  const missing = (action: AgentAction) => {
    const outcome = { kind: "notSpawned", why: "no such file" } as const;
    const { verdict, severity, text } = meaningOf(resource(OCF).agent, action, outcome);
    return `${verdict} ${severity} ${text}`;
  };
  assertEquals(missing("probe"), "stopped hard not installed");
  assertEquals(missing("monitor"), "failed hard not installed");
  assertEquals(missing("start"), "failed hard not installed");
  assertEquals(missing("stop"), "failed hard not installed");
});

Deno.test("a host that cannot start a process just now does not make a resource stopped", () => {
  const outcome = { kind: "notSpawned", why: "out of memory", transient: true } as const;
  const { verdict, severity } = meaningOf(resource(OCF).agent, "probe", outcome);
  assertEquals([verdict, severity], ["failed", "soft"]);
});

Deno.test("whatever an agent prints and returns has a meaning of one bounded line", () => {
  const agents = ["hb:vip", OCF, "lsb:a", "systemd:a", "heartbeat:a"].map((a) => resource(a).agent);
  const actions: AgentAction[] = ["probe", "start", "stop", "monitor", "announce"];
  fc.assert(fc.property(
    fc.constantFrom(...agents),
    fc.constantFrom(...actions),
    fc.integer({ min: 0, max: 255 }),
    fc.string({ maxLength: 600, unit: "binary" }),
    (agent, action, status, output) => {
      const meaning = meaningOf(agent, action, { kind: "exited", status, output, notes: [] });
      assertLess(meaning.reason.length, 201);
      // deno-lint-ignore no-control-regex
      assert(!/[\x00-\x1f]/.test(meaning.reason));
      const question = action === "probe" || action === "monitor";
      const verdicts = question ? ["running", "stopped", "failed"] : ["done", "failed"];
      assert(verdicts.includes(meaning.verdict));
      assertEquals(meaning.verdict === "failed" && meaning.severity === "none", false);
    },
  ));
});
