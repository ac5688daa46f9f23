/** Files that are there whole or not at all, also after the power has failed. */

/**
 * Replaces `directory/name`. The new content is on the disk under another name before it takes the
 * old one's place, and the directory is on the disk before this returns.
 * @throws what the file system says; the old content is then still there.
 */
export async function writeDurably(directory: string, name: string, text: string): Promise<void> {
  const path = `${directory}/${name}`;
  const fresh = `${path}.new`;
  const file = await Deno.open(fresh, { write: true, create: true, truncate: true, mode: 0o600 });
  try {
    await writeAll(file, new TextEncoder().encode(text));
    await file.sync();
  } finally {
    file.close();
  }
  await Deno.rename(fresh, path);
  await syncDirectory(directory);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}

/** A rename is durable only once the directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await Deno.open(path, { read: true });
  try {
    await directory.sync();
  } finally {
    directory.close();
  }
}
