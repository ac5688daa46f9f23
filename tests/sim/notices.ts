/** What clones' instances are told around operations (notify = true), as their agents see it. */
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import type { Instant, NodeName, ResourceId } from "../../src/model/mod.ts";
import { Violation } from "./violation.ts";

const TOLD = ["start", "stop", "promote", "demote"] as const;

export class NoticeWatch {
  /** Notices before an operation, by host, resource and operation, since the last one of its kind. */
  readonly #pre = new Set<string>();
  /** What has ended, and has not been told of afterwards. */
  readonly #owed = new Map<string, Owed>();

  onAgent(
    name: NodeName,
    { action, resource, meta }: Operation,
    outcome: Outcome | null,
    now: Instant,
  ): void {
    if (meta["notify"] !== "true") return;
    const key = (operation: string) => `${operation} of ${resource.id} on ${name}`;
    if (action === "notify" && outcome !== null) {
      const operation = meta["notify_operation"] ?? "";
      if (meta["notify_type"] === "pre") this.#pre.add(key(operation));
      else this.#owed.delete(key(operation));
      return;
    }
    if (!TOLD.some((one) => one === action)) return;
    // By its own decision, or after its coordinator's death, a node tells nobody.
    const ordered = Object.keys(meta).some((each) => each.startsWith("notify_"));
    if (outcome === null) {
      if (ordered && action !== "start" && !this.#pre.has(key(action))) {
        throw new Violation(`no notice before the ${key(action)}`);
      }
      return;
    }
    this.#pre.delete(key(action));
    if (action === "stop") { for (const one of TOLD) this.#owed.delete(key(one)); }
    if (!ordered || outcome.kind !== "exited" || outcome.status !== 0) return;
    // After a stop nobody is left there to be told.
    if (action !== "stop") this.#owed.set(key(action), { name, id: resource.id, at: now });
  }

  /** What was done after `since` and never told of; where all of its unit is: a part is not told of. */
  missing(since: Instant, isWhole: (id: ResourceId, name: NodeName) => boolean): readonly string[] {
    return [...this.#owed].filter(([, { name, id, at }]) => at > since && isWhole(id, name))
      .map(([what]) => what);
  }
}

interface Owed {
  readonly name: NodeName;
  readonly id: ResourceId;
  readonly at: Instant;
}
