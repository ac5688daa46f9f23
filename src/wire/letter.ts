/** A message with what its sender says of it, as bytes and back; and why it is not understood. */
import * as v from "valibot";
import { type Levels, type Millis, ok, refuse, type Release, type Result } from "../model/mod.ts";
import { LEVEL, reads, RELEASE, WHOLE } from "./levels.ts";
import { LIFE, type Life, MESSAGE, type Message } from "./message.ts";

/** A message, and what its sender says of it. */
export interface Letter {
  /** The life that it is for, which alone acts on it; null: every node. */
  readonly to: Life | null;
  /** The sender's boot clock, in whole milliseconds: words grow old by it. */
  readonly at: Millis;
  readonly message: Message;
}

/** A newer hb says more than this one knows; what is malformed nobody should have said. */
export type Refusal = "malformed" | "unknownKind" | "unknownLevel";

/** What is known of a message that is not understood. */
export interface Refused {
  readonly why: Refusal;
  /** As in the letter; null: not even that is understood. */
  readonly at: Millis | null;
  /** As a keepalive of a level that is not known says it; null: it is none. */
  readonly release: Release | null;
}

/** Beside the fields of the message itself; of the same form in every level, as `release` is. */
const HEADER = v.object({
  level: LEVEL,
  kind: v.string(),
  to: v.nullable(LIFE),
  at: WHOLE,
});

const KINDS: ReadonlySet<string> = new Set(
  MESSAGE.options.map(({ entries }) => entries.kind.literal),
);
const RELEASE_IN = v.object({ kind: v.literal("keepalive"), release: RELEASE });

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder("utf-8", { fatal: true }) };

/** @param level that all who are to read it speak. */
export const encodeLetter = ({ to, at, message }: Letter, level: number): Uint8Array =>
  utf8.encode.encode(JSON.stringify({ ...message, level, to, at }));

/** Checks every field that it knows; what lacks one is refused as a whole. */
export function decodeLetter(bytes: Uint8Array, known: Levels): Result<Letter, Refused> {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode.decode(bytes));
  } catch {
    return refuse({ why: "malformed", at: null, release: null });
  }
  const header = v.safeParse(HEADER, json);
  if (!header.success) return refuse({ why: "malformed", at: null, release: null });
  const { level, kind, to, at } = header.output;
  if (!reads(known, level)) {
    const told = v.safeParse(RELEASE_IN, json);
    return refuse({ why: "unknownLevel", at, release: told.success ? told.output.release : null });
  }
  if (!KINDS.has(kind)) return refuse({ why: "unknownKind", at, release: null });
  const parsed = v.safeParse(MESSAGE, json);
  if (!parsed.success) return refuse({ why: "malformed", at, release: null });
  // The brands of names exist for the compiler only.
  return ok({ to, at, message: parsed.output } as unknown as Letter);
}
