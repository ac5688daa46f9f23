/**
 * Repeats "this address lives here now" for a while.
 *
 * Once is not enough: a kernel that has just learned an address ignores other news of it for about
 * a second (locktime in arp(7)), and a frame may be lost while a switch learns the port.
 */
import type { Instant, Millis } from "../model/mod.ts";
import { tellEveryone } from "./arp.ts";
import { bootNow } from "./clock.ts";
import { readInterfaces } from "./interfaces.ts";
import type { Refusal } from "./libc.ts";

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
  announce(address: number, at: string): Refusal | null {
    this.stop(address, at);
    const said = tell(address, at);
    if (said === "sent") this.#repeat(address, at, 0, bootNow());
    return typeof said === "string" ? null : said;
  }

  /** No repeat leaves after this. */
  stop(address: number, at: string): void {
    const key = keyOf(address, at);
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  #repeat(address: number, at: string, round: number, start: Instant): void {
    const after = REPEATS[round];
    if (after === undefined) return this.stop(address, at);
    const due = start + after;
    const timer = setTimeout(() => {
      const isLate = bootNow() > due + LATEST;
      if (isLate || tell(address, at) === "nothing") return this.stop(address, at);
      this.#repeat(address, at, round + 1, start);
    }, Math.max(0, due - bootNow()));
    this.#timers.set(keyOf(address, at), timer);
  }
}

const keyOf = (address: number, at: string): string => `${at} ${address}`;

/**
 * Only of an address that the kernel really has there, for anything else would draw traffic away;
 * and nothing where the network has no ARP, such as `lo`.
 */
function tell(address: number, at: string): Refusal | "sent" | "nothing" {
  const interfaces = readInterfaces();
  if (!interfaces.ok) return interfaces.problem;
  const found = interfaces.value.get(at);
  if (!found?.mac || !found.addresses.some((each) => each.address === address)) return "nothing";
  return tellEveryone(address, found.index, found.mac) ?? "sent";
}
