/** All resources' histories, by node and resource: migrations look at two nodes at once. */
import { childrenOf, descend, type Element } from "../element.ts";
import { compareEntries, EXECUTION, EXIT, type HistoryEntry, readEntry } from "./entry.ts";

/** Of one resource on one node (`lrm_resource`). */
export interface ResourceRecord {
  readonly id: string;
  readonly element: Element;
  /** In the order of the document. */
  readonly entries: readonly HistoryEntry[];
}

export class Records {
  readonly #byNode = new Map<string, readonly ResourceRecord[]>();
  readonly #byName = new Map<string, ReadonlyMap<string, ResourceRecord>>();

  constructor(states: readonly Element[]) {
    for (const state of states) {
      const resources = descend(state, "lrm", "lrm_resources");
      const records = childrenOf(resources, "lrm_resource").flatMap((element) => {
        const { id } = element.attributes;
        if (id === undefined) return [];
        return [{ id, element, entries: childrenOf(element, "lrm_rsc_op").map(readEntry) }];
      });
      this.#byNode.set(state.attributes["id"] ?? "", records);
      const name = state.attributes["uname"] ?? "";
      if (!this.#byName.has(name)) this.#byName.set(name, firstById(records));
    }
  }

  of(state: Element): readonly ResourceRecord[] {
    return this.#byNode.get(state.attributes["id"] ?? "") ?? [];
  }

  #on(node: string, resource: string): readonly HistoryEntry[] {
    return this.#byName.get(node)?.get(resource)?.entries ?? [];
  }

  /** The first of that name; of migrations with `peer` at their other end. */
  find(resource: string, task: string, node: string, peer: string | null): HistoryEntry | null {
    const other = task === "migrate_to" ? "migrate_target" : "migrate_source";
    return this.#on(node, resource).find((entry) =>
      entry.task === task && (peer === null || entry.element.attributes[other] === peer)
    ) ?? null;
  }

  /** Nothing has been done with it there, or looked for. */
  isUnknown(resource: string, node: string): boolean {
    return this.#on(node, resource).length === 0;
  }

  /** Something other than a monitor was done with it there after `event`. */
  hasActionAfter(
    resource: string,
    node: string,
    event: HistoryEntry | null,
    sameNode: boolean,
  ): boolean {
    return event !== null &&
      this.#on(node, resource).some((entry) =>
        entry !== event && ACTIONS.has(entry.task) && compareEntries(entry, event, sameNode) > 0
      );
  }

  /** It was seen not to run there after `event`. */
  isStoppedAfter(
    resource: string,
    node: string,
    event: HistoryEntry | null,
    sameNode: boolean,
  ): boolean {
    const monitor = this.find(resource, "monitor", node, null);
    return monitor !== null && event !== null && monitor.exit === EXIT.notRunning &&
      monitor.execution === EXECUTION.done && compareEntries(monitor, event, sameNode) > 0;
  }
}

const ACTIONS: ReadonlySet<string> = new Set(["start", "stop", "migrate_to", "migrate_from"]);

function firstById(records: readonly ResourceRecord[]): ReadonlyMap<string, ResourceRecord> {
  const byId = new Map<string, ResourceRecord>();
  for (const record of records) if (!byId.has(record.id)) byId.set(record.id, record);
  return byId;
}
