/** The parser of the language itself, as a value instead of an exception. */
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";

export interface SyntaxFault {
  readonly line: number;
  readonly column: number;
  /** The parser's words. */
  readonly reason: string;
}

type Attempt =
  | { readonly program: AST.TOMLProgram }
  | { readonly fault: SyntaxFault };

export function parse(source: string): Attempt {
  try {
    return { program: parseTOML(source, { tomlVersion: "1.0" }) };
  } catch (error) {
    if (error instanceof ParseError) {
      return { fault: faultOf(error, source) };
    }
    // The parser recurses, so brackets in brackets in brackets can exhaust the stack.
    if (error instanceof RangeError) {
      return { fault: { line: 1, column: 1, reason: "values are nested too deeply" } };
    }
    throw error;
  }
}

/** What ends too early is reported on a later line, and belongs to the one where it ends. */
function faultOf({ lineNumber, column, message }: ParseError, source: string): SyntaxFault {
  const before = source.split("\n").slice(0, lineNumber - 1);
  const last = before.findLastIndex((line) => !/^\s*(#.*)?$/.test(line));
  const ended = before[last] ?? "";
  if (/^[^"'#]*=\s*(#.*)?$/.test(ended)) {
    return { line: last + 1, column: ended.length + 1, reason: "Unspecified values are invalid" };
  }
  const [, opening, closing] = /^\s*(\[+)[^=\]"'#]*(\]*)\s*(?:#.*)?$/.exec(ended) ?? [];
  if (opening?.length !== closing?.length) {
    return { line: last + 1, column: ended.length + 1, reason: "Unterminated table-key" };
  }
  return { line: lineNumber, column: column + 1, reason: message };
}

/** A key or table that was there before. */
export const isDuplicate = (fault: SyntaxFault): boolean =>
  fault.reason.startsWith("Defining a key multiple times");

/** Whether the line is at fault by itself, so that the lines around it can be read without it. */
export function isLocal(fault: SyntaxFault, line: string): boolean {
  const alone = parse(line);
  return "fault" in alone && alone.fault.reason === fault.reason &&
    alone.fault.column === fault.column;
}
