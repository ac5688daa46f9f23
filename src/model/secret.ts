/**
 * What must not be told: the values of secret parameters, wherever a program repeats them.
 *
 * Agents print the command lines they run, so their words would carry passwords into log, state
 * file, datagrams and the status port. They are blotted out where the words come in.
 */

/** Sources: the parameters of resource-agents and fence-agents 4.12, and of cluster-glue 1.0.12. */
export const isSecretName = (name: string): boolean =>
  (/pass|secret|token|communit|credential|(^|[_-])psk$/i.test(name) || isKeyName(name)) &&
  !/script|method|file|path|dir|public/i.test(name);

const isKeyName = (name: string): boolean =>
  /(^|[_-])key$|(api|access|private|account|auth|encryption|shared)key$/i.test(name);

/** Shorter ones guard nothing, and would blot out half of what is said. */
const SHORTEST = 3;

/**
 * The texts to blot out of what an agent with these parameters says, longest first, so that one that
 * is part of another leaves nothing of it. `named`: parameters that its meta-data calls private.
 */
export function secretsAmong(
  params: Readonly<Record<string, string>>,
  named: readonly string[] = [],
): readonly string[] {
  const secrets = Object.entries(params).flatMap(([name, value]) => {
    if (named.includes(name)) return [value];
    // The name of a key's file is no secret; the file is.
    if (isKeyName(name) && value.startsWith("/")) return [];
    return isSecretName(name) ? [value] : secretsWithin(value);
  });
  return [...new Set(secrets.flatMap(writtenWays))].filter(({ length }) => length >= SHORTEST)
    .toSorted((one, other) => other.length - one.length);
}

const OPTION = /([\w-]+)(?:=|(?<=--[\w-]+)\s+)("[^"]*"|'[^']*'|[^\s,;&]+)/g;

/** `//user:SECRET@host`, `username=x,password=SECRET` as of mounts, `--password SECRET`. */
function secretsWithin(value: string): readonly string[] {
  const inAddress = /:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(value)?.[1];
  const options = [...value.matchAll(OPTION)]
    .filter(([, name = ""]) => isSecretName(name))
    .map(([, , secret = ""]) => secret.replace(/^(["'])(.*)\1$/, "$2"));
  return [...inAddress === undefined ? [] : [inAddress], ...options];
}

/** As it is, in an address, in JSON, and each line of it alone. */
const writtenWays = (secret: string): readonly string[] => {
  const lines = secret.split(/[\r\n]+/);
  const whole = lines.length > 1 ? [...lines, secret] : lines;
  return whole.flatMap((text) => [
    text,
    encodeURIComponent(text.toWellFormed()),
    JSON.stringify(text).slice(1, -1),
  ]);
};

const BLOT = "****";

/** `text` without them. `cut`: of what stood at its edges only a part may have been kept. */
export function blotted(text: string, secrets: readonly string[], cut = false): string {
  const whole = secrets.reduce((rest, secret) => rest.replaceAll(secret, BLOT), text);
  return cut ? withoutEdges(whole, secrets) : whole;
}

/** Half a character, where the bytes of one were parted. */
const BROKEN = "\uFFFD";

function withoutEdges(text: string, secrets: readonly string[]): string {
  const broken = text.startsWith(BROKEN) ? 1 : 0;
  const inside = text.slice(broken);
  const start = Math.max(0, ...secrets.map((secret) => endAtStart(secret, inside)));
  const rest = inside.slice(start);
  const end = Math.max(0, ...secrets.map((secret) => endAtStart(rest, secret)));
  return [
    start === 0 ? text.slice(0, broken) : BLOT,
    end === 0 ? rest : `${rest.slice(0, -end)}${BLOT}`,
  ].join("");
}

/** How much of the end of `one` the other begins with; 0 where that is too little to tell. */
function endAtStart(one: string, other: string): number {
  for (let length = Math.min(one.length, other.length); length >= SHORTEST; length -= 1) {
    if (other.startsWith(one.slice(-length))) return length;
  }
  return 0;
}
