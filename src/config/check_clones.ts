/** Clones: what they copy, how often, and whether that can be promoted. */
import { MOST_INSTANCES, suggestion } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import type { CloneDraft } from "./resource_schema.ts";
import type { Path } from "./tree.ts";

export const checkClones: Check = (checking) => {
  checkInstances(checking);
  for (const { index, value: clone } of numbered(checking.draft.clone)) {
    const path = ["clone", index];
    const { of } = clone;
    const reason = of === undefined ? null : explainCloned(checking, of, clone);
    if (reason !== null) checking.error([...path, "of"], `Cannot clone "${of}": ${reason}`);
    else if (of !== undefined) checkAgents(checking, path, of, clone);
    checkNumbers(checking, path, clone);
  }
};

/** Told at the clone with most instances, for that is the one to make smaller. */
function checkInstances(checking: Checking): void {
  const { directory, draft } = checking;
  const clones = numbered(draft.clone).map(({ index, value: { of, max, ...clone } }) => {
    const members = of === undefined ? [] : directory.membersOf(of);
    const each = Math.max(1, members.length);
    return { index, ...clone, each, instances: each * (max ?? draft.node?.length ?? 1) };
  }).toSorted((one, other) => other.instances - one.instances);
  const all = clones.reduce(
    (sum, { instances, each }) => sum + instances - each,
    directory.resources.length,
  );
  if (all <= MOST_INSTANCES) return;
  const [largest] = clones;
  checking.error(
    largest === undefined ? ["resource"] : ["clone", largest.index],
    `Cannot run ${all} resources, instances of clones counted each: ${MOST_INSTANCES} are the most` +
      (largest === undefined
        ? ""
        : `; ${largest.name ?? "this clone"} has ${largest.instances} of them: lower its max`),
  );
}

function explainCloned({ directory }: Checking, of: string, clone: CloneDraft): string | null {
  const kind = directory.kindOf(of);
  if (kind === null) {
    if (!directory.knowsAllNames) return null;
    const known = directory.namesOf("resource", "group");
    return `there is no such resource or group${suggestion(of, known)}`;
  }
  if (kind !== "resource" && kind !== "group") {
    return `it is a ${kind}, and what is cloned is a resource or a group`;
  }
  const group = kind === "resource" ? directory.groupOf(of) : undefined;
  if (group !== undefined) {
    return `it is a member of group ${group.name ?? ""}; clone the group, or take it out`;
  }
  const other = directory.cloneAround(of);
  return other === clone || other === undefined
    ? null
    : `clone ${other.name ?? ""} copies it already; keep one of the two`;
}

/** What an agent of each class can be asked to do. */
function checkAgents(
  checking: Checking,
  path: Path,
  of: string,
  { promotable }: CloneDraft,
): void {
  const { directory } = checking;
  const members = directory.kindOf(of) === "group" ? directory.membersOf(of) : [of];
  for (const member of members) {
    const agent = directory.resource(member)?.agent;
    if (agent?.class === "hb") {
      checking.error(
        [...path, "of"],
        `Cannot clone "${of}": ${member} is an address, which can be on one node only; ` +
          "leave it outside and tie it to the clone by a [[colocation]]",
      );
    } else if (promotable && agent !== undefined && agent.class !== "ocf") {
      checking.error(
        [...path, "promotable"],
        `Cannot promote ${member}: agents of class ${agent.class} know no promote and demote, ` +
          "only those of class ocf can; remove promotable",
      );
    }
  }
}

const PROMOTABLE_ONLY = ["promoted_max", "promoted_node_max"] as const;

function checkNumbers(checking: Checking, path: Path, clone: CloneDraft): void {
  const refuse = (key: keyof CloneDraft, reason: string) =>
    checking.error([...path, key], `Cannot use ${key} = ${clone[key]}: ${reason}`);
  const exceeds = (key: keyof CloneDraft, limit: keyof CloneDraft) => {
    const [value, most] = [clone[key], clone[limit]];
    if (typeof value === "number" && typeof most === "number" && value > most) {
      refuse(key, `it is more than ${limit} (${most})`);
    }
  };
  for (const key of PROMOTABLE_ONLY) {
    if (clone[key] && (clone.promotable === null || clone.promotable === false)) {
      refuse(key, "this clone is not promotable; add promotable = true");
    }
  }
  for (const key of ["node_max", "promoted_node_max"] as const) {
    if ((clone[key] ?? 1) > 1 && (clone.unique === null || clone.unique === false)) {
      refuse(key, "instances on one node must be told apart; add unique = true");
    }
  }
  if (clone.promotable) {
    exceeds("promoted_max", "max");
    exceeds("promoted_node_max", "node_max");
  }
  exceeds("min", "max");
}
