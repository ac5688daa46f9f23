/** The control socket: who may open it may command the cluster, so its mode is the guard. */
import { ok, refuse, type Result } from "../model/mod.ts";
import { makeDirectory } from "./directories.ts";
import { groupId, userWords } from "./host.ts";
import { type Admission, type Asker, type Handler, HttpServer, NOBODY } from "./http_server.ts";
import { PeerCredentials } from "./peer_credentials.ts";

/** Users of this group may talk to the daemon; Heartbeat and Pacemaker have it too. */
const GROUP = "haclient";

const MODE = 0o660;

/** Agents, who run as root, ask a dozen things at a time; no other user can keep them out. */
const BOUNDS = {
  most: 64,
  mostOf: (peer: string) => peer === ROOT ? 40 : 12,
};

const ROOT = "0";

export interface ControlServer {
  /** Connections that were turned out, or not let in, since the start. */
  readonly turnedOut: number;
  close(): Promise<void>;
}

/**
 * Listens on `path`, with mode 0660 from birth and the group haclient where there is one. What a
 * dead daemon left there is removed; a living one, or a file that is no socket, is left alone.
 */
export async function openControl(
  path: string,
  handler: Handler,
): Promise<Result<ControlServer, string>> {
  const cannot = `Cannot listen on control socket ${path}`;
  try {
    if (path.includes("/")) makeDirectory(path.replace(/\/[^/]*$/, "") || "/", 0o755);
    const obstacle = await clearWay(path);
    if (obstacle !== null) return refuse(`${cannot}: ${obstacle}`);
    return ok(serve(path, listen(path), handler));
  } catch (error) {
    return refuse(`${cannot}: ${(error as Error).message}`);
  }
}

/** Null: nothing is in the way any more. */
async function clearWay(path: string): Promise<string | null> {
  const found = await Deno.lstat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (found === null) return null;
  if (!found.isSocket) return "there is a file of this name that is no socket; remove it";
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return "another hb answers on it; stop it, or give this one a socket of its own with --socket";
  } catch (error) {
    // Else it may live: this process may be without a descriptor, or the other one may be busy.
    if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
    await Deno.remove(path);
    return null;
  }
}

/** Before it has its group nobody else can open it; before it has its mode, neither. */
function listen(path: string): Deno.UnixListener {
  const before = Deno.umask(0o177);
  let listener: Deno.UnixListener;
  try {
    listener = Deno.listen({ transport: "unix", path });
  } finally {
    Deno.umask(before);
  }
  const group = groupId(GROUP);
  if (group !== null) giveTo(path, group);
  Deno.chmodSync(path, MODE);
  return listener;
}

/** Without the right to (a demo, a test) the socket stays this user's own. */
function giveTo(path: string, group: number): void {
  try {
    Deno.chownSync(path, null, group);
  } catch {
    return;
  }
}

function serve(path: string, listener: Deno.UnixListener, handler: Handler): ControlServer {
  const credentials = new PeerCredentials(path);
  const server = new HttpServer({
    listener,
    handler,
    bounds: BOUNDS,
    admissionOf: () => admissionOf(credentials.uidOfLatest()),
  });
  return {
    get turnedOut() {
      return server.turnedOut;
    },
    async close() {
      await server.close();
      await Deno.remove(path).catch(() => {});
    },
  };
}

const admissionOf = (uid: number | null): Admission =>
  uid === null ? { peer: "unknown", asker: NOBODY } : { peer: String(uid), asker: new User(uid) };

/** Looked up only where it is asked for. */
class User implements Asker {
  constructor(readonly uid: number) {}

  get by(): string {
    return userWords(this.uid);
  }
}
