/**
 * Who could change what hb runs as root: whoever may write a file, or a folder on the way to it, may
 * put something else in its place.
 */

/** A file, folder or link on the way to a file. */
export interface PathFacts {
  readonly path: string;
  /** Permission bits; of a link, which has none, 0. */
  readonly mode: number;
  /** Null: not known. */
  readonly uid: number | null;
  readonly gid: number | null;
}

/** Whom hb runs as: what is theirs, or root's, is in good hands. */
export interface Self {
  readonly uid: number;
  readonly gid: number;
}

const STICKY = 0o1000;

/**
 * Who else could change what `way` leads to, with what to do about it; null: nobody.
 * @param way from the root folder to the file, links followed.
 */
export function explainDistrust(way: readonly PathFacts[], self: Self): string | null {
  for (const each of way) {
    const why = explainOne(each, self);
    if (why !== null) return why;
  }
  return null;
}

function explainOne({ path, mode, uid, gid }: PathFacts, self: Self): string | null {
  if (uid !== null && uid !== 0 && uid !== self.uid) {
    return `${path} belongs to user ${uid}; chown root ${path}`;
  }
  // In a sticky folder, e.g. /tmp, nobody can replace what is another's (chmod(1)).
  if ((mode & STICKY) !== 0) return null;
  const shown = (mode & 0o7777).toString(8).padStart(4, "0");
  if ((mode & 0o002) !== 0) return `everyone may write ${path} (mode ${shown}); chmod o-w ${path}`;
  return (mode & 0o020) !== 0 && isForeignGroup(gid, self)
    ? `group ${gid} may write ${path} (mode ${shown}); chmod g-w ${path}`
    : null;
}

/** Whether others than root, or hb's own user, can read the file that `way` leads to. */
export function isOpen(way: readonly PathFacts[], self: Self): boolean {
  const { mode, gid } = way.at(-1) ?? { mode: 0, gid: null };
  return (mode & 0o004) !== 0 || ((mode & 0o040) !== 0 && isForeignGroup(gid, self));
}

const isForeignGroup = (gid: number | null, self: Self): boolean =>
  gid !== null && gid !== 0 && gid !== self.gid;
