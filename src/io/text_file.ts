/**
 * Text files that are read whole: only regular ones, for a FIFO or a device may be waited for without
 * end, and never more of one than is worth reading.
 */
import { ok, refuse, type Result } from "../model/mod.ts";

const MIB = 1024 * 1024;
const STDIN = "/dev/stdin";
const CHUNK = 64 * 1024;

/**
 * At most `largest` MiB of UTF-8. The problem is the rest of "Cannot read FILE: …". `/dev/stdin` may be
 * whatever the user has put there.
 */
export async function readText(path: string, largest = 4): Promise<Result<string, string>> {
  try {
    const unfit = path === STDIN ? null : explainUnfit(await Deno.stat(path), largest);
    if (unfit !== null) return refuse(unfit);
    return readWhole(path === STDIN ? Deno.stdin : await Deno.open(path), largest);
  } catch (error) {
    return refuse(whyUnread(error));
  }
}

/** As `readText`, without waiting for anything but the file system: for small files on /run. */
export function readTextSync(path: string, largest = 1): Result<string, string> {
  try {
    const unfit = explainUnfit(Deno.statSync(path), largest);
    return unfit === null ? decode(Deno.readFileSync(path)) : refuse(unfit);
  } catch (error) {
    return refuse(whyUnread(error));
  }
}

function explainUnfit(found: Deno.FileInfo, largest: number): string | null {
  if (found.isDirectory) return "it is a directory";
  if (!found.isFile) return `it is ${kindOf(found)}, not a regular file`;
  return found.size > largest * MIB ? tooLarge(largest) : null;
}

const kindOf = ({ isFifo, isSocket }: Deno.FileInfo): string =>
  isFifo ? "a FIFO" : isSocket ? "a socket" : "a device";

const tooLarge = (largest: number): string => `it has more than ${largest} MiB`;

/** A file may grow while it is read, and standard input does not say how long it is. */
async function readWhole(file: Source, largest: number): Promise<Result<string, string>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK);
      const count = await file.read(chunk);
      if (count === null) break;
      length += count;
      if (length > largest * MIB) return refuse(tooLarge(largest));
      chunks.push(chunk.subarray(0, count));
    }
    return decode(new Uint8Array(await new Blob(chunks).arrayBuffer()));
  } catch (error) {
    return refuse(whyUnread(error));
  } finally {
    file.close();
  }
}

type Source = Pick<Deno.FsFile, "read" | "close">;

function decode(bytes: Uint8Array): Result<string, string> {
  try {
    return ok(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return refuse("it is not UTF-8 text");
  }
}

export const NO_SUCH_FILE = "there is no such file";

/** The rest of "Cannot read FILE: …". */
export function whyUnread(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return NO_SUCH_FILE;
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  return (error as Error).message;
}
