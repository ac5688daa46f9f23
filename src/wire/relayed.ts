/**
 * A datagram that its sender's neighbour hands on, where the two do not hear each other:
 *
 *     "HB" "R" | how often it has been handed on | the datagram as it was
 *
 * It is signed by its sender and nobody else: who hands it on can lose it, and that is all.
 */
const MARK = [0x48, 0x42, 0x52] as const;

/** Bytes before the datagram. */
export const RELAY_LENGTH = MARK.length + 1;

export interface Relayed {
  /** 0: it comes from its sender itself. */
  readonly hops: number;
  readonly datagram: Uint8Array;
}

/** @param bytes as they came, be it from the sender or from one who has handed them on. */
export function handOn(bytes: Uint8Array): Uint8Array {
  const { hops, datagram } = readRelayed(bytes);
  return Uint8Array.of(...MARK, hops + 1, ...datagram);
}

export function readRelayed(bytes: Uint8Array): Relayed {
  const isRelayed = bytes.length > RELAY_LENGTH &&
    MARK.every((byte, index) => bytes[index] === byte);
  if (!isRelayed) return { hops: 0, datagram: bytes };
  return { hops: bytes[MARK.length] ?? 0, datagram: bytes.subarray(RELAY_LENGTH) };
}
