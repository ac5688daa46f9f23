/** What is wrong with a line that is not TOML, in words that say how to repair it. */
import {
  growTree,
  locateIn,
  namesOf,
  type Path,
  shorten,
  type TableTree,
  type Tree,
} from "./tree.ts";
import { isDuplicate, isLocal, parse, type SyntaxFault } from "./toml.ts";

/** A sentence for `fault`, which the parser met in `lines`. */
export function explainSyntax(fault: SyntaxFault, lines: readonly string[]): string {
  const line = (lines[fault.line - 1] ?? "").trimEnd();
  if (isDuplicate(fault)) return explainDuplicate(fault, lines);
  const thing = line === "" ? "to the end" : shorten(line.trim());
  const mistake = isLocal(fault, line) ? explainMistake(line.trim()) : null;
  if (mistake !== null) return `Cannot read ${thing}: ${mistake}`;
  const reason = fault.reason.charAt(0).toLowerCase() + fault.reason.slice(1);
  const open = openedBefore(fault, lines);
  return `Cannot read ${thing}: ${reason}` +
    (open === null ? "" : `; the value that begins on line ${open} may lack its end`);
}

function explainMistake(line: string): string | null {
  if (line.length > LONGEST_EXPLAINED) return null;
  const mistake = MISTAKES.find(({ pattern }) => pattern.test(line));
  return mistake === undefined ? null : line.replace(mistake.pattern, mistake.advice);
}

/** Patterns are tried on what a person may have typed, not on what may keep them busy for long. */
const LONGEST_EXPLAINED = 200;

const KEY = String.raw`^("[^"]*"|[\w.-]+)\s*`;

/** The usual mistakes; `$1` is the key and `$2` its value. A comment at the end is left out. */
const MISTAKES: readonly { readonly pattern: RegExp; readonly advice: string }[] = [
  {
    pattern: new RegExp(String.raw`${KEY}=\s*(yes|on|True|TRUE)\s*(#.*)?$`),
    advice: "write $1 = true",
  },
  {
    pattern: new RegExp(String.raw`${KEY}=\s*(no|off|False|FALSE)\s*(#.*)?$`),
    advice: 'write $1 = false, or $1 = "$2" where text is meant',
  },
  {
    pattern: new RegExp(String.raw`${KEY}=\s*(?![\d_]+\s*(?:#|$))([^\s"'\[{=][^"'#=]*?)\s*(#.*)?$`),
    advice: 'text and times stand in quotes; write $1 = "$2"',
  },
  { pattern: new RegExp(String.raw`${KEY}=\s*(#.*)?$`), advice: "the value of $1 is missing" },
  {
    pattern: new RegExp(String.raw`${KEY}=\s*"([^"#]*?)\s*(#.*)?$`),
    advice: 'the closing quote is missing; write $1 = "$2"',
  },
  {
    pattern: new RegExp(String.raw`${KEY}[ \t:]\s*(\d+|true|false)\s*(#.*)?$`),
    advice: 'a key and its value are joined by "="; write $1 = $2',
  },
  {
    pattern: new RegExp(String.raw`${KEY}[ \t:]\s*"?([^"=#]+?)"?\s*(#.*)?$`),
    advice: 'a key and its value are joined by "="; write $1 = "$2"',
  },
  {
    pattern: new RegExp(String.raw`${KEY}=\s*("[^"]*"|[\w.]+)\s+[\w.-]+\s*=.*$`),
    advice: "each key stands on a line of its own",
  },
  {
    pattern: new RegExp(String.raw`${KEY}=\s*"([^"]*\\[^"]*)"\s*(#.*)?$`),
    advice: "in \"…\" a backslash begins an escape; write $1 = '$2'",
  },
  {
    pattern: /^(\[+)\s*([\w.-]+)\s*\]*\s*(#.*)?$/,
    advice: "a table's header is closed by as many ] as it has [",
  },
];

/** Names the line that has the key or table already, where it can be told. */
function explainDuplicate(fault: SyntaxFault, lines: readonly string[]): string {
  const line = lines[fault.line - 1] ?? "";
  const before = lines.slice(0, fault.line - 1).join("\n");
  const first = firstOf(line, before);
  if (!/^\s*\[/.test(line)) return explainRepeatedKey(line, first);
  const where = whereOf(first);
  const thing = `Cannot open ${shorten(line.trim())}`;
  const isList = (text: string) => text.trim().startsWith("[[");
  return isList(line) !== isList(lines[(first ?? 0) - 1] ?? "")
    ? `${thing}: with other brackets it is ${where}; write the same in both places`
    : `${thing} again: it is ${where}; bring its keys together there`;
}

/** @param first the line that has the key already; null: it cannot be told. */
export const explainRepeatedKey = (line: string, first: number | null): string =>
  `Cannot set ${shorten(line.trim())}: the key is ${whereOf(first)}; keep one of the two`;

const whereOf = (first: number | null): string =>
  first === null ? "there already" : `on line ${first} already`;

/** The line where `before` defines what `line` defines again. */
function firstOf(line: string, before: string): number | null {
  const earlier = parse(before);
  const again = parse(line);
  if (!("program" in earlier) || !("program" in again)) return null;
  const root = growTree(earlier.program, before, new Set());
  const statement = again.program.body[0].body[0];
  if (statement === undefined) return null;
  const last = earlier.program.body[0].body.at(-1);
  const around = last?.type === "TOMLTable" ? last.resolvedKey : [];
  const path = statement.type === "TOMLTable"
    ? inLastItems(root, namesOf(statement.key))
    : [...around, ...namesOf(statement.key)];
  return locateIn(root, path).line;
}

/** A header speaks of the last table of each list on its way. */
function inLastItems(root: TableTree, names: readonly string[]): Path {
  const path: (string | number)[] = [];
  let here: TableTree | null = root;
  for (const name of names) {
    path.push(name);
    const next: Tree | undefined = here?.entries.get(name)?.value;
    if (next?.kind === "array" && name !== names.at(-1)) path.push(next.items.length - 1);
    const inside: Tree | undefined = next?.kind === "array" ? next.items.at(-1) : next;
    here = inside?.kind === "table" ? inside : null;
  }
  return path;
}

/** Lines; each of them is parsed. */
const LOOKED_BACK = 2000;

/** The line of an opening [, { or """ that was still waiting for its end at the fault. */
function openedBefore(fault: SyntaxFault, lines: readonly string[]): number | null {
  for (let line = fault.line - 1; line >= Math.max(1, fault.line - LOOKED_BACK); line--) {
    const text = (lines[line - 1] ?? "").trim();
    if (text === "" || text.startsWith("#")) continue;
    if (!/^("[^"]*"|[\w.-]+)\s*=/.test(text)) continue;
    if ("fault" in parse(text)) return line;
    // A text that never ends swallows whole lines that look as if they were well.
    if (fault.line < lines.length) return null;
  }
  return null;
}
