/** The file with this node's generation: no life of it has had a greater one. */
import { MOST_GENERATION, ok, refuse, type Result } from "../model/mod.ts";
import { readTextSync } from "./text_file.ts";

export const GENERATION = "generation";

/** The problem is the rest of a sentence about the file. */
export function readGeneration(text: string): Result<number, string> {
  const word = text.trim();
  if (!/^\d+$/.test(word)) {
    return refuse(`${JSON.stringify(text.slice(0, 40))} is not a whole number`);
  }
  return Number(word) < MOST_GENERATION
    ? ok(Number(word))
    : refuse(`${word.slice(0, 40)} is too large: a generation is below ${MOST_GENERATION}`);
}

/** Whether `generation` is the number that the last life has kept free (`StateStore.keepFree`). */
export function isKeptFree(directory: string, generation: number): boolean {
  const text = readTextSync(`${directory}/${GENERATION}`);
  const stored = text.ok ? readGeneration(text.value) : text;
  return stored.ok && stored.value === generation;
}
