/** Readers of single values: what is allowed, and how a refusal says so. */
import { INFINITY, type Millis, type Score, suggestion } from "../model/mod.ts";
import { complain, type Reader } from "./decode.ts";
import { foreignValue } from "./foreign_words.ts";

/** A string for which `refusal` has nothing to say. */
export function text(refusal: (value: string) => string | null): Reader<string> {
  return (tree, reading) => {
    if (tree.kind !== "string") {
      return complain(tree, reading, `it is text; write ${reading.what} = "${tree.text}"`);
    }
    const reason = refusal(tree.value);
    return reason === null ? tree.value : complain(tree, reading, reason);
  };
}

export const boolean: Reader<boolean> = (tree, reading) =>
  tree.kind === "boolean"
    ? tree.value
    : complain(tree, reading, "it must be true or false, unquoted");

export function whole(low: number, high: number): Reader<number> {
  return (tree, reading) =>
    tree.kind === "number" && Number.isInteger(tree.value) && tree.value >= low &&
      tree.value <= high
      ? tree.value
      : complain(tree, reading, `it must be a whole number from ${low} to ${high}, unquoted`);
}

/** A whole number, or "INFINITY" as Pacemaker writes it. */
export function score(low: number): Reader<Score> {
  return (tree, reading) => {
    if (tree.kind === "string" && /^\+?INFINITY$/i.test(tree.value)) return INFINITY;
    if (tree.kind === "string" && low < 0 && /^-INFINITY$/i.test(tree.value)) return -INFINITY;
    const isScore = tree.kind === "number" && Number.isInteger(tree.value) && tree.value >= low &&
      tree.value <= INFINITY;
    return isScore ? tree.value : complain(
      tree,
      reading,
      `it must be a whole number from ${low} to ${INFINITY}, or "INFINITY"`,
    );
  };
}

/** One of some words. `unsupported` are known, and refused as not there yet. */
export function choice<const Word extends string>(
  words: readonly Word[],
  unsupported: readonly string[] = [],
): Reader<Word> {
  return (tree, reading) => {
    const found = tree.kind === "string" ? tree.value : tree.text;
    const word = words.find((candidate) => candidate === found);
    if (word !== undefined && tree.kind === "string") return word;
    if (unsupported.includes(found)) {
      return complain(tree, reading, "it is not supported by this version of hb");
    }
    const allowed = words.map((candidate) => `"${candidate}"`).join(", ");
    const foreign = foreignValue(found, words);
    const hint = foreign === null ? suggestion(found, words) : `; here it is "${foreign}"`;
    return complain(tree, reading, `it must be one of ${allowed}${hint}`);
  };
}

const UNITS: Readonly<Record<string, Millis>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A time from `low` to `high`, e.g. "200ms", "0.5s", "10s", "1m", "1h".
 * @param words what is allowed beside, and what it stands for: `{ off: 0 }`.
 */
export function time(
  low: string,
  high: string,
  words: Readonly<Record<string, Millis>> = {},
): Reader<Millis> {
  const beside = Object.keys(words).map((word) => `, or "${word}"`).join("");
  return (tree, reading) => {
    if (tree.kind === "number" && tree.value > 0) {
      return complain(
        tree,
        reading,
        `a time has its unit; write ${reading.what} = "${tree.text}s"`,
      );
    }
    const found = tree.kind === "string" ? tree.value : tree.text;
    if (Object.hasOwn(words, found)) return words[found];
    const millis = parseTime(found);
    if (millis === null) {
      return complain(tree, reading, `${explainTime(found, Object.keys(words))}${beside}`);
    }
    return millis >= (parseTime(low) ?? 0) && millis <= (parseTime(high) ?? Infinity)
      ? millis
      : complain(tree, reading, `it must be a time from ${low} to ${high}${beside}`);
  };
}

/** "10 sec" and the like are plain enough to say what to write instead. */
function explainTime(found: string, words: readonly string[]): string {
  const [, number, unit] = /^\s*([\d.]+)\s*(ms|s|m|h)[a-z]*\s*$/i.exec(found) ?? [];
  const meant = `${number}${unit?.toLowerCase()}`;
  if (number !== undefined && parseTime(meant) !== null) return `write "${meant}"`;
  const hint = suggestion(found, words);
  return hint === ""
    ? 'a time is a number with its unit, e.g. "200ms", "10s", "1m"'
    : hint.slice(2);
}

/** Milliseconds, or null where `value` is no time. */
export function parseTime(value: string): Millis | null {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  return number === undefined ? null : Math.round(Number(number) * (UNITS[unit] ?? 0));
}
