/**
 * Who has a connection to a server: so many at a time, and of one peer so many, that the others and
 * what the cluster itself needs are never without a descriptor.
 *
 * Where there is no room the one goes that has kept hb waiting for the longest: a client that sends
 * its request is answered, however many others hold connections and say nothing.
 */

export interface Visitor {
  /** Those of the same peer share its bound. */
  readonly peer: string;
  /** Ends the connection at once. */
  turnOut(): void;
}

export interface Bounds {
  readonly most: number;
  readonly mostOf: (peer: string) => number;
}

export class Visitors {
  readonly #bounds: Bounds;
  /** Whose request is being answered. */
  readonly #served = new Set<Visitor>();
  /** Who is waited for, the longest first. */
  readonly #awaited = new Set<Visitor>();
  #turnedOut = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** How many had to go, or were not let in, since the start. */
  get turnedOut(): number {
    return this.#turnedOut;
  }

  /** False: there is no room; whoever came is not in. */
  admit(visitor: Visitor): boolean {
    const { most, mostOf } = this.#bounds;
    const ofPeer = ({ peer }: Visitor) => peer === visitor.peer;
    const room = this.#makeRoom(ofPeer, mostOf(visitor.peer)) && this.#makeRoom(() => true, most);
    if (room) this.#awaited.add(visitor);
    else this.#turnedOut += 1;
    return room;
  }

  /** Its request has come whole. */
  serve(visitor: Visitor): void {
    if (this.#awaited.delete(visitor)) this.#served.add(visitor);
  }

  /** It has its answer, and may ask again. */
  await(visitor: Visitor): void {
    if (this.#served.delete(visitor)) this.#awaited.add(visitor);
  }

  leave(visitor: Visitor): void {
    this.#served.delete(visitor);
    this.#awaited.delete(visitor);
  }

  turnOutAll(): void {
    for (const visitor of [...this.#served, ...this.#awaited]) this.#turnOut(visitor);
  }

  /** Those whose request is not being answered. */
  turnOutIdle(): void {
    for (const visitor of [...this.#awaited]) this.#turnOut(visitor);
  }

  get count(): number {
    return this.#served.size + this.#awaited.size;
  }

  #makeRoom(which: (visitor: Visitor) => boolean, most: number): boolean {
    const awaited = [...this.#awaited].filter(which);
    const served = [...this.#served].filter(which).length;
    if (awaited.length + served < most) return true;
    const [longest] = awaited;
    if (longest === undefined) return false;
    this.#turnedOut += 1;
    this.#turnOut(longest);
    return true;
  }

  #turnOut(visitor: Visitor): void {
    this.leave(visitor);
    visitor.turnOut();
  }
}
