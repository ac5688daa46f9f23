/**
 * A fleet of two versions of hb: each life of each node draws which it is, so crashes and restarts change
 * it. The newer reads a level more, says a field more everywhere, and now and then says something of
 * a kind that the older does not know.
 */
import type { ClusterConfig, Keys, NodeName, Release } from "../../src/model/mod.ts";
import { BODY_LIMIT, LEVELS, openEnvelope, sealEnvelope } from "../../src/wire/mod.ts";
import { readRelayed } from "../../src/wire/relayed.ts";
import { withMore } from "../with_more.ts";

export const RELEASE: Release = { version: "0.1.0", ...LEVELS };
export const NEWER: Release = { version: "0.2.0", ...LEVELS, highest: LEVELS.highest + 1 };

/** One datagram of so many is of a kind that is not known. */
const STRANGE = 50;

const text = { encode: new TextEncoder(), decode: new TextDecoder() };

/** Which hb a life is. @param seed of the fleet; absent: all are the same. */
export function releaseOf(seed: number | undefined, name: NodeName, generation: number): Release {
  if (seed === undefined) return RELEASE;
  const mixed = Math.imul(seed ^ Math.imul(generation, 0x9e3779b1), 0x85ebca6b) ^
    Math.imul(Number(name.slice(1)), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 15)) & 1) === 0 ? RELEASE : NEWER;
}

/** What the sender's life says in its version's words. What is too long for one datagram stays as it is. */
export function reworded(
  seed: number,
  { name: cluster }: ClusterConfig,
  keys: Keys,
  bytes: Uint8Array,
): Uint8Array {
  if (readRelayed(bytes).hops > 0) return bytes;
  const opened = openEnvelope(bytes, cluster, keys);
  if (!opened.ok) return bytes;
  const { mark: _, ...envelope } = opened.value;
  const { from, generation, parts, seq } = envelope;
  if (parts > 1 || releaseOf(seed, from, generation) === RELEASE) return bytes;
  const said = JSON.parse(text.decode.decode(envelope.body));
  const kind = seq % STRANGE === 0 ? "song" : said.kind;
  const body = text.encode.encode(JSON.stringify(withMore({ ...said, kind })));
  return body.length > BODY_LIMIT ? bytes : sealEnvelope({ ...envelope, body }, keys[0]);
}
