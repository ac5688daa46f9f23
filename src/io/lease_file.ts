/**
 * Until when this node may go on unheard, kept where it outlives the daemon but not the boot, for
 * the daemon's next life: beside the control socket, on /run. Written in place, without waiting for
 * any disk, for it comes with every keepalive.
 *
 *     BOOT PEERS ARBITER
 *
 * One line of words: the kernel's boot id, then moments of its boot clock, `Infinity` or `none`. An
 * older hb wrote two words and reads two; further words are a newer hb's, and passed over. What has
 * to mean something else gets a file of another name.
 */
import { type Instant, instant, NEVER } from "../model/mod.ts";
import { readTextSync } from "./text_file.ts";

/** Until when the last life might have gone on. Null: it surely does not. `NEVER`: without end. */
export interface KeptLease {
  /** By its peers' word. */
  readonly peers: Instant | null;
  /** By the arbiter's vote. */
  readonly arbiter: Instant | null;
}

export class LeaseFile {
  readonly #path: string;
  readonly #boot: string;
  #file: Deno.FsFile | null = null;

  constructor(directory: string, boot: string) {
    this.#path = `${directory}/lease`;
    this.#boot = boot;
  }

  /** Null: nothing is known of a life in this boot. */
  read(): KeptLease | null {
    const text = readTextSync(this.#path);
    const [line = ""] = text.ok ? text.value.split("\n") : [];
    const [boot, first = "", second = NONE] = line.trim().split(/ +/);
    const [peers, arbiter] = [parse(first), parse(second)];
    const isKnown = boot === this.#boot && peers !== undefined && arbiter !== undefined;
    return isKnown ? { peers, arbiter } : null;
  }

  /** What cannot be written is lost; written in place it needs room on /run the first time only. */
  write({ peers, arbiter }: KeptLease): void {
    const line = TEXT.encode(`${this.#boot} ${print(peers)} ${print(arbiter)}\n`);
    const isFirst = this.#file === null;
    try {
      this.#file ??= Deno.openSync(this.#path, { write: true, create: true });
      this.#file.seekSync(0, Deno.SeekMode.Start);
      this.#file.writeSync(line);
      // What another hb, or damage, had left behind it.
      if (isFirst) this.#file.truncateSync(line.length);
    } catch {
      // Read as what was written before, which ends earlier.
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}

const NONE = "none";

/** Of one width, so that a shorter number leaves nothing of a longer one behind. */
const print = (moment: Instant | null): string => String(moment ?? NONE).padEnd(24);

/** Undefined: it is neither a moment nor none. */
function parse(word: string): Instant | null | undefined {
  if (word === NONE) return null;
  if (word === String(NEVER)) return NEVER;
  const isMoment = /^\d+(\.\d+)?$/.test(word) && Number(word) <= Number.MAX_SAFE_INTEGER;
  return isMoment ? instant(Number(word)) : undefined;
}

const TEXT = new TextEncoder();
