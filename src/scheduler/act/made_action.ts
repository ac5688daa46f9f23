/** An action as it is made: optional, and possible, until something says otherwise. */
import type { Millis } from "../../model/mod.ts";
import type { Action, Edge, Follower } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";

/** There are as many of them as resources times nodes, so that what few need is made when it is needed. */
export class MadeAction implements Action {
  optional = true;
  runnable = true;
  pseudo = false;
  reschedule = false;
  requiresAny = false;
  migrateRunnable = false;
  dumped = false;
  dangling = false;
  shown = false;
  needs: Action["needs"] = "nothing";
  expects: number | null = null;
  reason: string | null = null;
  readonly before: Edge[] = [];
  readonly after: Follower[] = [];
  kindsAfter: Map<number, number> | null = null;
  #requiredBefore: Action["requiredBefore"] | null = null;
  #meta: Map<string, string> | null = null;
  #key: string | null;
  readonly #custom: boolean;

  constructor(
    readonly id: number,
    readonly resource: Resource | null,
    public node: Node | null,
    public task: string,
    readonly interval: Millis,
    key: string | null,
  ) {
    this.#key = key;
    this.#custom = key !== null;
  }

  /** Most actions are optional and nobody asks what they are called. */
  get key(): string {
    return this.#key ??= `${this.resource?.id}_${this.task}_${this.interval}`;
  }

  get requiredBefore(): Action["requiredBefore"] {
    return this.#requiredBefore ??= { count: 0, runnable: 0 };
  }

  get meta(): Map<string, string> {
    return this.#meta ??= new Map();
  }

  /** Ends the recurring operation that it was to begin; it goes on being found by that one's name. */
  turnIntoCancel(): void {
    if (this.task === "cancel") return;
    this.#key = this.key;
    this.meta.set("operation", this.task);
    this.task = "cancel";
  }

  /** `key` null: the plain one. */
  isNamed(task: string, key: string | null): boolean {
    const name = this.task === "cancel" ? this.meta.get("operation") : this.task;
    if (name !== task) return false;
    if (key !== null) return this.key === key;
    return !this.#custom || this.key === `${this.resource?.id}_${name}_${this.interval}`;
  }
}

/** Makes an action that ends a recurring operation of one that was to begin it. */
export const turnIntoCancel = (action: Action): void => (action as MadeAction).turnIntoCancel();
