/**
 * Repeats "this address lives here now" for a while.
 *
 * Once is not enough: a kernel that has just learned an address ignores other news of it for about
 * a second (locktime in arp(7)), and a frame may be lost while a switch learns the port.
 */
import type { Instant, Millis } from "../model/mod.ts";
import { bootNow } from "./clock.ts";
import type { Refusal } from "./libc.ts";
import type { VipAddress } from "./vip_address.ts";

/** After the first, at once. The last lies well past the neighbours' locktime. */
const REPEATS: readonly Millis[] = [100, 300, 600, 1100, 2000];

/**
 * A repeat that comes later than this is left out, and all after it: this process was stopped for a
 * while, another node may have the address by now, and its clients must not be called back here.
 */
const LATEST: Millis = 250;

export class Announcer {
  /** The timer of the next repeat, by interface and address. */
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Announces at once, and again later without anyone waiting. Null: the first is on its way. */
  announce(address: VipAddress): Refusal | null {
    this.stop(address);
    const said = address.tellEveryone();
    if (said === "sent") this.#repeat(address, 0, bootNow());
    return typeof said === "string" ? null : said;
  }

  /** No repeat leaves after this. */
  stop(address: VipAddress): void {
    const key = keyOf(address);
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  #repeat(address: VipAddress, round: number, start: Instant): void {
    const after = REPEATS[round];
    if (after === undefined) return this.stop(address);
    const due = start + after;
    const timer = setTimeout(() => {
      const isLate = bootNow() > due + LATEST;
      if (isLate || address.tellEveryone() === "nothing") return this.stop(address);
      this.#repeat(address, round + 1, start);
    }, Math.max(0, due - bootNow()));
    this.#timers.set(keyOf(address), timer);
  }
}

const keyOf = ({ name, place }: VipAddress): string => `${place.name} ${name}`;
