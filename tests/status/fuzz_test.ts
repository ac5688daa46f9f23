/** Whatever comes over the control socket or the status port is answered, and never by a bug's message. */
import "../pure.ts";
import { assert } from "@std/assert";
import fc from "fast-check";
import { NOBODY } from "../../src/io/http_server.ts";
import { withTools } from "../../src/io/tool_endpoint.ts";
import { controlApp, statusApp } from "../../src/status/mod.ts";
import { TOOL_NAMES } from "../../src/tools/mod.ts";
import { mutated, mutatedData, ODD, runs } from "../fuzz.ts";
import { documentOf } from "./documents.ts";

const document = documentOf();
const submitted: unknown[] = [];
const control = controlApp(() => document, (request) => {
  submitted.push(request);
  return Promise.resolve(null);
}, () => "");
const status = statusApp(() => document);
const tools = withTools(control.fetch, () => document);

const words = fc.oneof(
  fc.constantFrom(...ODD, "n1", "web", "vip", "x"),
  fc.string({ maxLength: 8 }),
);
const paths = fc.oneof(
  fc.constantFrom(
    ...new Set(control.routes.map(({ path }) => path).filter((path) => !path.includes("*"))),
    "/active/web",
    "/standby/vip",
    "/tool",
  ),
  words.map((word) => `/active/${encodeURIComponent(word.toWellFormed())}`),
  words.map((word) =>
    `/${word.toWellFormed().replace(/[\s#]/g, "")}?verbose=${
      encodeURIComponent(word.toWellFormed())
    }`
  ),
  mutated("/api/v1/status?verbose#x").map((path) => `/${path}`),
  fc.constantFrom(
    "/%",
    "/active/%",
    "/active/%ff%fe",
    "/active/%00",
    "//",
    "/./../etc",
    "/*",
    "/:group",
  ),
);

const BODIES = [
  { node: "n1" },
  { resource: "web", node: null },
  { on: true, node: "n1" },
  { node: "n1", name: "a", value: "1", scope: "forever" },
  { node: "n2", action: "off" },
  { name: "p", value: null },
];
const bodies = fc.oneof(
  fc.constantFrom(...BODIES).map((body) => JSON.stringify(body)),
  fc.constantFrom(...BODIES).chain((body) => mutatedData(body, ["n1", "web"])).map((body) =>
    JSON.stringify(body)
  ),
  fc.constantFrom(...BODIES).chain((body) => mutated(JSON.stringify(body))),
  fc.constantFrom("[".repeat(100_000), "", "null", "1", '"x"'),
);

const accept = fc.constantFrom("text/html", "*/*", "", ",,,;q=;", "text/html;q=9");
const type = fc.constantFrom(
  "application/json",
  "multipart/form-data; boundary=",
  "text/plain",
  ";;;",
);
const method = fc.constantFrom(
  "GET",
  "POST",
  "HEAD",
  "OPTIONS",
  "PUT",
  "DELETE",
  "PATCH",
  "QUERY",
  "x",
);
const orders = fc.constantFrom(
  ...control.routes.map(({ path }) => path).filter((path) => path.startsWith("/control/")),
);

const requests = fc.oneof(
  fc.record({ path: paths, method, accept, type, body: bodies }),
  fc.record({ path: orders, method: fc.constant("POST"), accept, type, body: bodies }),
);

/** Null: the address or the method cannot be sent at all. */
function requestOf({ path, method, accept, type, body }: {
  readonly path: string;
  readonly method: string;
  readonly accept: string;
  readonly type: string;
  readonly body: string;
}): Request | null {
  const url = `http://hb${path}`;
  if (!URL.canParse(url)) return null;
  const headers = { accept, "content-type": type };
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, hasBody ? { method, headers, body } : { method, headers });
}

Deno.test("any request of any method, address and body is answered", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      for (const answer of [control.fetch, status.fetch, tools]) {
        const asked = requestOf(request);
        if (asked === null) return;
        const given = await answer(asked, NOBODY);
        const text = await given.text();
        assert(given.status < 500 || given.status === 503, `${given.status} ${text}`);
      }
    }),
    runs(500),
  );
  assert(submitted.length > 0, "some of them were orders");
});

const ARGUMENTS = [
  "-Q",
  "-n",
  "-N",
  "-v",
  "-D",
  "-G",
  "--query",
  "--name",
  "--update",
  "--delete",
  "-l",
  "reboot",
  "forever",
  "-t",
  "-r",
  "-1",
  "-X",
  "--as-xml",
  "-A",
  "-o",
  "--locate",
  "--resource",
  "-W",
  "-U",
  "--lifetime",
  "-p",
  "-i",
  "-q",
];

Deno.test("any arguments of any tool are answered", async () => {
  const calls = fc.tuple(
    fc.oneof(fc.constantFrom(...TOOL_NAMES), words),
    fc.constantFrom("n1", "", "constructor"),
    fc.constantFrom("vip", "", "toString"),
    fc.array(
      fc.oneof(
        fc.constantFrom(...ARGUMENTS),
        words,
        words.map((word) => `--${word}`),
        words.map((word) => `-${word}`),
      ),
      { maxLength: 6 },
    ),
  );
  await fc.assert(
    fc.asyncProperty(calls, async ([name, node, instance, args]) => {
      const body = [name, node, instance, ...args].join("\0");
      const given = await tools(new Request("http://hb/tool", { method: "POST", body }), NOBODY);
      assert([200, 404].includes(given.status), await given.text());
    }),
    runs(1000),
  );
});
