/**
 * How old a word is when it comes, by its sender's clock: words may be held up on their way, or held
 * back by somebody, and an old one is no sign of life now.
 *
 *     apart = this clock − the sender's clock in the word = how the clocks differ + the way
 *     age   = apart − the least `apart` of late
 *
 * The least may rise by a part of the time that passes, for clocks differ in pace; by more only where an
 * echo shows that the word is younger, as after a pause in which the sender's clock stood.
 */
import { type Instant, type Millis, since } from "../model/mod.ts";
import type { Received } from "../wire/mod.ts";

export interface Apart {
  readonly least: Millis;
  readonly notedAt: Instant;
}

/** Of two clocks that are wrong by a twentieth each, and a little more. */
const DRIFT = 0.12;

export interface Aged {
  readonly age: Millis;
  readonly apart: Apart | null;
}

/**
 * @param before null: it is the first word of its life.
 * @param at the sender's clock when it wrote the word.
 * @param youngerThan when this node sent what the word answers; null: it answers nothing.
 */
export function ageOf(
  before: Apart | null,
  at: Millis,
  youngerThan: Instant | null,
  now: Instant,
): Aged {
  const apart = now - at;
  const grown = before === null ? apart : before.least + DRIFT * since(before.notedAt, now);
  const byClock = apart - Math.min(apart, grown);
  const age = youngerThan === null ? byClock : Math.min(byClock, since(youngerThan, now));
  return { age, apart: { least: apart - age, notedAt: now } };
}

/** By itself; a copy of what has come before, and a part of what is not whole yet, are none. */
export const isSignOfLife = ({ first, refused, at }: Received): boolean =>
  first && (at !== null || refused !== null);
