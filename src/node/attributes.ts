/**
 * What agents say of nodes for as long as those are up: a node's transient attributes.
 *
 *     an agent on A, of A:  write ─► own ─► A's report
 *     an agent on A, of B:  write ─► pending ─► (sent, repeated) ─► B: take ─► own ─► B's report
 *
 * Invariants: only a node itself has its attributes, so they are gone when it is; what was accepted
 * is repeated until the node's report has it; whoever asks on this node is told what was accepted
 * here, be it there already or not.
 */
import { type LastWrite, type NodeName, type NodeReport, own } from "../model/mod.ts";
import { problemOfAttribute, type Reports } from "../coordinator/mod.ts";
import type { AttributeWrite } from "../wire/mod.ts";

export type AttributeValues = Readonly<Record<string, string>>;

const MOST = 500;

export class Attributes {
  #own: AttributeValues;
  #written: NodeReport["written"] = {};
  readonly #pending = new Map<NodeName, readonly AttributeWrite[]>();
  #serial = 0;

  constructor(
    private readonly self: NodeName,
    private readonly generation: number,
    private readonly reports: Reports,
    saved: AttributeValues,
  ) {
    this.#own = saved;
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
    if (value !== null && !Object.hasOwn(known, name) && Object.keys(known).length >= MOST) {
      return `Cannot keep more than ${MOST} attributes of ${node}`;
    }
    if ((own(known, name) ?? null) === value) return null;
    this.#serial += 1;
    const write = { serial: this.#serial, name, value };
    if (node === this.self) this.#own = changed(this.#own, write);
    else this.#pending.set(node, [...this.#pending.get(node) ?? [], write]);
    return null;
  }

  /** Takes what another node's agents say of this one. */
  take(from: NodeName, generation: number, writes: readonly AttributeWrite[]): void {
    const last = lastOf(own(this.#written, from), generation);
    const news = writes.filter(({ serial }) => serial > last)
      .toSorted((one, other) => one.serial - other.serial);
    if (news.length === 0) return;
    this.#own = news.reduce(changed, this.#own);
    const serial = news.at(-1)?.serial ?? last;
    this.#written = { ...this.#written, [from]: { generation, serial } };
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
