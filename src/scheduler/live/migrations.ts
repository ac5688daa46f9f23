/**
 * Live migrations that are under way, or were given up. The source reports that it has left, and for
 * where, until it has been stopped; what has become of it is read from the target's report.
 */
import {
  compareEpochs,
  type InstructionId,
  type NodeName,
  type ResourceId,
  type ResourceReport,
  type Role,
} from "../../model/mod.ts";
import type { MigrationFact } from "../input.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

export interface Migrating {
  readonly role: Role;
  readonly fact: MigrationFact;
}

/**
 * What is to be known of the source beside its report; null: there is nothing. As long as it has not
 * arrived it counts as running at both ends, so that it goes on and nobody else may have it.
 */
export function migratingFrom(
  source: ScheduleNode,
  id: ResourceId,
  report: ResourceReport,
  { nodes }: Pick<ScheduleInput, "nodes">,
): Migrating | null {
  const { migration, busy } = report;
  if (migration?.kind !== "to" || busy === "migrate_to") return null;
  if (source.ordered.get(id) === "migrate_to") return null;
  const target = nodes.find(({ name, standing }) =>
    name === migration.node && standing !== "offline"
  );
  const there = target?.standing === "unclean" ? undefined : target?.resources?.[id];
  if (target === undefined) return { role: "started", fact: { failed: true } };
  // What has become of it there is told before anything is done; until then it serves nobody.
  if (there === undefined || there.state === "unknown") {
    return { role: report.state === "stopped" ? "stopped" : "started", fact: {} };
  }
  const node = target.name;
  if (there.state === "started") {
    return report.state === "stopped" ? { role: "stopped", fact: { dangling: true } } : null;
  }
  if (there.state !== "stopped") {
    return { role: "started", fact: { failed: true, alsoOn: node } };
  }
  const arriving = there.busy === "migrate_from" || target.ordered.get(id) === "migrate_from";
  if (!arriving && isLater(there.instruction, report.instruction)) {
    return { role: "started", fact: { failed: true } };
  }
  // It failed to leave: it may be at either end.
  if (report.state !== "stopped") return { role: "started", fact: { alsoOn: node } };
  return {
    role: "started",
    fact: { alsoOn: node, partial: { source: source.name, target: node } },
  };
}

/**
 * Where the resource was last, as far as it is known; undefined: anywhere. What has left by migration is
 * taken for being where it went, though that node has not been told to take it yet.
 */
export function lastHolderOf(
  id: ResourceId,
  { nodes, lastHolders }: Pick<ScheduleInput, "nodes" | "lastHolders">,
): NodeName | undefined {
  for (const { standing, resources } of nodes) {
    if (standing === "offline") continue;
    const report = resources?.[id];
    if (report?.state === "stopped" && report.migration?.kind === "to") {
      return report.migration.node;
    }
  }
  return lastHolders.get(id);
}

/** Whether something was done there after it had left the source. */
function isLater(there: InstructionId | null, here: InstructionId | null): boolean {
  if (there === null || here === null) return false;
  const epochs = compareEpochs(there.epoch, here.epoch);
  return epochs === 0 ? there.serial > here.serial : epochs > 0;
}
