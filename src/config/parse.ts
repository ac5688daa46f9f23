/** cluster.toml's text → what it says, or everything that is wrong with it. */
import type { ClusterConfig } from "../model/mod.ts";
import { buildConfig } from "./build.ts";
import { checkAddressesOnce, checkVips } from "./check_addresses.ts";
import { checkLinks, checkNodes } from "./check_links.ts";
import { checkOperations } from "./check_operations.ts";
import { checkRisks } from "./check_risks.ts";
import { checkMembers, checkNames, checkPrefer } from "./check_units.ts";
import { type Check, Checking } from "./checking.ts";
import { Directory } from "./directory.ts";
import { hasErrors, type Position, type Problem, ProblemList } from "./problem.ts";
import { readFile } from "./schema.ts";
import { readToml } from "./syntax.ts";
import { checkTimes } from "./times.ts";
import { locateIn, type Path } from "./tree.ts";

const CHECKS: readonly Check[] = [
  checkTimes,
  checkNodes,
  checkLinks,
  checkNames,
  checkMembers,
  checkPrefer,
  checkOperations,
  checkVips,
  checkAddressesOnce,
];

export interface ParsedConfig {
  /** Null where there is any error. */
  readonly config: ClusterConfig | null;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** Where the value at a path of the file's own keys stands, e.g. `["link", 0, "interface"]`. */
  readonly locate: (path: Path) => Position;
}

/** Syntax, schema, and all that can be checked without a host. `file` is for messages only. */
export function parseConfig(text: string, file: string): ParsedConfig {
  const list = new ProblemList(file);
  const root = readToml(text, list);
  if (root === null) {
    return { config: null, problems: list.inOrder(), locate: () => ({ line: 1, column: 1 }) };
  }
  const draft = readFile(root, { what: "this file", problems: list });
  if (draft !== undefined) {
    const checking = new Checking(draft, root, list);
    for (const check of CHECKS) check(checking);
    // What a mistyped key would have said is not known, so risks are told of a good file only.
    if (!hasErrors(list.inOrder())) checkRisks(checking);
  }
  const problems = list.inOrder();
  const isGood = draft !== undefined && !hasErrors(problems);
  return {
    config: isGood ? buildConfig(draft, new Directory(draft)) : null,
    problems,
    locate: (path) => locateIn(root, path),
  };
}
