/** Fingerprints by which nodes see that they read the same thing, as nodes tell them. */

/** Between what one thing gives under several keys. */
export const DIGEST_JOINT = ".";

/**
 * Whether both are of the same thing: a node tells one for each key that it holds, and while keys
 * are changed two nodes may have only one of them in common.
 */
export function sameDigest(one: string, other: string): boolean {
  if (one === other) return true;
  const parts = one.split(DIGEST_JOINT);
  return other.split(DIGEST_JOINT).some((part) => parts.includes(part));
}
