/**
 * What the running daemon keeps for its next life in this boot, so that it can say its first word before
 * it has read anything else (`first_word.ts`): beside the control socket, on /run.
 *
 * It holds no secret. Whoever takes it takes it away, so that no two lives say the same word. What is
 * damaged, or was written by another version of hb, is as good as no file: the first word waits then.
 */
import * as v from "valibot";
import { type LinkConfig, LONGEST_NAME, type NodeName } from "../model/mod.ts";
import { byName } from "../wire/mod.ts";
import type { FileMark } from "./file_mark.ts";
import { GENERATION, WHOLE } from "./lease_file.ts";
import { readTextSync } from "./text_file.ts";

export interface NextLife {
  /** Of hb: another one may understand the files in another way. */
  readonly version: string;
  /** The next life's number, which the state directory keeps free for it. */
  readonly generation: number;
  /** The life that leaves this. */
  readonly succeeds: number;
  readonly cluster: string;
  readonly self: NodeName;
  readonly configDigest: string;
  readonly links: readonly LinkConfig[];
  /** The files that all this is from. */
  readonly config: NonNullable<FileMark>;
  readonly keys: NonNullable<FileMark>;
}

/** What cannot be written is done without. */
export function leaveNextLife(directory: string, left: NextLife): void {
  const path = pathIn(directory);
  try {
    Deno.writeTextFileSync(`${path}.new`, `${JSON.stringify(left)}\n`, { mode: 0o600 });
    Deno.renameSync(`${path}.new`, path);
  } catch {
    // The next life says its first word a little later.
  }
}

/** Null: there is none that this hb can use, or it cannot be taken away. */
export function takeNextLife(directory: string, version: string): NextLife | null {
  const path = pathIn(directory);
  const text = readTextSync(path);
  if (!text.ok) return null;
  try {
    Deno.removeSync(path);
    const read = v.safeParse(NEXT_LIFE, JSON.parse(text.value));
    return read.success && read.output.version === version
      ? read.output as unknown as NextLife
      : null;
  } catch {
    return null;
  }
}

const pathIn = (directory: string): string => `${directory}/next-life`;

const NAME = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME));

const LINK = { name: NAME, interface: NAME, port: v.pipe(WHOLE, v.maxValue(65535)) };

const MARK = v.object({
  path: v.string(),
  device: v.number(),
  inode: v.nullable(v.number()),
  mode: v.nullable(v.number()),
  owner: v.nullable(v.number()),
  size: v.number(),
  modified: v.nullable(v.number()),
  changed: v.nullable(v.number()),
});

const NEXT_LIFE = v.object({
  version: v.string(),
  generation: GENERATION,
  succeeds: GENERATION,
  cluster: NAME,
  self: NAME,
  configDigest: NAME,
  links: v.array(v.variant("kind", [
    v.object({ kind: v.literal("bcast"), ...LINK }),
    v.object({ kind: v.literal("ucast"), ...LINK, addresses: byName(v.string()) }),
  ])),
  config: MARK,
  keys: MARK,
});
