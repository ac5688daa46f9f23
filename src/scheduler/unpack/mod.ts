/**
 * The first stage: from what is configured and known to what all other stages work on.
 *
 *     NodeInput      ─► Node                             as it is known to stand
 *     ResourceInput  ─► Primitive · Group · Clone        trees, with every instance made
 *     ResourceFact   ─► role, place, flags, first bans   an instance is found for each that is recorded
 *
 * Order: nodes, resources (by priority), facts in the order recorded: each sees what those before it
 * have made of the resource, and the first instance that is free is taken.
 *
 * Invariants: the input is not changed; what is recorded and not configured is an orphan, never lost;
 * what a failure asks for is begun here (a stop that is required, a node to be fenced), so that
 * everything after it sees the same.
 */
export { unpack } from "./unpack.ts";
