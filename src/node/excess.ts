/** Tells of what could not be kept or said because it is too much: of each node's at most once a minute. */
import { type Event, type Instant, type Millis, type NodeName, since } from "../model/mod.ts";

type What = Extract<Event, { readonly kind: "excess" }>["what"];

const QUIET: Millis = 60_000;

export class Excess {
  readonly #toldAt = new Map<NodeName, Instant>();

  constructor(private readonly what: What) {}

  /** @param by whose word it was. @param why null: it is not too much. */
  note(by: NodeName, why: string | null, now: Instant): readonly Event[] {
    const toldAt = this.#toldAt.get(by);
    if (why === null || (toldAt !== undefined && since(toldAt, now) < QUIET)) return [];
    this.#toldAt.set(by, now);
    return [{ kind: "excess", what: this.what, by, why }];
  }
}
