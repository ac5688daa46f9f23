/** Text → tree. A line that cannot be read is reported and set aside, and the rest is read on. */
import type { ProblemList } from "./problem.ts";
import { explainRepeatedKey, explainSyntax } from "./syntax_explanation.ts";
import { isDuplicate, isLocal, parse, type SyntaxFault } from "./toml.ts";
import { outline } from "./toml_outline.ts";
import { growTree, type TableTree } from "./tree.ts";

/** Ten thousand resources with a constraint each; what is larger was not meant to be read. */
const MAX_LENGTH = 4_000_000;
const MAX_PROBLEMS = 20;
/** Each fault costs the parser a run, so of a large file fewer are told at once. */
const VALUES_PARSED = 400_000;

/** Stands for a table that was opened twice; its keys are not looked at. */
const SET_ASIDE = "set aside";

/** The tree; null where a fault leaves open how what follows it is meant. */
export function readToml(text: string, problems: ProblemList): TableTree | null {
  if (text.length > MAX_LENGTH) {
    problems.error(
      { line: 1, column: 1 },
      `Cannot read this file: it has ${text.length} characters, and ${MAX_LENGTH} are the most`,
    );
    return null;
  }
  // A byte order mark and carriage returns are an editor's habit and not a part of the text.
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const { values, excess, again } = outline(lines.join("\n"));
  for (const { line, first } of again) {
    const text = lines[line - 1] ?? "";
    problems.error({ line, column: text.search(/\S/) + 1 }, explainRepeatedKey(text, first));
    lines[line - 1] = "";
  }
  if (excess !== null) {
    problems.error(excess.at, `Cannot read this file: ${excess.reason}`);
    return null;
  }
  const unreadable = new Set<number>();
  const most = Math.min(MAX_PROBLEMS, Math.ceil(VALUES_PARSED / (values - again.length + 1)));
  for (let count = 1; count <= most; count++) {
    const source = lines.join("\n");
    const attempt = parse(source);
    if ("program" in attempt) {
      const root = growTree(attempt.program, source, unreadable);
      root.entries.delete(SET_ASIDE);
      return root;
    }
    const { fault } = attempt;
    problems.error({ line: fault.line, column: fault.column }, explainSyntax(fault, lines));
    if (!setAside(fault, lines, unreadable)) return null;
  }
  return null;
}

/** Replaces the line, so that the rest can be read. False: its fault reaches beyond the line. */
function setAside(fault: SyntaxFault, lines: string[], unreadable: Set<number>): boolean {
  const line = lines[fault.line - 1] ?? "";
  const isHeader = /^\s*\[/.test(line);
  if (isDuplicate(fault) && "program" in parse(line)) {
    lines[fault.line - 1] = isHeader ? `[["${SET_ASIDE}"]]` : "";
    return true;
  }
  if (isHeader || !isLocal(fault, line)) return false;
  // The key keeps a value, or its absence would be reported as well.
  const key = /^\s*[A-Za-z0-9_-]+(?=\s*=)/.exec(line)?.[0];
  lines[fault.line - 1] = key === undefined ? "" : `${key} = 0`;
  unreadable.add(fault.line);
  return true;
}
