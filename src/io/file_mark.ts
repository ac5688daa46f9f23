/** Whether a file is still what it was: by all that the kernel knows of it, without reading it. */

/** Null: there was no such file. `modified` and `changed` are mtime and ctime of stat(2), milliseconds. */
export type FileMark =
  | {
    readonly path: string;
    readonly device: number;
    readonly inode: number | null;
    readonly mode: number | null;
    readonly owner: number | null;
    readonly size: number;
    readonly modified: number | null;
    readonly changed: number | null;
  }
  | null;

export function markOf(path: string): FileMark {
  try {
    const { dev, ino, mode, uid, size, mtime, ctime } = Deno.statSync(path);
    const [modified = null, changed = null] = [mtime?.getTime(), ctime?.getTime()];
    return { path, device: dev, inode: ino, mode, owner: uid, size, modified, changed };
  } catch {
    return null;
  }
}
