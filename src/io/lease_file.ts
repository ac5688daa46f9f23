/**
 * Until when this node may go on unheard, by whose word, kept where it outlives the daemon but not the
 * boot, for the daemon's next life: beside the control socket, on /run. Written in place, without
 * waiting for any disk, for it comes with every keepalive.
 *
 *     BOOT {"generation":7,"peers":{"n2":1234.5},"arbiter":null,"lent":null,"heard":{"n2":{"generation":5,"seq":9}}}
 *
 * One line: the kernel's boot id, then JSON with moments of its boot clock (`"never"`: without end), or
 * `none`. What another version of hb wrote and this one does not understand is as good as no file.
 */
import * as v from "valibot";
import { instant, type LeaseLeft, MOST_GENERATION, NEVER } from "../model/mod.ts";
import { byName } from "../wire/mod.ts";
import { readTextSync } from "./text_file.ts";

export class LeaseFile {
  readonly #path: string;
  readonly #boot: string;
  #file: Deno.FsFile | null = null;
  #length = 0;

  constructor(directory: string, boot: string) {
    this.#path = `${directory}/lease`;
    this.#boot = boot;
  }

  /** Null: nothing is known of a life in this boot, or it has left nothing. */
  read(): LeaseLeft | null {
    const text = readTextSync(this.#path);
    const [line = ""] = text.ok ? text.value.split("\n") : [];
    const space = line.indexOf(" ");
    return space > 0 && line.slice(0, space) === this.#boot ? parse(line.slice(space)) : null;
  }

  /** What cannot be written is lost; written in place it needs room on /run the first time only. */
  write(left: LeaseLeft | null): void {
    const line = `${this.#boot} ${left === null ? NONE : JSON.stringify(left, neverAsWord)}`;
    const isFirst = this.#file === null;
    // A shorter line leaves nothing of a longer one behind.
    this.#length = Math.max(this.#length, line.length);
    const bytes = TEXT.encode(`${line.padEnd(this.#length)}\n`);
    try {
      this.#file ??= Deno.openSync(this.#path, { write: true, create: true });
      this.#file.seekSync(0, Deno.SeekMode.Start);
      this.#file.writeSync(bytes);
      // What another hb, or damage, had left behind it.
      if (isFirst) this.#file.truncateSync(bytes.length);
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
const WITHOUT_END = "never";

const neverAsWord = (_key: string, value: unknown): unknown =>
  value === NEVER ? WITHOUT_END : value;

const MOMENT = v.union([
  v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER), v.transform(instant)),
  v.pipe(v.literal(WITHOUT_END), v.transform(() => NEVER)),
]);

export const WHOLE = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const GENERATION = v.pipe(WHOLE, v.maxValue(MOST_GENERATION));

export const LEFT = v.object({
  generation: GENERATION,
  peers: byName(MOMENT),
  arbiter: v.nullable(MOMENT),
  lent: v.optional(v.nullable(MOMENT), null),
  heard: byName(v.object({ generation: GENERATION, seq: WHOLE })),
});

function parse(text: string): LeaseLeft | null {
  try {
    const read = v.safeParse(LEFT, JSON.parse(text));
    return read.success ? read.output as LeaseLeft : null;
  } catch {
    return null;
  }
}

const TEXT = new TextEncoder();
