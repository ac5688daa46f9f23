/**
 * The order in which Pacemaker comes across nodes where it does not sort them: that of GLib's hash table of
 * their ids. It decides ties for the node with the most room, so that hb's plans are the same to the node.
 */
import { compareNames } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";

/** Primes by which a table of 2^shift slots takes a hash. Source: GLib 2.74. */
const MODULI = [1, 2, 3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749];
const LEAST_SHIFT = 3;

interface Slot {
  readonly node: Node;
  readonly hash: number;
}

interface Table {
  shift: number;
  slots: (Slot | null)[];
  count: number;
}

const copies = new WeakMap<Int32Array, number>();
const orders = new WeakMap<readonly Node[], (readonly Node[])[]>();

/** Remembers that Pacemaker would have copied its table here, which can change the order. */
export function noteCopy(scores: Int32Array, copy: Int32Array): void {
  copies.set(copy, (copies.get(scores) ?? 0) + 1);
}

/** All nodes, in the order of the table of these scores. */
export function inTableOrder(nodes: readonly Node[], scores: Int32Array): readonly Node[] {
  let known = orders.get(nodes);
  if (known === undefined) orders.set(nodes, known = [fillTable([...nodes].sort(byName))]);
  const age = copies.get(scores) ?? 0;
  while (known.length <= age) known.push(fillTable(known.at(-1) as readonly Node[]));
  return known[age] as readonly Node[];
}

function fillTable(nodes: readonly Node[]): readonly Node[] {
  const table: Table = { shift: LEAST_SHIFT, slots: empty(1 << LEAST_SHIFT), count: 0 };
  for (const node of nodes) insert(table, { node, hash: hashOf(node.input.id) });
  return table.slots.flatMap((slot) => slot === null ? [] : [slot.node]);
}

const empty = (size: number): (Slot | null)[] => new Array(size).fill(null);

/** Pacemaker's hash of texts; 0 and 1 mark slots that are free. */
function hashOf(text: string): number {
  let hash = 0;
  for (const byte of new TextEncoder().encode(text)) {
    hash = (Math.imul(hash, 31) + (byte << 24 >> 24)) >>> 0;
  }
  return hash < 2 ? 2 : hash;
}

const homeOf = ({ shift }: Table, hash: number): number =>
  (Math.imul(hash, 11) >>> 0) % (MODULI[shift] ?? 1);

function insert(table: Table, slot: Slot): void {
  const mask = table.slots.length - 1;
  let at = homeOf(table, slot.hash);
  for (let step = 1; table.slots[at] !== null; step += 1) at = (at + step) & mask;
  table.slots[at] = slot;
  table.count += 1;
  if (table.slots.length <= table.count + Math.floor(table.count / 16)) grow(table);
}

/** In place: who is in the way of one that moves is moved next. */
function grow(table: Table): void {
  const before = table.slots.length;
  const wanted = Math.trunc(table.count * 1.333);
  table.shift = Math.max(LEAST_SHIFT, 32 - Math.clz32(wanted));
  table.slots.push(...empty((1 << table.shift) - before));
  const mask = table.slots.length - 1;
  const settled = new Uint8Array(table.slots.length);
  for (let index = 0; index < before; index += 1) {
    let moving = table.slots[index] ?? null;
    if (moving === null || settled[index] === 1) continue;
    table.slots[index] = null;
    while (moving !== null) {
      let at = homeOf(table, moving.hash);
      for (let step = 1; settled[at] === 1; step += 1) at = (at + step) & mask;
      settled[at] = 1;
      const replaced: Slot | null = table.slots[at] ?? null;
      table.slots[at] = moving;
      moving = replaced;
    }
  }
}

/** By name, as people count: the order in which tables are filled. */
export const byName = (one: Node, other: Node): number => compareNames(one.name, other.name);
