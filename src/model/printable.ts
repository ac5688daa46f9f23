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

/** Nearly all there is, and quickly told. */
const PLAIN = /^[ -~]*$/;

const SHORT: ReadonlyMap<string, string> = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);

/** On one line: `\n`, `\r`, `\t` and `\u001b` stand for what would not be shown. */
export const printable = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(UNPRINTABLE, (code) => SHORT.get(code) ?? escaped(code));

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

/** What needs no change stays the same object: nearly all of a status does, and it may be large. */
function shown(data: unknown): unknown {
  if (typeof data === "string") return printable(data);
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) {
    const parts = data.map(shown);
    return parts.every((part, index) => part === data[index]) ? data : parts;
  }
  const entries = Object.entries(data);
  const fields = entries.map(([name, value]) => [printable(name), shown(value)] as const);
  const isFit = fields.every(([name, value], index) =>
    name === entries[index]?.[0] && value === entries[index]?.[1]
  );
  return isFit ? data : Object.fromEntries(fields);
}

/** JSON that says the same, with nothing unprintable in it but the line ends of `indent`. */
export const printableJson = (data: unknown, indent?: number): string =>
  (JSON.stringify(data, null, indent) ?? "null")
    .replace(UNPRINTABLE, (code) => code === "\n" ? code : escaped(code));

const escaped = (code: string): string => `\\u${code.charCodeAt(0).toString(16).padStart(4, "0")}`;
