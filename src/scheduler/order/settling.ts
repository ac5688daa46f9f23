/** What is kept track of while actions' flags follow from each other. */
import type { Action, Follower } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { actionFlags, FLAG, ownFlags } from "./action_flags.ts";

/** What has changed of an ordering's two actions. */
export const CHANGED = { nothing: 0, first: 1, then: 2 } as const;

/** So deep may one change call for the next; what is deeper waits until the outermost is done. */
const DEEPEST = 150;

/** What an action's flags were found to be, for a node, in a state of its parts. */
interface KnownFlags {
  readonly node: Node | null;
  readonly state: number;
  readonly flags: number;
}

/**
 * Every change of an action's flags is counted, so that an ordering between two actions that have not
 * changed since it was looked at is not looked at again.
 */
export class Settling {
  /** Counts all changes. */
  clock = 0;
  /** By action: how often it has changed. */
  readonly #actions: Uint32Array;
  /** By group or clone: how often any action of its parts has. */
  readonly #resources: Uint32Array;
  /** By action: the clock when all its orderings had been looked at. */
  readonly #settled: Float64Array;
  readonly #wholeFlags = new Map<Action, KnownFlags>();
  readonly #nodeFlags = new Map<Action, KnownFlags>();
  readonly #later: Action[] = [];
  #depth = 0;
  readonly #scan: (settling: Settling, action: Action) => void;

  constructor(readonly w: Working, scan: (settling: Settling, action: Action) => void) {
    this.#scan = scan;
    this.#actions = new Uint32Array(w.actions.length);
    let resources = 0;
    for (const { index } of w.byId.values()) resources = Math.max(resources, index + 1);
    this.#resources = new Uint32Array(resources);
    this.#settled = new Float64Array(w.actions.length).fill(-1);
  }

  /** To be called after every change of a flag. */
  readonly touch = (action: Action): void => {
    this.clock += 1;
    this.#actions[action.id]! += 1;
    let container: Resource | null = action.resource;
    if (container?.kind === "primitive") container = container.parent;
    for (; container !== null; container = container.parent) this.#resources[container.index]! += 1;
  };

  /** Differs from what it was before whenever anything that counts for the action's flags has changed. */
  stateOf(action: Action): number {
    const own = this.#actions[action.id] as number;
    const { resource } = action;
    if (resource === null || resource.kind === "primitive") return own;
    return own + (this.#resources[resource.index] as number);
  }

  /** The flags of an action, those of a group's or clone's from its parts; see `actionFlags`. */
  flagsOf(action: Action, node: Node | null): number {
    if (action.resource === null || action.resource.kind === "primitive") return ownFlags(action);
    const known = node === null ? this.#wholeFlags : this.#nodeFlags;
    const last = known.get(action);
    if (last !== undefined && last.node === node && last.state === this.stateOf(action)) {
      return last.flags;
    }
    const flags = actionFlags(action, node, this.touch);
    known.set(action, { node, flags, state: this.stateOf(action) });
    return flags;
  }

  /**
   * Those that count where the other action of an ordering is on `node`: a clone that can do it anywhere
   * is not held up by what it cannot do there.
   */
  flagsForOrdering(action: Action, node: Node | null): number {
    const flags = this.flagsOf(action, null);
    if (node === null || action.resource?.kind !== "clone") return flags;
    return this.flagsOf(action, node) | (flags & FLAG.runnable);
  }

  /** Looks at all orderings in which this action comes second, and at what follows from that. */
  update(action: Action): void {
    if (this.#settled[action.id] === this.clock) return;
    if (this.#depth >= DEEPEST) {
      this.#later.push(action);
      return;
    }
    this.#depth += 1;
    const before = this.clock;
    this.#scan(this, action);
    if (this.clock === before) this.#settled[action.id] = before;
    this.#depth -= 1;
    if (this.#depth > 0) return;
    for (let next = this.#later.pop(); next !== undefined; next = this.#later.pop()) {
      this.update(next);
    }
  }

  /** As `update` for all that comes after an action. */
  updateAfter(action: Action): void {
    for (let index = action.after.length - 1; index >= 0; index -= 1) {
      this.update((action.after[index] as Follower).action);
    }
  }
}
