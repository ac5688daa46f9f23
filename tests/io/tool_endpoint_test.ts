/** Whose word a tool's is, that somebody or an agent has called. */
import { assertEquals } from "@std/assert";
import { type Asker, NOBODY } from "../../src/io/http_server.ts";
import { withTools } from "../../src/io/tool_endpoint.ts";
import { SCENE } from "../tools/desk.ts";
import { documentOf } from "../status/documents.ts";

/** Who is said to have asked, where `asker` called attrd_updater for `instance`. */
async function saidBy(asker: Asker, instance: string): Promise<readonly Asker[]> {
  const askers: Asker[] = [];
  const handler = withTools((_, by) => {
    askers.push(by);
    return Response.json({ problem: null });
  }, () => documentOf(SCENE));
  const call = ["attrd_updater", "n1", instance, "-n", "note", "-U", "1"].join("\0");
  const request = new Request("http://hb/tool", { method: "POST", body: call });
  assertEquals(await (await handler(request, asker)).text(), "0\n");
  return askers;
}

Deno.test("an agent's word is no operator's command; only root is believed to be an agent", async () => {
  const root = { by: "root (uid 0)", uid: 0 };
  const alice = { by: "alice (uid 1001)", uid: 1001 };
  assertEquals(await saidBy(root, "db"), [NOBODY]);
  assertEquals(await saidBy(root, ""), [root]);
  assertEquals(await saidBy(alice, "db"), [alice]);
});
