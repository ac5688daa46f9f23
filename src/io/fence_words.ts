/** The one line of what a fence agent said that people should see. */
import { withoutCodes } from "../model/mod.ts";

const LONGEST = 200;

/** The last line that says why, at most 200 characters. */
export function lineOf(output: string): string {
  const lines = output.split("\n").map(plain).filter((line) => line !== "");
  const line = lines.findLast((line) => !SAYS_NOTHING.test(line)) ?? lines.at(-1) ?? "";
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

/**
 * What fencing.py says after each error and of options that an agent has no use for, and ha_log.sh
 * where the command that failed said nothing.
 */
const SAYS_NOTHING = /^Please use '-h' for usage$|^Parse error: Ignoring|:$/;

/** Without the time and level that fencing.py and ha_log.sh put first. */
const plain = (line: string): string =>
  withoutCodes(line)
    .replace(/^\d{4}-\d\d-\d\d [\d:,]+ (?=[A-Z]+: )/, "")
    .replace(/^[A-Z]+:root:/, "")
    .replace(/^:? *(CRIT|CRITICAL|ERROR|WARN|WARNING|notice|info|INFO): +/, "")
    .replace(/^Failed: /, "");
