/** Resources that can run nowhere, and those that are to be together and apart at once. */
import { formatScore, INFINITY, type LocationConstraint } from "../model/mod.ts";
import type { Check, Checking } from "./checking.ts";
import { Companies } from "./companies.ts";
import type { Written } from "./constraints.ts";
import { type Places, placesOf } from "./places.ts";
import { type Side, type Tie, tiesOf } from "./ties.ts";
import type { Path } from "./tree.ts";

export const checkPlaces: Check = (checking) => {
  const { directory } = checking;
  // Where a name was refused, too little is known of what is allowed.
  if (!directory.knowsAllNames || !directory.knowsAllNodes || directory.nodes.length === 0) return;
  if (directory.nodes.every((node) => directory.isWitness(node))) return;
  const places = placesOf(checking);
  for (const [unit, of] of places) {
    if (of.nodes.size === 0) refuseNowhere(checking, unit, of);
  }
  checkAlwaysAndNever(checking);
  const ties = tiesOf(checking);
  const isClone = (unit: string) => directory.kindOf(unit) === "clone";
  const companies = new Companies(
    ties.filter(({ together, one, other }) =>
      together && !isClone(one.unit) && !isClone(other.unit)
    ),
  );
  for (const tie of ties) {
    if (!tie.together) checkApart(checking, tie, companies, ties);
  }
  checkTogether(checking, ties.filter(({ together }) => together), companies, places);
};

function refuseNowhere(checking: Checking, unit: string, { bans }: Places): void {
  const { nodes } = checking.directory;
  const last = bans.at(-1);
  if (last === undefined) {
    checking.error(
      checking.directory.pathOf(unit),
      `Cannot run ${unit}: with symmetric_cluster = false nothing runs where it was not allowed; ` +
        `add prefer = ["${nodes[0]}"] or a [[location]]`,
    );
    return;
  }
  const lines = [...new Set(bans.map(({ path }) => checking.line(path)))];
  checking.error(
    last.path,
    `Cannot run ${unit}: ${lines.length === 1 ? "this keeps" : `lines ${lines.join(", ")} keep`} ` +
      `it from every node (${nodes.join(", ")}); to keep it stopped write target_role = "stopped"`,
  );
}

/** INFINITY and -INFINITY for one node: the second wins, so one of them is a mistake. */
function checkAlwaysAndNever(checking: Checking): void {
  const seen = new Map<string, Written<LocationConstraint>>();
  for (const written of checking.constraints.locations) {
    const { resource, role, where } = written.it;
    if (where.kind !== "node" || Math.abs(where.score) < INFINITY) continue;
    const key = `${checking.directory.unitOf(resource)} ${role} ${where.node}`;
    const other = seen.get(key)?.it.where;
    if (other !== undefined && other.score === -where.score) {
      const line = checking.line(seen.get(key)?.path ?? []);
      checking.error(
        written.path,
        `Cannot place ${resource} on ${where.node} always and never: line ${line} says ` +
          `${formatScore(-where.score)}, and this ${formatScore(where.score)}; remove one`,
      );
    }
    seen.set(key, written);
  }
}

function checkApart(
  checking: Checking,
  { one, other, path }: Tie,
  companies: Companies,
  ties: readonly Tie[],
): void {
  const { directory } = checking;
  if (one.unit === other.unit && directory.kindOf(one.unit) === "group") {
    checking.error(
      path,
      `Cannot keep ${one.name} and ${other.name} apart: group ${one.unit} keeps them together`,
    );
    return;
  }
  const direct = ties.find((tie) => tie.together && covers([one, other], [tie.one, tie.other]));
  const way = direct ? [direct] : companies.between(one.unit, other.unit);
  if (way === null || one.unit === other.unit) return;
  const reasons = way.map((tie) =>
    `${tie.one.name} with ${tie.other.name}${lineOf(checking, tie.path)}`
  );
  checking.error(
    path,
    `Cannot keep ${one.name} and ${other.name} apart: they are always together by ` +
      `${reasons.join(", ")}; remove one of these`,
  );
}

const lineOf = (checking: Checking, path: Path): string => ` (line ${checking.line(path)})`;

/** Whether those that must not meet are those that always do, in the same roles or in more. */
function covers(apart: readonly [Side, Side], together: readonly [Side, Side]): boolean {
  const is = (avoided: Side, meant: Side) =>
    avoided.unit === meant.unit && (avoided.role === null || avoided.role === meant.role);
  const [one, other] = apart;
  const [first, second] = together;
  return (is(one, first) && is(other, second)) || (is(one, second) && is(other, first));
}

/** Told once for each company, at the last of its ties. */
function checkTogether(
  checking: Checking,
  ties: readonly Tie[],
  companies: Companies,
  places: ReadonlyMap<string, Places>,
): void {
  const tiesOfCompany = Map.groupBy(ties, ({ one }) => companies.of(one.unit).join());
  for (const [, its] of tiesOfCompany) {
    const last = its.at(-1);
    if (last === undefined) continue;
    // Clones run on several nodes, so whoever is with one is only limited to these.
    const units = [...companies.of(last.one.unit), ...its.map(({ other }) => other.unit)];
    const allowed = [...new Set(units)].map((unit) =>
      [unit, [...places.get(unit)?.nodes ?? []]] as const
    );
    const [[, first] = ["", []], ...others] = allowed;
    const isPossible = first.some((node) => others.every(([, nodes]) => nodes.includes(node)));
    // Who can run nowhere was told of already.
    if (isPossible || allowed.some(([, nodes]) => nodes.length === 0)) continue;
    checking.error(
      last.path,
      `Cannot run ${
        allowed.map(([unit]) => unit).join(" and ")
      } together: no node may run them all ` +
        `(${allowed.map(([unit, nodes]) => `${unit} on ${nodes.join(", ")}`).join("; ")})`,
    );
  }
}
