/** Directories with the mode that they are meant to have, whatever the umask says. */

/**
 * Makes it, and those above it, if it is not there.
 * @param own nobody else makes it: it gets the mode even if it is there.
 * @throws what the file system says.
 */
export async function makeDirectory(path: string, mode: number, own = false): Promise<void> {
  const isThere = await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  if (!isThere) await Deno.mkdir(path, { recursive: true });
  if (!isThere || own) await Deno.chmod(path, mode);
}
