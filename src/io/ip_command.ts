/** The command `ip`, for where netlink itself is refused to this process but `ip` may do more. */
import { runProgram } from "./agent_process.ts";
import type { Millis } from "../model/mod.ts";

/** It waits for nothing; whoever gives up earlier says so by `signal`. */
const WITHIN: Millis = 60_000;

/** Runs `ip addr add` or `del`. Null: done; else what it said. */
export async function runIp(
  verb: "add" | "del",
  words: readonly string[],
  at: string,
  signal: AbortSignal,
): Promise<string | null> {
  const outcome = await runProgram({
    programs: ["/usr/sbin/ip", "/sbin/ip"],
    args: ["addr", verb, ...words, "dev", at],
    env: { PATH: "/usr/sbin:/sbin:/usr/bin:/bin", LANG: "C" },
  }, { timeout: WITHIN, signal });
  switch (outcome.kind) {
    case "exited":
      if (outcome.status === 0) return null;
      return outcome.output.trim().replaceAll("\n", "; ") || "ip failed";
    case "timedOut":
      return "ip did not end in time";
    case "notSpawned":
      return outcome.why;
  }
}
