/**
 * New keys, taken so that no node falls silent to another for them: the old ones are kept beside them
 * until they are not needed.
 *
 *     file read ──► the old first key signs, all of both are taken
 *               ──► every node that is there takes the new first key: it signs
 *               ──► every one signs with a key of the new file: the others are dropped
 *
 * Nodes that are not there are not waited for; one that comes back with old keys alone is not understood,
 * which the log of both says.
 */
import { fingerprintOf } from "../config/mod.ts";
import {
  type Event,
  type Instant,
  type Key,
  type Keys,
  type Millis,
  type NodeName,
  since,
} from "../model/mod.ts";

/**
 * Of each node that is there the fingerprints of the keys that it takes, first the one it signs with; null:
 * it does not say.
 */
export type SaidKeys = readonly (readonly [NodeName, readonly string[] | null])[];

export class KeyChange {
  /** Those of the file. */
  #keys: Keys;
  /** Besides them; none: nothing is changing. */
  #old: readonly Key[] = [];
  #signing: Key;
  #keyless: readonly NodeName[] = [];
  /** Since when nobody signs with an old one; null: somebody does. */
  #turnedAt: Instant | null = null;
  readonly #known = new WeakMap<Key, string>();

  constructor(keys: Keys) {
    this.#keys = keys;
    this.#signing = keys[0];
  }

  /** The first signs. */
  get keys(): Keys {
    const others = [...this.#keys, ...this.#old].filter((key) => key !== this.#signing);
    return [this.#signing, ...others];
  }

  /** Old ones are taken yet, or sign. */
  get isChanging(): boolean {
    return this.#signing !== this.#keys[0] || this.#old.length > 0;
  }

  get said(): readonly string[] {
    return this.keys.map((key) => this.#print(key));
  }

  /** Those for whom the old first key signs yet: they do not take the new one. */
  get keyless(): readonly NodeName[] {
    return this.#keyless;
  }

  load(keys: Keys): void {
    const before = this.keys;
    const isNew = (key: Key) => !keys.some((each) => this.#print(each) === this.#print(key));
    this.#keyless = [];
    this.#old = before.filter(isNew);
    this.#keys = keys;
    const same = keys.find((key) => this.#print(key) === this.#print(before[0]));
    this.#signing = same ?? before[0];
  }

  /** While keys are changing. @param said by the nodes that are there. Null: nothing is new. */
  settle(said: SaidKeys, deadtime: Millis, now: Instant): readonly Event[] | null {
    const first = this.#keys[0];
    if (this.#signing !== first) {
      const print = this.#print(first);
      this.#keyless = said.filter(([, keys]) => keys?.includes(print) !== true)
        .map(([name]) => name);
      if (this.#keyless.length > 0) return null;
      this.#signing = first;
      return [{ kind: "keysTurned", key: first.id }];
    }
    const prints = this.#keys.map((key) => this.#print(key));
    const areTurned = said.every(([, keys]) => keys !== null && prints.includes(keys[0] ?? ""));
    this.#turnedAt = areTurned ? this.#turnedAt ?? now : null;
    // What they have said before may be on its way yet.
    if (this.#turnedAt === null || since(this.#turnedAt, now) < deadtime) return null;
    this.#turnedAt = null;
    this.#old = [];
    return [{ kind: "keysDropped" }];
  }

  #print(key: Key): string {
    const known = this.#known.get(key) ?? fingerprintOf(key);
    this.#known.set(key, known);
    return known;
  }
}
