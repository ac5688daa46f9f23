/**
 * Writes lines on another thread, so that a hung disk or a journal that does not read can delay
 * the log, and lose some of it, but never the engine.
 */

export interface Destination {
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

export interface LineTarget {
  /** At the first line, and again after an error or `reopen`. May throw. */
  open(): Destination;
  /** The last words before the process ends, on this thread. May throw. */
  writeNow(bytes: Uint8Array): void;
  /** Told once when lines begin to be lost, and with null when they no longer are. */
  onProblem(why: string | null): void;
}

/**
 * How long the last words wait for the lines before them, whose end this thread would only learn by
 * going on. A disk that takes longer is hung, and what it was given is lost.
 */
const LAST_WRITE_MS = 250;

/** More lines than this wait for nobody. */
const MAX_WAITING = 10_000;

export class LineWriter {
  readonly #target: LineTarget;
  #destination: Destination | null = null;
  #waiting: string[] = [];
  #isWriting = false;
  /** The other thread has lines that it may not have written yet. */
  #isUnderWay = false;
  #isStale = false;
  #problem: string | null = null;

  constructor(target: LineTarget) {
    this.#target = target;
  }

  write(line: string): void {
    if (this.#waiting.length >= MAX_WAITING) return this.#tell("it does not take lines any more");
    this.#waiting.push(`${line}\n`);
    if (this.#isWriting) return;
    this.#isWriting = true;
    // Not before all lines of this turn are here: they go in one piece, or in `flush`.
    queueMicrotask(() => this.#drain());
  }

  /** Opens it anew before the next line. */
  reopen(): void {
    this.#isStale = true;
  }

  /**
   * Writes all that waits, on this thread; as the last words before the process ends after what the
   * other thread is writing.
   */
  flush(isLast: boolean): void {
    const bytes = this.#take();
    if (isLast && this.#isUnderWay) standStill(LAST_WRITE_MS);
    if (bytes.length === 0) return;
    try {
      this.#target.writeNow(bytes);
    } catch (error) {
      this.#tell(reasonOf(error));
    }
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = this.#take();
      try {
        if (this.#isStale) this.#close();
        this.#destination ??= this.#target.open();
        this.#isUnderWay = true;
        await writeAll(this.#destination, bytes);
        this.#tell(null);
      } catch (error) {
        this.#close();
        this.#tell(reasonOf(error));
      } finally {
        this.#isUnderWay = false;
      }
    }
    this.#isWriting = false;
  }

  #close(): void {
    this.#destination?.close();
    this.#destination = null;
    this.#isStale = false;
  }

  #take(): Uint8Array {
    const text = this.#waiting.join("");
    this.#waiting = [];
    return new TextEncoder().encode(text);
  }

  #tell(problem: string | null): void {
    const isNews = (problem === null) !== (this.#problem === null);
    this.#problem = problem;
    if (isNews) this.#target.onProblem(problem);
  }
}

async function writeAll(destination: Destination, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await destination.write(bytes.subarray(written));
  }
}

function standStill(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

const reasonOf = (error: unknown): string => error instanceof Error ? error.message : String(error);
