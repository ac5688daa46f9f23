/** Time as the engine knows it: an `Instant` comes in with every input, never from a clock. */

declare const brand: unique symbol;

/** A length of time in milliseconds. */
export type Millis = number;

/**
 * A moment on this host's boot clock (CLOCK_BOOTTIME), in milliseconds. Never steps back, goes on
 * while the host is suspended, and is comparable over restarts of the daemon within one boot.
 */
export type Instant = number & { readonly [brand]: "Instant" };

/** A moment on the wall clock, milliseconds since 1970: for people to read, never to decide by. */
export type WallTime = number;

export const instant = (millis: number): Instant => millis as Instant;

/** The moment that lies `millis` after `start`. */
export const later = (start: Instant, millis: Millis): Instant => (start + millis) as Instant;

/** How long ago `then` was at `now`. */
export const since = (then: Instant, now: Instant): Millis => now - then;

/** A moment that never comes. */
export const NEVER: Instant = Infinity as Instant;

/** The earliest of some moments; `NEVER` of none. */
export const earliest = (...moments: readonly Instant[]): Instant =>
  Math.min(Infinity, ...moments) as Instant;

/** A length of time in the shortest words that cluster.toml would accept: `1500` → `1500ms`. */
export function formatMillis(millis: Millis): string {
  if (millis >= 3_600_000 && millis % 3_600_000 === 0) return `${millis / 3_600_000}h`;
  if (millis >= 60_000 && millis % 60_000 === 0) return `${millis / 60_000}m`;
  if (millis >= 1000 && millis % 1000 === 0) return `${millis / 1000}s`;
  return `${Math.round(millis)}ms`;
}
