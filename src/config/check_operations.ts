/** `[[resource.operation]]`: what each action may set. */
import { type Check, type Checking, numbered } from "./checking.ts";
import type { OperationDraft, ResourceDraft } from "./resource_schema.ts";

export const checkOperations: Check = (checking) => {
  for (const { index, value: resource } of numbered(checking.draft.resource)) {
    const lines = new Map<string, number>();
    for (const { index: position, value: operation } of numbered(resource.operation)) {
      const path = ["resource", index, "operation", position];
      const reason = explainOperation(operation, resource) ??
        explainRepetition(operation, lines);
      if (reason !== null) {
        checking.error(
          path,
          `Cannot use operation "${operation.name}" of ${nameOf(resource)}: ${reason}`,
        );
      } else rememberLine(checking, operation, path, lines);
    }
  }
};

const nameOf = (resource: ResourceDraft): string => resource.name ?? "this resource";

function explainOperation(operation: OperationDraft, resource: ResourceDraft): string | null {
  const { name, interval, timeout, depth } = operation;
  if (name === undefined) return null;
  if (name !== "monitor") {
    if (interval) return "it runs once, so it has no interval; remove that";
    if (depth) return "depth is for monitors; remove it";
    return timeout === null ? 'it says nothing; add timeout = "60s"' : null;
  }
  if (depth) return interval === null ? 'a deeper monitor needs interval = "1m"' : null;
  if (interval && resource.monitor !== null) {
    return "its interval is set by the resource's key monitor already; keep one of the two";
  }
  return interval === null && timeout === null ? 'it says nothing; add timeout = "20s"' : null;
}

const keyOf = ({ name, depth }: OperationDraft): string => `${name} ${depth}`;

function explainRepetition(
  operation: OperationDraft,
  lines: ReadonlyMap<string, number>,
): string | null {
  const first = lines.get(keyOf(operation));
  return first === undefined
    ? null
    : `line ${first} has it already; bring the two together, or give each its own depth`;
}

function rememberLine(
  checking: Checking,
  operation: OperationDraft,
  path: (string | number)[],
  lines: Map<string, number>,
): void {
  if (operation.name !== undefined) lines.set(keyOf(operation), checking.line(path));
}
