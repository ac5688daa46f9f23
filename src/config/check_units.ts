/** Groups and resources: their names, their members, where they would rather be. */
import { suggestion } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import { KINDS } from "./directory.ts";
import type { GroupDraft } from "./resource_schema.ts";
import type { Path } from "./tree.ts";

export const checkNames: Check = (checking) => {
  const lines = new Map<string, number>();
  for (const kind of KINDS) {
    const list = checking.draft[kind];
    for (const { index, value: { name } } of numbered<{ name: string | undefined }>(list)) {
      if (name === undefined) continue;
      const path = [kind, index, "name"];
      const first = lines.get(name);
      if (first !== undefined) {
        checking.error(
          path,
          `Cannot use name = "${name}": line ${first} has it already; ` +
            "each resource, group, clone, template and tag needs a name of its own",
        );
      }
      lines.set(name, first ?? checking.line(path));
    }
  }
};

export const checkMembers: Check = (checking) => {
  const groupOf = new Map<string, GroupDraft>();
  for (const { index, value: group } of numbered(checking.draft.group)) {
    if (group.members?.length === 0) {
      checking.error(
        ["group", index, "members"],
        `Cannot use group ${group.name ?? ""}: it has no members; name one resource at least`,
      );
    }
    for (const { index: position, value: member } of numbered(group.members)) {
      const path = ["group", index, "members", position];
      const reason = explainMember(checking, member, group, groupOf);
      if (reason !== null) checking.error(path, `Cannot use member "${member}": ${reason}`);
      groupOf.set(member, groupOf.get(member) ?? group);
    }
  }
};

function explainMember(
  checking: Checking,
  member: string,
  group: GroupDraft,
  groupOf: ReadonlyMap<string, GroupDraft>,
): string | null {
  const { directory } = checking;
  const kind = directory.kindOf(member);
  if (kind !== "resource") {
    if (kind !== null) return `it is a ${kind}, and members are resources`;
    // A resource whose name was refused may be the one that is meant.
    if (!directory.knowsAllNames) return null;
    return `there is no such resource${suggestion(member, directory.namesOf("resource"))}`;
  }
  const first = groupOf.get(member);
  if (first === undefined) return null;
  return first === group
    ? "it is a member already"
    : `it is a member of group ${first.name ?? ""} already`;
}

export const checkPrefer: Check = (checking) => {
  for (const kind of ["group", "clone", "template", "resource"] as const) {
    const list = checking.draft[kind];
    for (const { index, value } of numbered<{ prefer: GroupDraft["prefer"] }>(list)) {
      checkNodesNamed(checking, [kind, index, "prefer"], value.prefer);
    }
  }
};

function checkNodesNamed(
  checking: Checking,
  path: Path,
  prefer: readonly (string | undefined)[] | undefined,
): void {
  const { nodes, knowsAllNodes } = checking.directory;
  for (const { index, value: node } of numbered(prefer)) {
    if (knowsAllNodes && !nodes.includes(node)) {
      checking.error(
        [...path, index],
        `Cannot prefer node "${node}": there is no such node; the nodes are ${nodes.join(", ")}`,
      );
    }
    if (prefer?.indexOf(node) !== index) {
      checking.error([...path, index], `Cannot prefer node "${node}": it is in the list already`);
    }
  }
}
