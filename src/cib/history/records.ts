/** All resources' histories, by node and resource: migrations look at two nodes at once. */
import type { AgentName } from "../../scheduler/mod.ts";
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
  /** By the node's name. */
  readonly #byNode: Map<string, ResourceRecord[]>;

  private constructor(byNode: Map<string, ResourceRecord[]>) {
    this.#byNode = byNode;
  }

  static read(states: readonly Element[]): Records {
    const byNode = new Map<string, ResourceRecord[]>();
    for (const state of states) {
      const resources = descend(state, "lrm", "lrm_resources");
      const records = childrenOf(resources, "lrm_resource").flatMap((element) => {
        const { id } = element.attributes;
        if (id === undefined) return [];
        return [newRecord(id, element, childrenOf(element, "lrm_rsc_op").map(readEntry))];
      });
      byNode.set(nameOf(state), [...byNode.get(nameOf(state)) ?? [], ...records]);
    }
    return new Records(byNode);
  }

  of(state: Element): readonly ResourceRecord[] {
    return this.#byNode.get(nameOf(state)) ?? [];
  }

  copy(): Records {
    return new Records(new Map([...this.#byNode].map(([node, records]) => [node, [...records]])));
  }

  forget(node: string): void {
    this.#byNode.set(node, []);
  }

  /**
   * To the history that has the first of the names that is known there; else to a new one with the
   * last. An entry takes the place of one with its id.
   */
  add(
    node: string,
    names: readonly string[],
    { class: standard, provider, type }: AgentName,
    make: (known: readonly HistoryEntry[]) => HistoryEntry,
  ): void {
    const records = this.#byNode.get(node) ?? [];
    this.#byNode.set(node, records);
    const known = names.map((name) => records.findIndex(({ id }) => id === name))
      .find((index) => index >= 0);
    const [name = ""] = names.slice(-1);
    const attributes = {
      id: name,
      type,
      class: standard,
      ...(provider === null ? {} : { provider }),
    };
    const record = known === undefined
      ? newRecord(name, { name: "lrm_resource", attributes, children: [] }, [])
      : records[known] as ResourceRecord;
    const entry = make(record.entries);
    const place = record.entries.findIndex(({ id }) => id === entry.id);
    const entries = place < 0 ? [...record.entries, entry] : record.entries.with(place, entry);
    records[known ?? records.length] = newRecord(record.id, record.element, entries);
  }

  #on(node: string, resource: string): readonly HistoryEntry[] {
    return this.#byNode.get(node)?.find(({ id }) => id === resource)?.entries ?? [];
  }

  /** The first of that name; of migrations with `peer` at their other end. */
  find(resource: string, task: string, node: string, peer: string | null): HistoryEntry | null {
    const other = task === "migrate_to" ? "migrate_target" : "migrate_source";
    return this.#on(node, resource).find((entry) =>
      entry.task === task && (peer === null || entry.element.attributes[other] === peer)
    ) ?? null;
  }

  /** Nothing has been done with it there, or looked for, that has come to its end. */
  isUnknown(resource: string, node: string): boolean {
    return this.#on(node, resource).every(({ exit }) => exit === UNFINISHED);
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

/** The exit status that is recorded as long as there is none. */
const UNFINISHED = 193;

const ACTIONS: ReadonlySet<string> = new Set(["start", "stop", "migrate_to", "migrate_from"]);

const nameOf = ({ attributes }: Element): string => attributes["uname"] ?? "";

const newRecord = (
  id: string,
  element: Element,
  entries: readonly HistoryEntry[],
): ResourceRecord => ({ id, element, entries });
