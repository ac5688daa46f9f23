/** Options as GLib and getopt read them: letters in a row, values attached or following. */
import { ok, refuse, type Result } from "../model/mod.ts";

/** flag: has no value. value: has one. maybe: has one where the next word is no option. */
export type OptionKind = "flag" | "value" | "maybe";

/** By every spelling without its dashes: what the option is called in `Options`, and its kind. */
export type Spellings = Readonly<Record<string, readonly [meaning: string, kind: OptionKind]>>;

export interface Options {
  /** In the order given: of several that exclude each other the last counts. */
  readonly given: readonly (readonly [meaning: string, value: string | null])[];
  readonly operands: readonly string[];
}

export function readOptions(args: readonly string[], known: Spellings): Result<Options, string> {
  const given: [string, string | null][] = [];
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--") return ok({ given, operands: [...operands, ...args.slice(at + 1)] });
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const long = word.startsWith("--");
    let rest = word.slice(long ? 2 : 1);
    while (rest !== "") {
      const [spelling, attached, more] = long ? splitLong(rest) : splitLetter(rest, known);
      const option = Object.hasOwn(known, spelling) ? known[spelling] : undefined;
      if (option === undefined) return refuse(`Unknown option ${long ? "--" : "-"}${spelling}`);
      const [meaning, kind] = option;
      rest = more;
      if (kind === "flag" || attached !== null) {
        given.push([meaning, kind === "flag" ? null : attached]);
        continue;
      }
      const next = args[at + 1];
      const isThere = next !== undefined && (kind === "value" || !next.startsWith("-"));
      if (kind === "value" && !isThere) return refuse(`Missing argument for ${word}`);
      given.push([meaning, isThere ? next : null]);
      if (isThere) at += 1;
    }
  }
  return ok({ given, operands });
}

type Split = readonly [spelling: string, attached: string | null, more: string];

function splitLong(word: string): Split {
  const at = word.indexOf("=");
  return at < 0 ? [word, null, ""] : [word.slice(0, at), word.slice(at + 1), ""];
}

function splitLetter(word: string, known: Spellings): Split {
  const [letter = "", rest] = [word[0], word.slice(1)];
  const takesRest = rest !== "" && (known[letter]?.[1] ?? "flag") !== "flag";
  return takesRest ? [letter, rest, ""] : [letter, null, rest];
}

/** The last value given for it; undefined: it was not given, or without a value. */
export const valueOf = ({ given }: Options, meaning: string): string | undefined =>
  given.findLast(([each]) => each === meaning)?.[1] ?? undefined;

export const has = ({ given }: Options, meaning: string): boolean =>
  given.some(([each]) => each === meaning);

/** Which of these was given last. */
export const lastOf = <Meaning extends string>(
  { given }: Options,
  meanings: readonly Meaning[],
): Meaning | undefined =>
  given.findLast(([each]) => meanings.some((meaning) => meaning === each))?.[0] as
    | Meaning
    | undefined;
