import { assertEquals } from "@std/assert";
import { controlApp, statusApp } from "../../src/status/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import { documentOf } from "./documents.ts";

interface Answer {
  readonly status: number;
  readonly problem: string | null;
  readonly asked: readonly Request[];
}

async function post(path: string, body: string, refusal: string | null = null): Promise<Answer> {
  const asked: Request[] = [];
  const app = controlApp(() => documentOf(), (request) => {
    asked.push(request);
    return Promise.resolve(refusal);
  }, () => "");
  const response = await app.request(`/control/${path}`, { method: "POST", body });
  const { problem } = await response.json();
  return { status: response.status, problem, asked };
}

Deno.test("each command becomes the request that the engine knows", async () => {
  const table: readonly (readonly [string, unknown, unknown])[] = [
    ["standby", { node: "n2" }, [{ kind: "standby", node: "n2", on: true }]],
    ["online", { node: "n2" }, [{ kind: "standby", node: "n2", on: false }]],
    ["move", { resource: "web" }, [{ kind: "move", unit: "web", to: null }]],
    ["move", { resource: "web", node: "n2" }, [{ kind: "move", unit: "web", to: "n2" }]],
    ["cleanup", {}, [{ kind: "cleanup", resource: null, node: null }]],
    ["cleanup", { resource: "vip", node: "n1" }, [
      { kind: "cleanup", resource: "vip", node: "n1" },
    ]],
    ["attribute", { node: "n1", name: "master-db", value: "10", scope: "reboot" }, [
      { kind: "attribute", node: "n1", name: "master-db", value: "10", scope: "reboot" },
    ]],
    ["fence", { node: "n2", action: "off" }, [{ kind: "fence", node: "n2", action: "off" }]],
    ["fence-confirm", { node: "n2" }, [{ kind: "fenceConfirm", node: "n2" }]],
    ["property", { name: "db_REPL_INFO", value: null }, [
      { kind: "property", name: "db_REPL_INFO", value: null },
    ]],
  ];
  for (const [path, body, requests] of table) {
    const answer = await post(path, JSON.stringify(body));
    assertEquals(answer, { status: 200, problem: null, asked: requests as readonly Request[] });
  }
});

Deno.test("a wrong body is refused with the right form", async () => {
  for (const body of ["", "{", "[]", "{}", '{"node":7}', '{"node":"n1","nodee":"n2"}']) {
    const { status, problem, asked } = await post("standby", body);
    assertEquals([status, asked], [400, []]);
    assertEquals(problem, 'the body must be JSON of the form {"node": "NODE"}');
  }
});

Deno.test("the engine's refusal is handed on", async () => {
  const answer = await post("cleanup", '{"resource":"wbe"}', "There is no resource wbe");
  assertEquals([answer.status, answer.problem], [409, "There is no resource wbe"]);
});

Deno.test("the control socket answers all that the status endpoint does", async () => {
  const app = controlApp(() => documentOf(), () => Promise.resolve(null), () => "");
  assertEquals((await app.request("/active/web")).status, 200);
  assertEquals((await app.request("/control/move")).status, 405);
  assertEquals((await app.request("/", { method: "POST" })).status, 405);
});

Deno.test("the configuration in force, secrets and all, is told on the control socket alone", async () => {
  const source = () => documentOf();
  const app = controlApp(source, () => Promise.resolve(null), () => "[cluster]\n# \u001b\n");
  const { inForce } = await (await app.request("/control/config")).json();
  assertEquals(inForce, "[cluster]\n# \u001b\n");
  assertEquals((await statusApp(source).request("/control/config")).status, 404);
});
