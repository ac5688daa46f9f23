/** The control socket: who may open it may command the cluster, so its mode is the guard. */
import { type Millis, ok, printable, refuse, type Result } from "../model/mod.ts";
import { groupId } from "./host.ts";
import { within } from "./within.ts";

/** Answers a request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** Users of this group may talk to the daemon; Heartbeat and Pacemaker have it too. */
const GROUP = "haclient";

/** Larger bodies are refused: no command needs more. */
const LARGEST_BODY = 64 * 1024;

/** A client that does not read its answer is left to itself after this. */
export const CLOSE_WITHIN: Millis = 1000;

export interface ControlServer {
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
    await Deno.mkdir(path.replace(/\/[^/]*$/, "") || "/", { recursive: true });
    const obstacle = await clearWay(path);
    if (obstacle !== null) return refuse(`${cannot}: ${obstacle}`);
    return ok(listen(path, handler));
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
  } catch {
    await Deno.remove(path);
    return null;
  }
}

function listen(path: string, handler: Handler): ControlServer {
  const before = Deno.umask(0o117);
  let server: Deno.HttpServer<Deno.UnixAddr>;
  try {
    server = Deno.serve(
      { path, onListen: () => {}, onError: answerFault },
      (request) => bounded(request, handler),
    );
  } finally {
    Deno.umask(before);
  }
  const group = groupId(GROUP);
  if (group !== null) giveTo(path, group);
  return {
    async close() {
      await within(CLOSE_WITHIN, server.shutdown());
      await Deno.remove(path).catch(() => {});
    },
  };
}

/** Without the right to (a demo, a test) the socket stays this user's own. */
function giveTo(path: string, group: number): void {
  try {
    Deno.chownSync(path, null, group);
  } catch {
    return;
  }
}

function bounded(request: Request, handler: Handler): Response | Promise<Response> {
  if (request.method === "GET" || request.method === "HEAD") return handler(request);
  const length = Number(request.headers.get("content-length") ?? "0");
  const isChunked = request.headers.has("transfer-encoding");
  return isChunked || length > LARGEST_BODY
    ? new Response(`the body is larger than ${LARGEST_BODY} bytes\n`, { status: 413 })
    : handler(request);
}

export const answerFault = (error: unknown): Response =>
  new Response(`Cannot answer: ${printable(String(error))}\n`, { status: 500 });
