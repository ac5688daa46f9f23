/**
 * Until when this node may go on unheard, kept where it outlives the daemon but not the boot, for
 * the daemon's next life: beside the control socket, on /run. Written in place, without waiting for
 * any disk, for it comes with every keepalive.
 */
import { type Instant, instant } from "../model/mod.ts";
import { readTextSync } from "./text_file.ts";

export class LeaseFile {
  readonly #path: string;
  readonly #boot: string;
  #file: Deno.FsFile | null = null;

  constructor(directory: string, boot: string) {
    this.#path = `${directory}/lease`;
    this.#boot = boot;
  }

  /** Null: there is none of this boot. */
  read(): Instant | null {
    const text = readTextSync(this.#path);
    const [boot, until = ""] = text.ok ? text.value.trim().split(" ") : [];
    const moment = Number(until);
    return boot === this.#boot && until !== "" && !Number.isNaN(moment) ? instant(moment) : null;
  }

  /** What cannot be written is lost: the next life then takes less for granted. */
  write(until: Instant): void {
    try {
      this.#file ??= Deno.openSync(this.#path, { write: true, create: true });
      this.#file.seekSync(0, Deno.SeekMode.Start);
      // Of one width, so that a shorter number leaves nothing of a longer one behind.
      this.#file.writeSync(TEXT.encode(`${this.#boot} ${String(until).padEnd(24)}\n`));
    } catch {
      // Read as none, or as the older one, which ends earlier.
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}

const TEXT = new TextEncoder();
