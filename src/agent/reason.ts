/** The one line of an agent's output that people should see. */
import { withoutCodes } from "../model/mod.ts";

/** Resource agents put it before what they want shown. Source: ocf-shellfuncs, ocf_exit_reason. */
const EXIT_REASON = "ocf-exit-reason:";

const LONGEST = 200;

/** The last exit reason, else the last line that says anything; at most 200 characters. */
export function reasonIn(output: string): string {
  const lines = output.split("\n").map(withoutCodes).filter((line) => line !== "");
  const given = lines.findLast((line) => line.includes(EXIT_REASON));
  const line = given === undefined
    ? lines.at(-1) ?? ""
    : given.slice(given.indexOf(EXIT_REASON) + EXIT_REASON.length).trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
