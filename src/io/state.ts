/**
 * The state directory: this node's generation, and what the engine wants remembered.
 *
 *     /var/lib/hb/generation    one number: that of the life that runs, on the disk before it speaks;
 *                               soon the one after it, kept free for the next life
 *     /var/lib/hb/state.json    what the engine last saved, replaced as a whole
 *
 *     …/state.json.bad          what was there and could not be used
 *     …/state.json.format2      what a newer hb saved, for the day it is back: see `saved_state.ts`
 *
 * Two files, because the generation must outlive whatever happens to the other.
 */
import type { Result, WallTime } from "../model/mod.ts";
import { MOST_GENERATION, ok, refuse } from "../model/mod.ts";
import type { SavedState } from "../node/mod.ts";
import { writeDurably } from "./durable_file.ts";
import type { FirstWord } from "./first_word.ts";
import { GENERATION, readGeneration } from "./generation_file.ts";
import { newerFormat, printSavedState, readSavedState } from "./saved_state.ts";
import { type KeptTexts, readKeptTexts } from "./kept_config.ts";
import { lockDirectory } from "./state_lock.ts";
import { NO_SUCH_FILE, readText } from "./text_file.ts";

const STATE = "state.json";
const CONFIG = "config.json";
/** In MiB: the state of ten thousand resources has about 20. */
const LARGEST = 64;

export interface StateOpened {
  readonly store: StateStore;
  /** Above that of every earlier life of this node. */
  readonly generation: number;
  /** Null: there is none, or it could not be read. */
  readonly saved: SavedState | null;
  /** The configuration in force when it was last kept; null: as `saved`. */
  readonly config: KeptTexts | null;
  /** What an administrator should know, in sentences; none of it keeps the daemon from running. */
  readonly problems: readonly string[];
}

/**
 * Opens the directory for this process alone. Refused only where it cannot be had at all: a damaged
 * file is set aside as `*.bad`, a newer hb's as `*.format2`, and a full disk is lived with, for the
 * service matters more.
 *
 * The generation is one above the stored one, and not below the wall clock in milliseconds: so it rises
 * even if nothing can be written, or the directory was lost, as long as the clock was not set back
 * at the same time. (Peers take a node of a lower generation for a replay.)
 *
 * @param word has been said by this process: the directory is its own, and so is the generation, which
 * the last life kept free.
 */
export async function openState(
  directory: string,
  wall: WallTime,
  word: Pick<FirstWord, "generation" | "unlock"> | null = null,
): Promise<Result<StateOpened, string>> {
  const problems: string[] = [];
  if (word !== null) {
    const saved = await read(directory, STATE, readSavedState, problems);
    const config = await read(directory, CONFIG, readKeptTexts, problems);
    const store = new StateStore(directory, word.generation, word.unlock, true);
    return ok({ store, generation: word.generation, saved, config, problems });
  }
  try {
    await Deno.mkdir(directory, { recursive: true, mode: 0o750 });
  } catch (error) {
    return refuse(`Cannot make state directory ${directory}: ${(error as Error).message}`);
  }
  const unlock = lockDirectory(directory);
  if (!unlock.ok) return unlock;
  const stored = await read(directory, GENERATION, readGeneration, problems);
  const saved = await read(directory, STATE, readSavedState, problems);
  const config = await read(directory, CONFIG, readKeptTexts, problems);
  const generation = Math.max((stored ?? 0) + 1, Math.floor(wall));
  const store = new StateStore(directory, generation, unlock.value, false);
  const problem = await store.saveGeneration();
  if (problem !== null) {
    problems.push(`${problem}; goes on with generation ${generation}, taken from the clock`);
  }
  return ok({ store, generation, saved, config, problems });
}

export class StateStore {
  readonly #directory: string;
  readonly #generation: number;
  readonly #unlock: () => void;
  #generationSaved: boolean;
  /** The text on the disk, as far as is known. */
  #written: string | null = null;
  /** Settles when the write under way, and the one waiting for it, have ended. */
  #last: Promise<string | null> = Promise.resolve(null);
  #waiting: { state: SavedState; readonly done: Promise<string | null> } | null = null;

  /** @param isSaved the generation, or a greater one, is on the disk. */
  constructor(directory: string, generation: number, unlock: () => void, isSaved: boolean) {
    this.#directory = directory;
    this.#generation = generation;
    this.#unlock = unlock;
    this.#generationSaved = isSaved;
  }

  /**
   * Writes the state beside the caller. Null once it is on the disk, else the problem in a sentence.
   * States that come while one is being written are written as one: the last.
   */
  save(state: SavedState): Promise<string | null> {
    if (this.#waiting !== null) {
      this.#waiting.state = state;
      return this.#waiting.done;
    }
    const done = this.#last.then(() => this.#write());
    this.#waiting = { state, done };
    return this.#last = done;
  }

  /** As `save`, for the configuration in force; each by itself. */
  saveConfig(text: string): Promise<string | null> {
    return this.#last = this.#last.then(() => this.#replace(CONFIG, text));
  }

  async saveGeneration(): Promise<string | null> {
    const problem = await this.#replace(GENERATION, `${this.#generation}\n`);
    this.#generationSaved = problem === null;
    return problem;
  }

  /**
   * The next number, put on the disk for the next life, which need not write then before it speaks. A life
   * that does not know of it takes a greater one. Null: the disk does not take it.
   */
  async keepFree(): Promise<number | null> {
    const next = this.#generation + 1;
    if (!this.#generationSaved || next >= MOST_GENERATION) return null;
    const written = this.#last.then(() => this.#replace(GENERATION, `${next}\n`));
    this.#last = written;
    return await written === null ? next : null;
  }

  /** Waits for all that was to be saved, and gives the directory back. */
  async close(): Promise<void> {
    let last: unknown;
    while (last !== this.#last) {
      last = this.#last;
      await last;
    }
    this.#unlock();
  }

  async #write(): Promise<string | null> {
    const waiting = this.#waiting;
    if (waiting === null) return null;
    this.#waiting = null;
    const text = printSavedState(waiting.state);
    if (text === this.#written) return null;
    const problem = (this.#generationSaved ? null : await this.saveGeneration()) ??
      await this.#replace(STATE, text);
    this.#written = problem === null ? text : null;
    return problem;
  }

  async #replace(name: string, text: string): Promise<string | null> {
    try {
      await writeDurably(this.#directory, name, text);
      return null;
    } catch (error) {
      return `Cannot save ${this.#directory}/${name}: ${(error as Error).message}`;
    }
  }
}

/** What a file says; null, and a problem unless the file is merely not there, where it cannot be read. */
async function read<Value>(
  directory: string,
  name: string,
  parse: (text: string) => Result<Value, string>,
  problems: string[],
): Promise<Value | null> {
  const path = `${directory}/${name}`;
  const text = await readText(path, LARGEST);
  if (!text.ok && text.problem === NO_SUCH_FILE) return null;
  const value = text.ok ? parse(text.value) : text;
  const newer = text.ok ? newerFormat(text.value) : null;
  if (value.ok) {
    if (newer !== null) problems.push(await keepNewer(path, newer));
    return value.value;
  }
  const aside = newer === null ? `${path}.bad` : besides(path, newer);
  const isMoved = await Deno.rename(path, aside).then(() => true, () => false);
  const where = !isMoved
    ? "left where it is"
    : newer === null
    ? `set aside as ${aside}`
    : `kept for that hb as ${aside}`;
  problems.push(`Cannot use ${path}: ${value.problem}; it is ${where}, goes on without it`);
  return null;
}

const besides = (path: string, format: number): string => `${path}.format${format}`;

/** A second name for it takes no room on the disk, and stays when the first gets other content. */
async function keepNewer(path: string, format: number): Promise<string> {
  const aside = besides(path, format);
  const said = `A newer hb wrote ${path}, in format ${format}: what this one understands is used`;
  try {
    await Deno.remove(aside).catch(() => {});
    await Deno.link(path, aside);
    return `${said}, and the whole is kept for that hb as ${aside}`;
  } catch (error) {
    return `${said}, and the rest is lost, for it cannot be kept: ${(error as Error).message}`;
  }
}
