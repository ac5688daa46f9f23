/** cluster.toml's text → what it says, or everything that is wrong with it. */
import type { ClusterConfig } from "../model/mod.ts";
import { buildConfig } from "./build.ts";
import { checkAddressesOnce, checkVips } from "./check_addresses.ts";
import { checkClones } from "./check_clones.ts";
import {
  checkColocations,
  checkConstraintNames,
  checkLocations,
  checkOrders,
} from "./check_constraints.ts";
import { checkFencing } from "./check_fencing.ts";
import { checkLinks, checkNodes } from "./check_links.ts";
import { checkOperations } from "./check_operations.ts";
import { checkOrderLoops } from "./check_order_loops.ts";
import { checkArbiter, checkPings, checkWatchdog } from "./check_outside.ts";
import { checkPlaces } from "./check_places.ts";
import { checkRisks } from "./check_risks.ts";
import { checkSafety } from "./check_safety.ts";
import { checkStatus } from "./check_status.ts";
import { checkCapacities, checkTargetRoles } from "./check_settings.ts";
import { checkSizes } from "./check_sizes.ts";
import { checkTags, checkTemplates } from "./check_templates.ts";
import { checkMembers, checkNames, checkPrefer } from "./check_units.ts";
import { checkVotes } from "./check_votes.ts";
import { type Check, Checking } from "./checking.ts";
import { type Position, type Problem, ProblemList } from "./problem.ts";
import { readFile } from "./schema.ts";
import { readToml } from "./syntax.ts";
import { checkTimes } from "./times.ts";
import { locateIn, type Path } from "./tree.ts";

const CHECKS: readonly Check[] = [
  checkTimes,
  checkNodes,
  checkVotes,
  checkLinks,
  checkNames,
  checkMembers,
  checkClones,
  checkTemplates,
  checkTags,
  checkPrefer,
  checkOperations,
  checkTargetRoles,
  checkCapacities,
  checkConstraintNames,
  checkLocations,
  checkColocations,
  checkOrders,
  checkPlaces,
  checkOrderLoops,
  checkVips,
  checkAddressesOnce,
  checkFencing,
  checkWatchdog,
  checkArbiter,
  checkPings,
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
  const locate = (path: Path) => locateIn(root, path);
  if (draft === undefined || !checkSizes(draft, root, list)) {
    return { config: null, problems: list.inOrder(), locate };
  }
  const checking = new Checking(draft, root, list);
  for (const check of CHECKS) check(checking);
  const config = !list.hasErrors
    ? buildConfig(draft, checking.directory, checking.constraints)
    : null;
  // What a mistyped key would have said is not known, so risks are told of a good file only.
  if (config !== null) {
    checkRisks(checking);
    checkSafety(checking, config);
    checkStatus(checking, config);
  }
  return {
    config,
    problems: list.inOrder(),
    locate,
  };
}
