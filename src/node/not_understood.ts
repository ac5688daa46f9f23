/**
 * Nodes whose hb speaks no level that this one speaks. They are there, and stay apart: nothing of what
 * they say is understood but which hb says it.
 */
import {
  type Event,
  type Instant,
  type Millis,
  type NodeName,
  type Release,
  since,
} from "../model/mod.ts";
import { haveCommon, type Refused } from "../wire/mod.ts";

/** Between two events about one node. */
const QUIET: Millis = 60_000;

interface Heard {
  readonly release: Release;
  readonly at: Instant;
  readonly toldAt: Instant;
}

export class NotUnderstood {
  readonly #heard = new Map<NodeName, Heard>();

  constructor(private readonly own: Release) {}

  note(node: NodeName, { release }: Refused, now: Instant): readonly Event[] {
    if (release === null || haveCommon(release, this.own)) return [];
    const before = this.#heard.get(node);
    const isNews = before === undefined || since(before.toldAt, now) >= QUIET;
    this.#heard.set(node, { release, at: now, toldAt: isNews ? now : before.toldAt });
    return isNews ? [{ kind: "notUnderstood", node, release, own: this.own }] : [];
  }

  /** The node's hb, where it has spoken so within `patience`; null: it has not. */
  releaseOf(node: NodeName, patience: Millis, now: Instant): Release | null {
    const heard = this.#heard.get(node);
    return heard !== undefined && since(heard.at, now) < patience ? heard.release : null;
  }
}
