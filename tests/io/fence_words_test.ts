/** What people see of what fence agents say. The texts are those of the real agents. */
import { assertEquals } from "@std/assert";
import { lineOf } from "../../src/io/fence_words.ts";

const CASES: Readonly<Record<string, { readonly output: string; readonly line: string }>> = {
  "fencing.py's reason stands before its advice": {
    output: "WARNING:root:Parse error: Ignoring unknown option 'plug=7'\n\n" +
      "2026-11-22 16:07:13,697 ERROR: Ipmitool not found or not accessible\n\n" +
      "2026-11-22 16:07:13,697 ERROR: Please use '-h' for usage\n\n",
    line: "Ipmitool not found or not accessible",
  },
  "of a traceback the exception": {
    output: 'Traceback (most recent call last):\n  File "/usr/share/fence/fencing.py", line 515\n' +
      "pexpect.exceptions.ExceptionPexpect: The command was not found: /usr/bin/telnet.\n",
    line: "pexpect.exceptions.ExceptionPexpect: The command was not found: /usr/bin/telnet.",
  },
  "of ha_log.sh the line that has a reason": {
    output: ":\tERROR:  ipmitool not installed\n:\tERROR:  error executing ipmitool: \n",
    line: "ipmitool not installed",
  },
  "where all say nothing, the last": {
    output: "Parse error: Ignoring unknown option 'plug=7'\nPlease use '-h' for usage\n",
    line: "Please use '-h' for usage",
  },
  "silence": { output: "\n \n", line: "" },
};

for (const [name, { output, line }] of Object.entries(CASES)) {
  Deno.test(`what a fence agent said: ${name}`, () => {
    assertEquals(lineOf(output), line);
  });
}

Deno.test("what is shown is bounded", () => {
  assertEquals(lineOf("x".repeat(5000)), `${"x".repeat(199)}…`);
});
