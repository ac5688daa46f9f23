/** What is said of a bug in hb itself, wherever it came to light: one place for all commands. */
import { describeBug } from "../model/mod.ts";
import { BUILD } from "./build_info.ts";
import { ExitCode } from "./exit_code.ts";
import type { World } from "./world.ts";

/** @returns the exit status. */
export function tellBug(error: unknown, args: readonly string[], world: World): ExitCode {
  world.complain([
    `Cannot finish hb ${args.map(quoted).join(" ")}: hb has a bug: ${describeBug(error)}`,
    "Please report it with these lines, with the file that was read, if any (without secrets), " +
    `and with the version: hb ${BUILD.version} (commit ${BUILD.commit}, ${world.runtime})`,
  ]);
  const stack = error instanceof Error ? error.stack : undefined;
  if (world.environment("HB_DEBUG") === "1" && stack !== undefined) {
    world.complain(stack.split("\n"));
  } else world.complain("HB_DEBUG=1 before the command shows where in hb it happened");
  return ExitCode.bug;
}

/** As it can be typed again. */
const quoted = (word: string): string =>
  /^[\w./:=@,+-]+$/.test(word) ? word : JSON.stringify(word.slice(0, 200));
