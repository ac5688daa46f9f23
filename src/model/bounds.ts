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

/** So much of a text, and a sign that there was more. */
export const clip = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

/** How many bytes of a message it takes: in UTF-8, after JSON has escaped what it escapes. */
export const jsonBytes = (value: unknown): number => ENCODER.encode(JSON.stringify(value)).length;

const ENCODER = new TextEncoder();
