/** The one line of an agent's output that people should see. */

/** Resource agents put it before what they want shown. Source: ocf-shellfuncs, ocf_exit_reason. */
const EXIT_REASON = "ocf-exit-reason:";

const LONGEST = 200;

/** The last exit reason, else the last line that says anything; at most 200 characters. */
export function reasonIn(output: string): string {
  const lines = output.split("\n").map(plain).filter((line) => line !== "");
  const given = lines.findLast((line) => line.includes(EXIT_REASON));
  const line = given === undefined
    ? lines.at(-1) ?? ""
    : given.slice(given.indexOf(EXIT_REASON) + EXIT_REASON.length).trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

/** Without the colours and cursor movements of init scripts, and without other control characters. */
const plain = (line: string): string =>
  // deno-lint-ignore no-control-regex
  line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(/[\x00-\x1f\x7f-\x9f]+/g, " ").trim();
