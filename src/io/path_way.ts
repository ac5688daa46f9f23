/** The way to a file: all that whoever may change it could put something else in the file's place. */
import type { PathFacts } from "../config/mod.ts";

/** As many as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Every folder and link from the root folder on, and the file itself in the end; empty where it is
 * not there. @param path from the root folder, or from where hb was started.
 */
export function wayTo(path: string): readonly PathFacts[] {
  const way = [factsOf("/", Deno.lstatSync("/"))];
  const absolute = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  const ahead = partsOf(absolute);
  let at: readonly string[] = [];
  let links = 0;
  try {
    for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
      if (part === "..") {
        at = at.slice(0, -1);
        continue;
      }
      const next = `/${[...at, part].join("/")}`;
      const found = Deno.lstatSync(next);
      way.push(factsOf(next, found));
      if (!found.isSymlink) {
        at = [...at, part];
        continue;
      }
      links += 1;
      if (links > MOST_LINKS) return [];
      const target = Deno.readLinkSync(next);
      if (target.startsWith("/")) at = [];
      ahead.unshift(...partsOf(target));
    }
    return way;
  } catch {
    return [];
  }
}

const partsOf = (path: string): string[] =>
  path.split("/").filter((part) => part !== "" && part !== ".");

/** A link's own permission bits say nothing. */
const factsOf = (path: string, { mode, uid, gid, isSymlink }: Deno.FileInfo): PathFacts => ({
  path,
  mode: isSymlink || mode === null ? 0 : mode & 0o7777,
  uid: known(uid),
  gid: known(gid),
});

/** Within a user namespace, e.g. a container, users that it does not know are all the same one. */
const known = (id: number | null): number | null => id === unknownId() ? null : id;

let unknown: number | null | undefined;

function unknownId(): number | null {
  if (unknown !== undefined) return unknown;
  try {
    // A host's own map holds all that there are (user_namespaces(7)).
    const isWhole = /^\s*0\s+0\s+4294967295\s*$/.test(Deno.readTextFileSync("/proc/self/uid_map"));
    unknown = isWhole ? null : Number(Deno.readTextFileSync("/proc/sys/kernel/overflowuid"));
  } catch {
    unknown = null;
  }
  return unknown;
}
