/** The calls that really end this host. Nothing but the daemon may use them: tests bring their own. */
import type { Millis } from "../model/mod.ts";
import { runProgram } from "./agent_process.ts";
import { commonEnv, type FenceHost, programsOf } from "./fence_call.ts";
import { lineOf } from "./fence_words.ts";
import { lastRefusal, libc } from "./libc.ts";
import type { HostPower } from "./panic.ts";

const TRIGGER = "/proc/sysrq-trigger";

/** A command that takes longer is of no use to anyone who waits for this host's end. */
const COMMAND_WITHIN: Millis = 300_000;

export const hostPower = (host: FenceHost): HostPower => ({
  sysrq: (key) => {
    try {
      Deno.writeTextFileSync(TRIGGER, key, { create: false });
      return null;
    } catch (error) {
      return `Cannot end this host by ${TRIGGER}: ${(error as Error).message}`;
    }
  },
  reboot: (how) =>
    libc().reboot(how) === 0
      ? null
      : `Cannot end this host by reboot(2): ${lastRefusal().text}; switch it off by hand`,
  command: (command) => runPanicCommand(command, host),
});

/** Null: it ended well. */
export async function runPanicCommand(
  [program = "", ...args]: readonly string[],
  host: FenceHost,
): Promise<string | null> {
  const programs = programsOf(program, host);
  const outcome = await runProgram(
    { programs, args, env: commonEnv(host) },
    { timeout: COMMAND_WITHIN },
  );
  const cannot = `Cannot end this host by ${program}: `;
  switch (outcome.kind) {
    case "exited": {
      if (outcome.status === 0) return null;
      return `${cannot}exit status ${outcome.status} (${lineOf(outcome.output)})`;
    }
    case "timedOut":
      return `${cannot}it did not end within ${COMMAND_WITHIN / 60_000} min`;
    case "notSpawned":
      return `${cannot}${outcome.why}`;
  }
}
