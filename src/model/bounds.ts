/**
 * How large a cluster may be. What lies above is refused where it comes in, so that whatever a node has
 * to say of it fits into a message.
 */

/** Each hears each of the others. */
export const MOST_NODES = 64;

/** Resources, of clones each instance: every node reports on every one of them. */
export const MOST_INSTANCES = 10_000;

/** Of names of attributes and settings; receivers refuse longer ones. */
export const LONGEST_NAME = 255;

/** Of values and sentences; the same. */
export const LONGEST_TEXT = 4096;

/** Transient attributes of one node. */
export const MOST_ATTRIBUTES = 500;

/** All transient attributes of one node, as they go on the wire; a report carries them to everybody. */
export const ATTRIBUTE_BYTES = 64 * 1024;

/** What agents and operators keep of nodes and of the cluster for good, the same; told as a whole. */
export const FACT_BYTES = 64 * 1024;

/** All settings together: facts of both halves of a cluster that was divided, and all else. */
export const SETTINGS_BYTES = 4 * 1024 * 1024;

/** How much of a reason others are told; the log of the node that found it has all of it. */
export const LONGEST_REASON = 1000;

/**
 * Counters that rise for good, bounded far below the last number, for that has no successor. A disk
 * that says more than `MOST_SAVED_…` is damaged. Nobody is believed more than `MOST_…`: a thousand
 * steps a second take millennia from the one to the other.
 */
export const MOST_SAVED_EPOCH = 2 ** 40;
export const MOST_EPOCH = 2 ** 48;

/** Stamps of settings: seconds since 1970, or one above the highest. 2^40 seconds are 34,000 years. */
export const MOST_SAVED_STAMP = 2 ** 40;
export const MOST_STAMP = 2 ** 48;

/**
 * Milliseconds since 1970, until the year 10889. Linux's clock, however wrong it once was, ends in
 * 2262. A disk must say less, for the next life needs a greater one.
 */
export const MOST_GENERATION = 2 ** 48;

/** So much of a text, and a sign that there was more. */
export const clip = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

/** How many bytes of a message it takes: in UTF-8, after JSON has escaped what it escapes. */
export const jsonBytes = (value: unknown): number => ENCODER.encode(JSON.stringify(value)).length;

const ENCODER = new TextEncoder();
