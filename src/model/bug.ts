/**
 * A bug in hb itself. Only the main loop catches it: log, exit non-zero, and let deadtime do its
 * work on the other nodes. Nothing that comes from outside may ever trip one.
 */
export class Bug extends Error {
  override name = "Bug";
}

/** States what the code relies on. @throws {Bug} where it does not hold. */
export function assert(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Bug(what);
}

/** What has gone wrong and where, for a report: on one line, without what else was being called. */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return plain(`a ${typeof error} was thrown: ${String(error)}`);
  const place = /^\s*at (.*)$/m.exec(error.stack ?? "")?.[1];
  return plain(`${error.name}: ${error.message}`) + (place === undefined ? "" : ` at ${place}`);
}

const LONGEST = 300;

/** It may quote what was read from anywhere. */
const plain = (text: string): string => text.slice(0, LONGEST).replace(/[^\x20-\x7e]+/g, " ");
