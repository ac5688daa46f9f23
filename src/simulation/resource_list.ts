/** The section `Full List of Resources`. */
import type { Group, Resource, Working } from "../scheduler/mod.ts";
import { isActive } from "./activity.ts";
import { cloneLines } from "./clone_lines.ts";
import { isDisabled } from "./counts.ts";
import { primitiveLine } from "./primitive_line.ts";
import { inParentheses, item } from "./words.ts";

export function resourceList(w: Working, pending: boolean): readonly string[] {
  const shown = w.resources.filter(isShown);
  const lines = shown.flatMap((resource) => resourceLines(w, resource, 2, pending));
  return [
    item(1, "Full List of Resources:"),
    ...(lines.length === 0 ? [item(2, "No resources")] : lines),
  ];
}

/** Not what is active only where that cannot be known, nor what is neither configured nor active. */
function isShown(resource: Resource): boolean {
  if (resource.orphan) return isActive(resource, true);
  return !isActive(resource, false) || resource.runningOn.length > 0;
}

export function resourceLines(
  w: Working,
  resource: Resource,
  depth: number,
  pending: boolean,
): readonly string[] {
  switch (resource.kind) {
    case "primitive":
      return [item(depth, primitiveLine(resource, pending))];
    case "group":
      return groupLines(w, resource, depth, pending);
    case "clone":
      return cloneLines(w, resource, depth, pending);
  }
}

function groupLines(
  w: Working,
  group: Group,
  depth: number,
  pending: boolean,
): readonly string[] {
  if (group.children.length === 0) return [];
  const words = [
    ...(group.managed ? [] : ["unmanaged"]),
    ...(isDisabled(group) ? ["disabled"] : []),
  ];
  return [
    item(depth, `Resource Group: ${group.id}${inParentheses(words)}:`),
    ...group.children.flatMap((child) => resourceLines(w, child, depth + 1, pending)),
  ];
}
