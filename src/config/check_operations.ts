/** `[[resource.operation]]`: what each action may set. */
import { formatMillis } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import { allowsOnFail } from "./monitors.ts";
import type { OperationDraft, ResourceDraft, TemplateDraft } from "./resource_schema.ts";
import { isPlainMonitor } from "./templates.ts";
import type { Path } from "./tree.ts";

export const checkOperations: Check = (checking) => {
  for (const kind of ["template", "resource"] as const) {
    const list = checking.draft[kind];
    for (const { index, value: owner } of numbered<ResourceDraft | TemplateDraft>(list)) {
      checkEach(checking, [kind, index, "operation"], owner);
    }
  }
};

function checkEach(
  checking: Checking,
  path: Path,
  owner: ResourceDraft | TemplateDraft,
): void {
  const lines = new Map<string, number>();
  for (const { index, value: operation } of numbered(owner.operation)) {
    const here = [...path, index];
    const reason = explainOperation(operation, owner) ?? explainRole(checking, operation, owner) ??
      explainRepetition(operation, lines) ?? explainInterval(operation, owner, lines);
    if (reason !== null) {
      checking.error(
        here,
        `Cannot use operation "${operation.name}" of ${owner.name ?? "this resource"}: ${reason}`,
      );
    } else rememberLine(checking, operation, here, lines);
  }
}

function explainOperation(
  operation: OperationDraft,
  owner: ResourceDraft | TemplateDraft,
): string | null {
  const { name, role, on_fail } = operation;
  if (name === undefined || role === undefined) return null;
  if (!allowsOnFail(name, role, on_fail)) return explainOnFail(name, on_fail ?? "");
  return name === "monitor"
    ? explainMonitor(operation, owner)
    : explainSingle(operation, owner.name);
}

const explainOnFail = (name: string, onFail: string): string =>
  name === "stop"
    ? `on_fail = "${onFail}" would stop it again; write "fence", "block" or "ignore"`
    : 'on_fail = "demote" is for promote, and for a monitor with role = "promoted"';

/** Of an action that runs once. */
function explainSingle(operation: OperationDraft, owner: string | undefined): string | null {
  const { interval, depth, role, start_delay, enabled, timeout, on_fail } = operation;
  if (interval) return "it runs once, so it has no interval; remove that";
  if (depth) return "depth is for monitors; remove it";
  if (role) return "role is for monitors; remove it";
  if (start_delay) return "start_delay is for monitors; remove it";
  if (enabled !== null) {
    return `enabled is for monitors; ${owner ?? "it"} needs its ${operation.name}`;
  }
  return timeout === null && on_fail === null ? 'it says nothing; add timeout = "60s"' : null;
}

function explainMonitor(
  operation: OperationDraft,
  owner: ResourceDraft | TemplateDraft,
): string | null {
  const { interval, depth, role, timeout, on_fail, start_delay, enabled } = operation;
  if (depth) return interval === null ? 'a deeper monitor needs interval = "1m"' : null;
  if (role) return interval === null ? 'a monitor of one role needs interval = "11s"' : null;
  if (interval && owner.monitor !== null) {
    return "its interval is set by the resource's key monitor already; keep one of the two";
  }
  const isEmpty = [interval, timeout, on_fail, start_delay, enabled].every((each) => each === null);
  return isEmpty ? 'it says nothing; add timeout = "20s"' : null;
}

/** A template serves what is promotable and what is not. */
function explainRole(
  { directory }: Checking,
  { name, role }: OperationDraft,
  owner: ResourceDraft | TemplateDraft,
): string | null {
  const isAboutRoles = role || name === "promote" || name === "demote";
  if (!isAboutRoles || owner.name === undefined || !directory.knowsAllNames) return null;
  if (directory.kindOf(owner.name) !== "resource" || directory.isPromotable(owner.name)) {
    return null;
  }
  return `${owner.name} is never promoted; a [[clone]] of it with promotable = true would be`;
}

const keyOf = ({ name, depth, role }: OperationDraft): string => `${name} ${depth} ${role}`;

const intervalKeyOf = (interval: number): string => `every ${interval}`;

function explainRepetition(
  operation: OperationDraft,
  lines: ReadonlyMap<string, number>,
): string | null {
  const first = lines.get(keyOf(operation));
  return first === undefined
    ? null
    : `line ${first} has it already; bring the two together, or give each its own depth`;
}

/** Pacemaker and hb tell recurring operations apart by their intervals. */
function explainInterval(
  operation: OperationDraft,
  { monitor }: ResourceDraft | TemplateDraft,
  lines: ReadonlyMap<string, number>,
): string | null {
  const { interval } = operation;
  if (!interval) return null;
  const isKey = !isPlainMonitor(operation) && interval === monitor;
  const first = lines.get(intervalKeyOf(interval));
  if (first === undefined && !isKey) return null;
  const other = isKey ? "the key monitor" : `the monitor on line ${first}`;
  return `${other} has the interval ${formatMillis(interval)} too, by which monitors are told ` +
    `apart; write "${formatMillis(interval + 1000)}"`;
}

function rememberLine(
  checking: Checking,
  operation: OperationDraft,
  path: Path,
  lines: Map<string, number>,
): void {
  if (operation.name === undefined) return;
  const line = checking.line(path);
  lines.set(keyOf(operation), line);
  if (operation.interval) lines.set(intervalKeyOf(operation.interval), line);
}
