/**
 * One datagram: who says it to which cluster, in which life and order, signed.
 *
 *     "HB" 1 | key id | HMAC-SHA256 (32) | cluster | sender | generation u64 | seq u64 | part u16 | parts u16 | body
 *
 * Texts have a length byte in front. The signature covers all but itself. The signature is checked
 * before anything but the two names is looked at; those are read first only to tell a neighbour's
 * cluster from a forgery. HMAC: RFC 2104 with SHA-256.
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import {
  type Key,
  type Keys,
  MOST_GENERATION,
  type NodeName,
  ok,
  refuse,
  type Result,
} from "../model/mod.ts";
import type { Refusal } from "./letter.ts";
import { RELAY_LENGTH } from "./relayed.ts";

export interface Opened extends Envelope {
  /** A part of the signature: another datagram has another one. */
  readonly mark: number;
}

export interface Envelope {
  readonly cluster: string;
  readonly from: NodeName;
  readonly generation: number;
  readonly seq: number;
  /** This datagram's place among the `parts` that make one message; from 0. */
  readonly part: number;
  readonly parts: number;
  readonly body: Uint8Array;
}

/** Why a datagram was thrown away; each kind is counted. */
export type Junk =
  | "foreignProtocol"
  | "truncated"
  | "oversized"
  | "foreignCluster"
  | "unknownKey"
  | "badSignature"
  | "unknownNode"
  | "replayed"
  | "unproven"
  | Refusal;

/** What hb ever sends in one datagram fits an Ethernet frame, so that no router fragments it. */
export const BODY_LIMIT = 1200;

/** Nothing longer can be one of hb's datagrams: names and key id at their longest, and a body. */
export const DATAGRAM_LIMIT = RELAY_LENGTH + 3 + 1 + 255 + 32 + 1 + 255 + 1 + 255 + 20 + BODY_LIMIT;

const MAGIC = [0x48, 0x42, 1] as const;
const MAC_LENGTH = 32;
const FIXED_LENGTH = 8 + 8 + 2 + 2;

const text = { encode: new TextEncoder(), decode: new TextDecoder("utf-8", { fatal: true }) };

/** The signed bytes of `envelope`. Names and key id are at most 255 bytes long. */
export function sealEnvelope(envelope: Envelope, key: Key): Uint8Array {
  const keyId = text.encode.encode(key.id);
  const cluster = text.encode.encode(envelope.cluster);
  const from = text.encode.encode(envelope.from);
  const signedAt = MAGIC.length + 1 + keyId.length + MAC_LENGTH;
  const fixedAt = signedAt + 1 + cluster.length + 1 + from.length;
  const bytes = new Uint8Array(fixedAt + FIXED_LENGTH + envelope.body.length);
  bytes.set(MAGIC);
  bytes.set([keyId.length, ...keyId], MAGIC.length);
  bytes.set([cluster.length, ...cluster, from.length, ...from], signedAt);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(fixedAt, BigInt(envelope.generation));
  view.setBigUint64(fixedAt + 8, BigInt(envelope.seq));
  view.setUint16(fixedAt + 16, envelope.part);
  view.setUint16(fixedAt + 18, envelope.parts);
  bytes.set(envelope.body, fixedAt + FIXED_LENGTH);
  bytes.set(macOf(bytes, signedAt, key), signedAt - MAC_LENGTH);
  return bytes;
}

/** Reads what `sealEnvelope` wrote with any of `keys` for `cluster`; else what is wrong with it. */
export function openEnvelope(
  bytes: Uint8Array,
  cluster: string,
  keys: Keys,
): Result<Opened, Junk> {
  if (bytes.length > DATAGRAM_LIMIT) return refuse("oversized");
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return refuse("foreignProtocol");
  const reader = new Reader(bytes, MAGIC.length);
  const keyId = reader.text();
  const signature = reader.take(MAC_LENGTH);
  const signedAt = reader.at;
  const sentTo = reader.text();
  const from = reader.text();
  const fixed = reader.take(FIXED_LENGTH);
  if (keyId === null || signature === null || sentTo === null || from === null || fixed === null) {
    return refuse("truncated");
  }
  if (sentTo !== cluster) return refuse("foreignCluster");
  // While keys are changed, two may go by one id.
  const named = keys.filter((known) => known.id === keyId);
  if (named.length === 0) return refuse("unknownKey");
  const isSigned = named.some((key) => timingSafeEqual(signature, macOf(bytes, signedAt, key)));
  if (!isSigned) return refuse("badSignature");
  const view = new DataView(fixed.buffer, fixed.byteOffset);
  const [generation, seq] = [Number(view.getBigUint64(0)), Number(view.getBigUint64(8))];
  // Nobody could repeat such a number to others.
  if (generation > MOST_GENERATION || !Number.isSafeInteger(seq)) return refuse("malformed");
  return ok({
    cluster,
    from: from as NodeName,
    generation,
    seq,
    part: view.getUint16(16),
    parts: view.getUint16(18),
    body: bytes.subarray(reader.at),
    mark: new DataView(signature.buffer, signature.byteOffset).getUint32(0),
  });
}

/** Over the magic, the key id and all that follows the signature. */
function macOf(bytes: Uint8Array, signedAt: number, key: Key): Uint8Array {
  return createHmac("sha256", Buffer.from(key.secret))
    .update(bytes.subarray(0, signedAt - MAC_LENGTH))
    .update(bytes.subarray(signedAt))
    .digest();
}

class Reader {
  constructor(readonly bytes: Uint8Array, public at: number) {}

  take(length: number): Uint8Array | null {
    if (this.at + length > this.bytes.length) return null;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string | null {
    const length = this.take(1)?.[0];
    const bytes = length === undefined ? null : this.take(length);
    if (bytes === null) return null;
    try {
      return text.decode.decode(bytes);
    } catch {
      return null;
    }
  }
}
