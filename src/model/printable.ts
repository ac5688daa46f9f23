/**
 * Foreign text made fit to be shown: the one place for what agents, operators, peers and files say.
 *
 * A line of hb's goes to terminals, logs, systemd and scripts, and some of these obey what is in it.
 * So every way out makes each of its lines printable, and what was meant as one line stays one.
 */

/** One line of text, or several; a line end within one of them is shown and not obeyed. */
export type Lines = string | readonly string[];

/**
 * C0, DEL and C1 codes (a terminal's commands), line and paragraph separators, codes that turn the
 * direction of writing, and halves of surrogate pairs. Source: Unicode's general categories and
 * Bidi_Control.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);

/** On one line: `\n`, `\r`, `\t` and `\u001b` stand for what would not be shown. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (code) => SHORT.get(code) ?? escaped(code));

/** A line that a program meant for a terminal, as people read it: without colours and the like. */
export const withoutCodes = (line: string): string =>
  // deno-lint-ignore no-control-regex -- ECMA-48's commands begin with it
  line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(UNPRINTABLE, " ").replace(/ +/g, " ").trim();

/** Each line of its own. */
export const printableLines = (lines: Lines): readonly string[] =>
  (typeof lines === "string" ? [lines] : lines).map(printable);

/** The same data with every text in it printable, the names of fields too. */
export function printableData<Data>(data: Data): Data {
  return shown(data) as Data;
}

function shown(data: unknown): unknown {
  if (typeof data === "string") return printable(data);
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map(shown);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [printable(name), shown(value)]),
  );
}

/** JSON that says the same, with nothing unprintable in it but the line ends of `indent`. */
export const printableJson = (data: unknown, indent?: number): string =>
  (JSON.stringify(data, null, indent) ?? "null")
    .replace(UNPRINTABLE, (code) => code === "\n" ? code : escaped(code));

const escaped = (code: string): string => `\\u${code.charCodeAt(0).toString(16).padStart(4, "0")}`;
