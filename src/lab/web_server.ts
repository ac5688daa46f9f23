/** The web server of nodes that have no nginx: answers with its node's name. */
import { partArguments } from "./part.ts";

/** The part itself: runs until it is told to end. */
export async function playWebServer(): Promise<void> {
  const [node = "", pidFile = ""] = partArguments();
  const server = Deno.serve({
    hostname: "0.0.0.0",
    port: 80,
    onListen: () => Deno.writeTextFileSync(pidFile, String(Deno.pid)),
  }, () => new Response(`${node}\n`, { headers: { connection: "close" } }));
  Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
  await server.finished;
}
