/**
 * What keeps a daemon that cannot run from being started again several times a second for ever.
 *
 * systemd starts it again at once, because a daemon that was killed must be back before deadtime. So
 * the daemon itself counts its lives that ended soon after they began, beside the control socket, on
 * /run; after some of them it waits before it begins, longer each time, and says why.
 */
import { type Instant, type Millis, printable, since } from "../model/mod.ts";
import { bootNow } from "./clock.ts";
import { notify } from "./notify.ts";
import { within } from "./within.ts";

/** A life that told why it ended, and one that did not: that may have been killed by hand. */
const SHORT: Millis = 10_000;
const SHORT_UNTOLD: Millis = 2000;

/** So many are followed by the next one at once. */
const AT_ONCE = 5;

/** Less than systemd waits for the start (TimeoutStartSec). */
const LONGEST_WAIT: Millis = 30_000;

/** What a life leaves for the next one. */
export interface LastLife {
  /** When it began, after its wait. */
  readonly begun: Instant;
  /** Short lives in a row before it. */
  readonly count: number;
  /** Why it ended; null: it did not tell. */
  readonly why: string | null;
}

export interface Turn {
  readonly count: number;
  readonly wait: Millis;
}

/** What `last` means for a life that comes `now`. */
export function turnAfter(last: LastLife | null, now: Instant): Turn {
  if (last === null) return { count: 0, wait: 0 };
  const lasted = since(last.begun, now);
  // Of another boot, whose clock was ahead; else it may have ended while it still waited.
  if (lasted < -LONGEST_WAIT) return { count: 0, wait: 0 };
  if (lasted >= (last.why === null ? SHORT_UNTOLD : SHORT)) return { count: 0, wait: 0 };
  const count = last.count + 1;
  const wait = count <= AT_ONCE ? 0 : Math.min(LONGEST_WAIT, 1000 * 2 ** (count - AT_ONCE - 1));
  return { count, wait };
}

export class ShortLives {
  readonly #path: string;
  /** Only what systemd starts is started again by it. */
  readonly #isCounting = Deno.env.get("NOTIFY_SOCKET") !== undefined;
  #own: LastLife | null = null;

  constructor(directory: string) {
    this.#path = `${directory}/last-life`;
  }

  /** Waits, if it must. False: it was told to end instead. */
  async begin(): Promise<boolean> {
    if (!this.#isCounting) return true;
    const last = this.#read();
    const now = bootNow();
    const { count, wait } = turnAfter(last, now);
    this.#write({ begun: now + wait as Instant, count, why: null });
    if (wait === 0) return true;
    const why = last?.why ?? "it was killed, or ended without a word";
    const seconds = wait / 1000;
    const text = `Waits ${seconds}s before it begins, having ended at once ${count} times: ${why}`;
    console.error(printable(text));
    notify("STATUS", text);
    if (!await isToldToEnd(wait)) return true;
    this.forget();
    return false;
  }

  /** For the next life, and for `systemctl status`. */
  note(why: string): void {
    if (this.#own === null) return;
    this.#write({ ...this.#own, why });
    notify("STATUS", why);
  }

  /** It ends as it should, or is not started again by itself: the next life begins at once. */
  forget(): void {
    if (this.#own === null) return;
    try {
      Deno.removeSync(this.#path);
    } catch {
      // It could not be written either.
    }
  }

  #read(): LastLife | null {
    try {
      const { begun, count, why } = JSON.parse(Deno.readTextFileSync(this.#path));
      const isGood = Number.isFinite(begun) && Number.isInteger(count) &&
        (why === null || typeof why === "string");
      return isGood ? { begun, count, why } : null;
    } catch {
      return null;
    }
  }

  /** What cannot be written is not counted. */
  #write(life: LastLife): void {
    this.#own = life;
    try {
      Deno.writeTextFileSync(this.#path, JSON.stringify(life), { mode: 0o600 });
    } catch {
      return;
    }
  }
}

async function isToldToEnd(wait: Millis): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<true>();
  const end = () => resolve(true);
  Deno.addSignalListener("SIGTERM", end);
  const told = await within(wait, promise);
  Deno.removeSignalListener("SIGTERM", end);
  return told !== null;
}
