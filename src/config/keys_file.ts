/**
 * The file with the cluster's shared keys: a key a line, `ID SECRET`, the secret in hexadecimal.
 * Nothing here ever puts a secret into a message.
 */
import { type Key, keyLines, type Keys, keyWords, secretOf } from "../model/mod.ts";
import { type Problem, ProblemList } from "./problem.ts";

const HEADER = `\
# The keys of an hb cluster: the same file on every node, owned by root, mode 0600.
# A key a line: ID SECRET. The first signs what this node sends; what any of them signed is
# accepted. To change keys without a break: 1. add the new key as the last line on every node,
# 2. move it to the top on every node, 3. remove the old one on every node; after each of the
# three steps let hb read the file again (systemctl reload hb).
`;

/** HMAC-SHA256 gains nothing from more than its block, and is weak with less than this. */
const LEAST_BYTES = 16;
const MOST_BYTES = 64;
/** What is written in the wrong order must not be quoted. */
const SECRET_LIKE = /^[0-9A-Fa-f]{16,}$/;
const ID = /^[A-Za-z0-9._-]{1,32}$/;

export interface ParsedKeys {
  /** Null where there is any error. */
  readonly keys: Keys | null;
  readonly problems: readonly Problem[];
}

export function parseKeys(text: string, file: string): ParsedKeys {
  const problems = new ProblemList(file);
  const keys: Key[] = [];
  const seen = new Map<string, number>();
  keyLines(text).forEach((content, index) => {
    const line = index + 1;
    const words = keyWords(content);
    if (words.length === 0) return;
    const [id = "", secret = ""] = words;
    const reason = explainKey(words) ?? explainRepetition(id, secret.toLowerCase(), seen);
    if (reason !== null) {
      return problems.error({ line, column: content.search(/\S/) + 1 }, reason);
    }
    seen.set(id, line).set(secret.toLowerCase(), line);
    keys.push({ id, secret: secretOf(secret) });
  });
  const [first, ...others] = keys;
  if (first === undefined && !problems.hasErrors) {
    problems.error(
      { line: 1, column: 1 },
      "Cannot use this file: it has no key; make one with hb keygen",
    );
  }
  const isGood = first !== undefined && !problems.hasErrors;
  return { keys: isGood ? [first, ...others] : null, problems: problems.inOrder() };
}

/** The file's text, with a header that says how to use it. */
export function printKeys(keys: Keys): string {
  return [HEADER, ...keys.map(({ id, secret }) => `${id} ${toHex(secret)}\n`)].join("");
}

/** A new file with one key. @param randomBytes 32 of them, from a good source. */
export const generateKeys = (randomBytes: Uint8Array, id: string): string =>
  printKeys([{ id, secret: randomBytes }]);

function explainKey(words: readonly string[]): string | null {
  const [id = "", secret = ""] = words;
  if (words.length !== 2) {
    return `Cannot read this line: a key is an ID and a SECRET, and here are ${words.length} words`;
  }
  // A word that is no ID may be a secret, so its length alone is shown.
  if (SECRET_LIKE.test(id)) {
    return `Cannot use this key's ID: it is ${id.length} hexadecimal digits, as a secret is; the ID ` +
      "stands before the SECRET";
  }
  if (!ID.test(id)) return "Cannot use this key's ID: it has 1 to 32 of A-Z a-z 0-9 . _ -";
  if (!/^([0-9A-Fa-f]{2})+$/.test(secret)) {
    return `Cannot use the secret of key ${id}: it is not an even number of hexadecimal digits; ` +
      "make one with hb keygen";
  }
  const bytes = secret.length / 2;
  return bytes >= LEAST_BYTES && bytes <= MOST_BYTES
    ? null
    : `Cannot use the secret of key ${id}: it has ${bytes} bytes, and ${LEAST_BYTES} to ` +
      `${MOST_BYTES} are allowed; make one with hb keygen`;
}

function explainRepetition(
  id: string,
  secret: string,
  seen: ReadonlyMap<string, number>,
): string | null {
  const sameId = seen.get(id);
  if (sameId !== undefined) {
    return `Cannot use key ${id}: its ID is on line ${sameId} already; give each its own`;
  }
  const sameSecret = seen.get(secret);
  return sameSecret === undefined
    ? null
    : `Cannot use key ${id}: its secret is that of line ${sameSecret}; make one with hb keygen`;
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
