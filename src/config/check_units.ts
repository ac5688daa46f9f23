/** Groups and resources: their names, their members, where they would rather be. */
import { type Check, type Checking, numbered } from "./checking.ts";
import type { GroupDraft } from "./resource_schema.ts";
import { suggestion } from "./spelling.ts";
import type { Path } from "./tree.ts";

export const checkNames: Check = (checking) => {
  const lines = new Map<string, number>();
  const { group, resource } = checking.draft;
  for (const [kind, list] of [["group", group], ["resource", resource]] as const) {
    for (const { index, value: { name } } of numbered<{ name: string | undefined }>(list)) {
      if (name === undefined) continue;
      const path = [kind, index, "name"];
      const first = lines.get(name);
      if (first !== undefined) {
        checking.error(
          path,
          `Cannot use name = "${name}": line ${first} has it already; ` +
            "each group and resource needs a name of its own",
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
  const { draft } = checking;
  const resources = numbered(draft.resource).flatMap(({ value: { name } }) => name ?? []);
  if (!resources.includes(member)) {
    const isGroup = numbered(draft.group).some(({ value: { name } }) => name === member);
    if (isGroup) return "it is a group, and members are resources";
    // A resource whose name was refused may be the one that is meant.
    if (resources.length !== draft.resource?.length) return null;
    return `there is no such resource${suggestion(member, resources)}`;
  }
  const first = groupOf.get(member);
  if (first === undefined) return null;
  return first === group
    ? "it is a member already"
    : `it is a member of group ${first.name ?? ""} already`;
}

export const checkPrefer: Check = (checking) => {
  const { group, resource } = checking.draft;
  for (const { index, value: { prefer } } of numbered(group)) {
    checkNodesNamed(checking, ["group", index, "prefer"], prefer);
  }
  for (const { index, value: { prefer } } of numbered(resource)) {
    checkNodesNamed(checking, ["resource", index, "prefer"], prefer);
  }
};

function checkNodesNamed(
  checking: Checking,
  path: Path,
  prefer: readonly (string | undefined)[] | undefined,
): void {
  const nodes = numbered(checking.draft.node).flatMap(({ value: { name } }) => name ?? []);
  const isComplete = nodes.length === checking.draft.node?.length;
  for (const { index, value: node } of numbered(prefer)) {
    if (isComplete && !nodes.includes(node)) {
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
