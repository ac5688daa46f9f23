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
      const { lineNumber, column, message } = error;
      return { fault: { line: lineNumber, column: column + 1, reason: message } };
    }
    // The parser recurses, so brackets in brackets in brackets can exhaust the stack.
    if (error instanceof RangeError) {
      return { fault: { line: 1, column: 1, reason: "values are nested too deeply" } };
    }
    throw error;
  }
}

/** A key or table that was there before. */
export const isDuplicate = (fault: SyntaxFault): boolean =>
  fault.reason.startsWith("Defining a key multiple times");
