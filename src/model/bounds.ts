/**
 * How large a cluster may be. What lies above is refused where it comes in, so that whatever a node has
 * to say of it fits into a message.
 */

/** Each hears each of the others. */
export const MOST_NODES = 64;

/** Resources, of clones each instance: every node reports on every one of them. */
export const MOST_INSTANCES = 20_000;
