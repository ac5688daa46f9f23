/**
 * The language of the nodes: messages, their signed datagrams, and what is thrown away and why.
 *
 *     Message → parts of at most 1200 bytes → envelope + HMAC-SHA256 → datagram → every link
 *     datagram → limits → names → signature → replay window → parts → Message | Junk
 *
 * Invariants: nothing that comes in throws; nothing unsigned or seen before is acted on, nor what is for
 * another life than this one; of a life that has not answered this one nothing is believed; a copy
 * that came another way only shows that the way works. Bodies are JSON, because the messages are
 * few and a person with a packet capture can read them.
 */
export type { Envelope, Junk } from "./envelope.ts";
export { BODY_LIMIT, DATAGRAM_LIMIT, openEnvelope, sealEnvelope } from "./envelope.ts";
export { decodeLetter, encodeLetter, type Letter, type Refused } from "./letter.ts";
export { haveCommon, LEVELS } from "./levels.ts";
export { byName } from "./message.ts";
export type * from "./message.ts";
export { Post, type Received } from "./post.ts";
export { handOn } from "./relayed.ts";
export { ReplayWindow } from "./replay_window.ts";
