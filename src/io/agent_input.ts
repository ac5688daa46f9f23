/** What a program reads on its standard input: a file in memory, so that nobody has to feed it. */
import { type Bytes, cString, libc, MFD_CLOEXEC } from "./libc.ts";

export class AgentInput {
  /** Opened for reading, it begins at the start. */
  readonly path: string;
  /** It could not be made: no program is to be run with less than it should read. */
  readonly isLacking: boolean;
  readonly #fd: number;

  constructor(text: string) {
    this.#fd = libc().memfd_create(cString("hb-input"), MFD_CLOEXEC);
    const bytes: Bytes = new Uint8Array(new TextEncoder().encode(text));
    const written = this.#fd < 0 ? -1n : libc().write(this.#fd, bytes, BigInt(bytes.length));
    this.isLacking = written !== BigInt(bytes.length);
    this.path = this.isLacking ? "/dev/null" : `/proc/${Deno.pid}/fd/${this.#fd}`;
  }

  close(): void {
    if (this.#fd >= 0) libc().close(this.#fd);
  }
}
