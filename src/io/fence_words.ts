/** The one line of what a fence agent said that people should see, without what is secret. */

const LONGEST = 200;

/** The last line that says why, at most 200 characters; secrets among `params` are blotted out. */
export function lineOf(output: string, params: Readonly<Record<string, string>>): string {
  const lines = output.split("\n").map(plain).filter((line) => line !== "");
  const line = lines.findLast((line) => !SAYS_NOTHING.test(line)) ?? lines.at(-1) ?? "";
  const open = secretsOf(params).reduce((text, secret) => text.replaceAll(secret, "****"), line);
  return open.length <= LONGEST ? open : `${open.slice(0, LONGEST - 1)}…`;
}

/**
 * What fencing.py says after each error and of options that an agent has no use for, and ha_log.sh
 * where the command that failed said nothing.
 */
const SAYS_NOTHING = /^Please use '-h' for usage$|^Parse error: Ignoring|:$/;

/** Without control characters, and without the time and level that fencing.py and ha_log.sh put first. */
const plain = (line: string): string =>
  // deno-lint-ignore no-control-regex
  line.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ").trim()
    .replace(/^\d{4}-\d\d-\d\d [\d:,]+ (?=[A-Z]+: )/, "")
    .replace(/^[A-Z]+:root:/, "")
    .replace(/^:? *(CRIT|CRITICAL|ERROR|WARN|WARNING|notice|info|INFO): +/, "")
    .replace(/^Failed: /, "");

/** Shorter ones guard nothing, and would blot out half of what is said. */
const SHORTEST_SECRET = 3;

/** Longest first, so that one that is part of another leaves nothing of it. */
function secretsOf(params: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(params)
    .filter(([name, value]) => isSecret(name) && value.length >= SHORTEST_SECRET)
    .map(([, value]) => value)
    .toSorted((one, other) => other.length - one.length);
}

/** Sources: the parameters of fence-agents 4.12 and cluster-glue 1.0.12. */
const isSecret = (name: string): boolean =>
  /pass|secret|token|communit|api_?key|access_?key|credential/i.test(name) &&
  !/script|method|file|path/i.test(name);
