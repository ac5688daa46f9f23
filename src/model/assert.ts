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
