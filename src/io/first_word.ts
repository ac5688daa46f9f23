/**
 * A new life's first word: one keepalive, said before hb's code, configuration and state are read.
 *
 *     last life ─► next-life, lease (/run) · generation (disk) ─► lock ─► checks ─► one datagram ─► the daemon
 *
 * A daemon that was killed is missed after `deadtime`. Most of what its next life needs for its start
 * is of no use for saying that it is there; so it says that first, by what the last life has left,
 * and then goes on as the life that it has announced. It promises nothing by it: it hears nobody yet,
 * follows nobody, and has no report.
 *
 * It says nothing, and leaves it to the ordinary start, where anything is not as the last life left it:
 * - another hb has the state directory, or had it since (the lock; the number kept free on the disk);
 * - another boot, a clean stop, or a later life, be it one that began anew without a start (the lease);
 * - another version of hb, another node's name, other files than those that were in force.
 */
import { firstKey, type Instant, type Key, nodeName } from "../model/mod.ts";
import { type Keepalive, LEVELS, Post } from "../wire/mod.ts";
import { bootId, bootNow } from "./clock.ts";
import type { DaemonOptions, DaemonPaths } from "./daemon_paths.ts";
import { type FileMark, markOf } from "./file_mark.ts";
import { isKeptFree } from "./generation_file.ts";
import { hostname } from "./host.ts";
import { LeaseFile } from "./lease_file.ts";
import { Links } from "./links.ts";
import { type NextLife, takeNextLife } from "./next_life.ts";
import { lockDirectory } from "./state_lock.ts";
import { readTextSync } from "./text_file.ts";

/** What the daemon goes on with. */
export interface FirstWord {
  /** Of the life that has spoken; it is on the disk. */
  readonly generation: number;
  /** When it was said, as datagram 1 of that life. */
  readonly at: Instant;
  /** Open; what comes is kept until somebody listens. */
  readonly links: Links;
  /** Gives the state directory back. */
  readonly unlock: () => void;
}

/** Null: nothing was said. */
export function sayFirstWord(options: DaemonOptions, paths: DaemonPaths): FirstWord | null {
  const heritage = takeHeritage(options, paths);
  if (heritage === null) return null;
  const { left, key, unlock } = heritage;
  const links = new Links();
  links.configure(left.links, left.self);
  const at = bootNow();
  const { cluster, self, generation } = left;
  // Who hears it is not known: all read the lowest level.
  const release = { version: left.version, lowest: LEVELS.lowest, highest: LEVELS.lowest };
  const post = new Post(cluster, self, generation, [key], new Set(), release);
  const said = post.write({ to: null, at: Math.round(at), message: keepaliveOf(left) }) ?? [];
  for (const datagram of said) links.send(datagram, null);
  return { generation, at, links, unlock };
}

/** What a life may speak with, which no other one has now. */
export interface Heritage {
  readonly left: NextLife;
  readonly key: Key;
  readonly unlock: () => void;
}

/** Null: there is none, or not all is as it was left. */
export function takeHeritage(options: DaemonOptions, paths: DaemonPaths): Heritage | null {
  const unlock = lockDirectory(paths.state);
  if (!unlock.ok) return null;
  const left = takeNextLife(paths.runtime, options.version);
  const key = left !== null && isAsLeft(left, options, paths) ? keyIn(left.keys.path) : null;
  if (left !== null && key !== null) return { left, key, unlock: unlock.value };
  unlock.value();
  return null;
}

function isAsLeft(
  left: NextLife,
  options: DaemonOptions,
  { state, runtime }: DaemonPaths,
): boolean {
  const lease = new LeaseFile(runtime, bootId()).read();
  return lease?.generation === left.succeeds &&
    isKeptFree(state, left.generation) &&
    left.self === nodeName(options.node ?? hostname()) &&
    left.config.path === options.config &&
    isSame(left.config) && isSame(left.keys);
}

const isSame = (mark: NonNullable<FileMark>): boolean =>
  JSON.stringify(markOf(mark.path)) === JSON.stringify(mark);

function keyIn(path: string): Key | null {
  const text = readTextSync(path);
  return text.ok ? firstKey(text.value) : null;
}

const keepaliveOf = ({ configDigest, succeeds, version }: NextLife): Keepalive => ({
  kind: "keepalive",
  phase: "starting",
  epoch: null,
  coordinator: null,
  highest: 0,
  leads: null,
  configDigest,
  report: 0,
  hears: [],
  listening: 0,
  succeeds,
  lent: null,
  // It counts for nobody yet: what the last life said of these lasts until the next keepalive.
  terms: null,
  keys: null,
  release: { version, ...LEVELS },
});
