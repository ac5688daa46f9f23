/** What is wrong with a line that is not TOML, in words that say how to repair it. */
import type { SyntaxFault } from "./toml.ts";

export function explainSyntax(fault: SyntaxFault, lines: readonly string[]): string {
  const line = (lines[fault.line - 1] ?? "").trim();
  return `Cannot read "${line}": ${fault.reason}`;
}
