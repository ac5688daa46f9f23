/**
 * Runs a tool in the daemon for whoever asks over the control socket.
 *
 *     POST /tool   NAME \0 HB_NODE \0 OCF_RESOURCE_INSTANCE \0 ARGUMENT \0 …
 *     ◄─           exit status, then a line for each that it says, `1` before it for standard
 *                  output, `2` for standard error
 *
 * A text that a few lines of perl can write and read, and no more.
 */
import { ok, printable } from "../model/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { runTool } from "../tools/mod.ts";
import { type Asker, type Handler, NOBODY } from "./http_server.ts";

const PATH = "/tool";

/** `handler`, and what it answers on the way to a tool's answer. */
export const withTools =
  (handler: Handler, document: () => StatusDocument): Handler => (request, asker) =>
    request.method === "POST" && new URL(request.url).pathname === PATH
      ? answerTool(request, asker, handler, document)
      : handler(request, asker);

async function answerTool(
  request: Request,
  asker: Asker,
  handler: Handler,
  document: () => StatusDocument,
): Promise<Response> {
  const [name = "", node = "", instance = "", ...args] = (await request.text()).split("\0");
  // An agent's words of its own node are not an operator's commands. Root alone is believed to be one.
  const by = instance !== "" && asker.uid === 0 ? NOBODY : asker;
  const environment = new Map([["HB_NODE", node], ["OCF_RESOURCE_INSTANCE", instance]]);
  const said: string[] = [];
  const say = (to: "1" | "2") => (line: string) => void said.push(`${to}${line}\n`);
  const status = await runTool(name, args, {
    print: say("1"),
    complain: say("2"),
    environment: (variable) => environment.get(variable) || undefined,
    status: () => Promise.resolve(ok(document())),
    ask: (path, body) => ask(path, body, by, handler),
  });
  return status === null
    ? new Response(`there is no tool ${printable(name)}\n`, { status: 404 })
    : new Response(`${status}\n${said.join("")}`);
}

/** Null: it is taken; else why it cannot be. */
async function ask(
  path: string,
  body: unknown,
  asker: Asker,
  handler: Handler,
): Promise<string | null> {
  const request = new Request(`http://hb${path}`, { method: "POST", body: JSON.stringify(body) });
  const answer = await handler(request, asker);
  if (answer.ok) return null;
  const { problem } = await answer.json() as { readonly problem?: string };
  return problem ?? `the daemon answered ${answer.status}`;
}
