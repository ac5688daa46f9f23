/**
 * What agents say of nodes for as long as those are up: a node's transient attributes.
 *
 *     an agent on A, of A:  write ─► own ─► A's report
 *     an agent on A, of B:  write ─► pending ─► (sent, repeated) ─► B: take ─► own ─► B's report
 *
 * Invariants: only a node itself has its attributes, so they are gone when it is; what was accepted
 * is repeated until the node's report has it; whoever asks on this node is told what was accepted
 * here, be it there already or not. A node never has more than a report can carry, whoever said it.
 */
import { problemOfAttribute, type Reports } from "../coordinator/mod.ts";
import {
  ATTRIBUTE_BYTES,
  type Event,
  type Instant,
  jsonBytes,
  type LastWrite,
  MOST_ATTRIBUTES,
  type NodeName,
  type NodeReport,
  own,
} from "../model/mod.ts";
import type { AttributeWrite } from "../wire/mod.ts";
import { Excess } from "./excess.ts";

export type AttributeValues = Readonly<Record<string, string>>;

export class Attributes {
  #own: AttributeValues = {};
  #written: NodeReport["written"] = {};
  readonly #pending = new Map<NodeName, readonly AttributeWrite[]>();
  #serial = 0;
  readonly #excess = new Excess("attributes");
  /** What is said of attributes that were saved and are not kept. */
  readonly leftOut: readonly Event[];

  constructor(
    private readonly self: NodeName,
    private generation: number,
    private readonly reports: Reports,
    saved: AttributeValues,
    now: Instant,
  ) {
    const writes = Object.entries(saved).map(([name, value]) => ({ serial: 0, name, value }));
    this.leftOut = this.#excess.note(self, this.#keep(writes), now);
  }

  /** This node begins a new life: its serials go on, so the others take what it writes. */
  begin(generation: number): void {
    this.generation = generation;
  }

  /** This node's own; another object where something in it has changed. */
  get own(): AttributeValues {
    return this.#own;
  }

  /** The last write taken from each other node. */
  get written(): NodeReport["written"] {
    return this.#written;
  }

  /** As it is on `node` by its own word, once all that was accepted here is there. */
  of(node: NodeName): AttributeValues {
    if (node === this.self) return this.#own;
    const reported = this.reports.of(node)?.attributes ?? {};
    return (this.#pending.get(node) ?? []).reduce(changed, reported);
  }

  /** Null: it is taken. `there`: the node is up; what is said of one that is not is forgotten at once. */
  write(node: NodeName, name: string, value: string | null, there: boolean): string | null {
    const problem = problemOfAttribute(name, value);
    if (problem !== null) return problem;
    if (!there) return null;
    const known = this.of(node);
    if ((own(known, name) ?? null) === value) return null;
    const write = { serial: this.#serial + 1, name, value };
    const excess = excessOf(known, write);
    if (excess !== null) return `Cannot keep attribute ${name} of ${node}: ${excess}`;
    const others = this.pendingFor(node).filter((pending) => pending.name !== name);
    const pending = [...others, write];
    const isTooMuch = pending.length > 2 * MOST_ATTRIBUTES ||
      jsonBytes(pending) > 2 * ATTRIBUTE_BYTES;
    if (node !== this.self && isTooMuch) {
      return `Cannot tell ${node} more now: it has not taken what was said of it before; try again`;
    }
    this.#serial += 1;
    if (node === this.self) this.#own = changed(known, write);
    else this.#pending.set(node, pending);
    return null;
  }

  /** Takes what another node's agents say of this one, as much of it as can be kept. */
  take(
    from: NodeName,
    generation: number,
    writes: readonly AttributeWrite[],
    now: Instant,
  ): readonly Event[] {
    const last = lastOf(own(this.#written, from), generation);
    const news = writes.filter(({ serial }) => serial > last)
      .toSorted((one, other) => one.serial - other.serial);
    if (news.length === 0) return [];
    const serial = news.at(-1)?.serial ?? last;
    this.#written = { ...this.#written, [from]: { generation, serial } };
    return this.#excess.note(from, this.#keep(news), now);
  }

  /** Null: all of them; else why not. */
  #keep(writes: readonly AttributeWrite[]): string | null {
    const left = writes.flatMap((write) => {
      const why = problemOfAttribute(write.name, write.value) ?? excessOf(this.#own, write);
      if (why === null) this.#own = changed(this.#own, write);
      return why === null ? [] : [{ name: write.name, why }];
    });
    const [first, ...others] = left;
    if (first === undefined) return null;
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    return `${first.name}${more}: ${first.why}`;
  }

  /** Strikes off what a node's report shows to be there. */
  confirm({ node, written }: Pick<NodeReport, "node" | "written">): void {
    const pending = this.#pending.get(node);
    if (pending === undefined) return;
    const last = lastOf(own(written, this.self), this.generation);
    const left = pending.filter(({ serial }) => serial > last);
    if (left.length === 0) this.#pending.delete(node);
    else this.#pending.set(node, left);
  }

  /** What was said of a node that is gone is gone with it. */
  drop(node: NodeName): void {
    this.#pending.delete(node);
  }

  /** This node leaves: nothing is said of it any more. */
  clear(): void {
    if (Object.keys(this.#own).length > 0) this.#own = {};
  }

  /** What must be said (again) to this node. */
  pendingFor(node: NodeName): readonly AttributeWrite[] {
    return this.#pending.get(node) ?? [];
  }
}

/** A new life of a writer begins its own serials. */
const lastOf = (last: LastWrite | undefined, generation: number): number =>
  last?.generation === generation ? last.serial : 0;

function changed(values: AttributeValues, { name, value }: AttributeWrite): AttributeValues {
  if (value !== null) return { ...values, [name]: value };
  const { [name]: _, ...rest } = values;
  return rest;
}

/** Why `write` would be too much; null: it would not be. What makes them less is always taken. */
function excessOf(values: AttributeValues, write: AttributeWrite): string | null {
  if (write.value === null) return null;
  const after = changed(values, write);
  if (Object.keys(after).length > MOST_ATTRIBUTES) {
    return `a node has at most ${MOST_ATTRIBUTES} attributes`;
  }
  const [bytes, before] = [jsonBytes(after), jsonBytes(values)];
  return bytes <= ATTRIBUTE_BYTES || bytes < before
    ? null
    : `all attributes of a node have at most ${ATTRIBUTE_BYTES} bytes, and with it there are ${bytes}`;
}
