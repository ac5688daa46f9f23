/** Directories with the mode that they are meant to have, whatever the umask says. */

/**
 * Makes it, and those above it, if it is not there.
 * @param own nobody else makes it: it gets the mode even if it is there.
 * @throws what the file system says.
 */
export function makeDirectory(path: string, mode: number, own = false): void {
  const isThere = isDirectory(path);
  if (!isThere) Deno.mkdirSync(path, { recursive: true });
  if (!isThere || own) Deno.chmodSync(path, mode);
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
