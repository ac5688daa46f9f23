/** The reports of the other nodes, put together from what they send of them. */
import {
  type FencePending,
  NO_FENCING_REPORT,
  type NodeName,
  type NodeReport,
  type ResourceId,
} from "../model/mod.ts";
import type { Blocked, ReportMessage } from "../wire/mod.ts";

interface Known {
  readonly report: NodeReport;
  readonly blocked: readonly Blocked[];
  readonly pending: readonly FencePending[];
}

export class Reports {
  readonly #known = new Map<NodeName, Known>();
  readonly #last = new Map<NodeName, NodeReport>();

  /** Takes in what has changed. False: something before it is missing; the whole is wanted. */
  take(from: NodeName, generation: number, message: ReportMessage): boolean {
    const { report, base, blocked, pending, gone } = message;
    if (report.node !== from || report.generation !== generation) return true;
    const known = this.of(from);
    const sameLife = known?.generation === generation;
    if (sameLife && known.version > report.version) return true;
    if (base > 0 && (!sameLife || known.version < base)) return false;
    const before = base > 0 ? known : null;
    const resources = { ...before?.resources, ...report.resources };
    for (const id of gone) delete (resources as Record<ResourceId, unknown>)[id];
    const attributes = Object.fromEntries(
      Object.entries({ ...before?.attributes, ...report.attributes })
        .filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const fencing = report.fencing ?? known?.fencing ?? NO_FENCING_REPORT;
    const whole = { ...report, attributes, fencing, resources };
    this.#known.set(from, { report: whole, blocked, pending });
    return true;
  }

  of(node: NodeName): NodeReport | null {
    return this.#known.get(node)?.report ?? null;
  }

  /** What it said last, though that may be true no longer. */
  lastOf(node: NodeName): NodeReport | null {
    return this.of(node) ?? this.#last.get(node) ?? null;
  }

  /** The report, if it belongs to this life and is at least of this version. */
  current(node: NodeName, generation: number, version: number): NodeReport | null {
    const report = this.of(node);
    return report?.generation === generation && report.version >= version ? report : null;
  }

  pendingBy(node: NodeName): readonly FencePending[] {
    return this.#known.get(node)?.pending ?? [];
  }

  blockedBy(node: NodeName): readonly Blocked[] {
    return this.#known.get(node)?.blocked ?? [];
  }

  /** What a node said before it fell silent is no longer true of it. */
  forget(node: NodeName): void {
    const report = this.of(node);
    if (report !== null) this.#last.set(node, report);
    this.#known.delete(node);
  }
}
