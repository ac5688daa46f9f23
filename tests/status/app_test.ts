import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { statusApp } from "../../src/status/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import {
  documentOf,
  eth0,
  eth1,
  FAILED_MONITOR,
  n1,
  n2,
  on,
  ownView,
  peerView,
  resource,
  unit,
  webOn,
} from "./documents.ts";

interface Init {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

const ask = (document: StatusDocument, path: string, init: Init = {}) =>
  statusApp(() => document).request(path, init);

async function statusOf(document: StatusDocument, path: string): Promise<number> {
  const response = await ask(document, path);
  await response.body?.cancel();
  return response.status;
}

const well = documentOf();
const holderIsPeer = documentOf({
  units: [unit(webOn(on(n1, "stopped"), on(n2, "started")), { holder: n2 })],
});

Deno.test("curl reads the text of hb status -1Afr at /", async () => {
  const response = await ask(well, "/", { headers: { accept: "*/*" } });
  assertEquals(response.status, 200);
  assertMatch(response.headers.get("content-type") ?? "", /^text\/plain/);
  const text = await response.text();
  for (const title of ["Cluster Summary", "Full List of Resources", "Node Attributes"]) {
    assertStringIncludes(text, `${title}:`);
  }
});

Deno.test("a browser gets a page at /", async () => {
  const response = await ask(well, "/", { headers: { accept: "text/html,*/*;q=0.8" } });
  assertMatch(response.headers.get("content-type") ?? "", /^text\/html/);
  assertMatch(await response.text(), /^<!DOCTYPE html>/);
});

Deno.test("every answer says when it was made and by whom, and is not to be kept or framed", async () => {
  const paths = [
    "/",
    "/livez",
    "/active",
    "/active/none",
    "/nowhere",
    "/api/v1/status",
    "/metrics",
  ];
  for (const path of paths) {
    const { headers, body } = await ask(well, path);
    await body?.cancel();
    assertEquals(headers.get("cache-control"), "no-store", path);
    assertEquals(headers.get("x-hb-made-at"), "2026-11-22T08:52:13.000Z", path);
    assertEquals(headers.get("x-hb-made-by"), "n1", path);
    assertEquals(headers.get("x-frame-options"), "DENY", path);
    assertMatch(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/, path);
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
    const cors = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
    assertEquals(cors, [], path);
  }
});

Deno.test("probes say yes on a well node that holds the group", async () => {
  for (const path of ["/livez", "/readyz", "/health", "/active", "/active/web", "/cluster"]) {
    const response = await ask(well, path);
    assertEquals(response.status, 200, path);
    assertEquals(await response.text(), "ok\nmade 2026-11-22T08:52:13.000Z by n1\n", path);
  }
});

Deno.test("/livez says no once the loop has not come round within deadtime", async () => {
  const stuck = documentOf({}, { loopTurnedAgo: 10_000 });
  const response = await ask(stuck, "/livez");
  assertEquals(response.status, 503);
  assertStringIncludes(await response.text(), "last came round 10s ago, deadtime is 10s");
});

Deno.test("/readyz says no before joining, without links, in standby", async () => {
  const cases = [
    documentOf({ phase: "starting", coordinator: null }),
    documentOf({
      links: [{ link: eth0, up: false, why: "no carrier" }, { link: eth1, up: false, why: "" }],
    }),
    documentOf({ nodes: [ownView({ standing: "standby", standby: true }), peerView()] }),
  ];
  for (const document of cases) assertEquals(await statusOf(document, "/readyz"), 503);
});

Deno.test("/readyz?verbose names every check", async () => {
  const alone = documentOf({ links: [{ link: eth0, up: false, why: "no carrier" }] });
  const text = await (await ask(alone, "/readyz?verbose")).text();
  assertStringIncludes(text, "[+] membership: ok\n[-] links: no link is up on this node\n");
});

Deno.test("/health says no while a resource has failed on this node", async () => {
  const failed = on(n1, "failed", { lastFailure: FAILED_MONITOR });
  const document = documentOf({ units: [unit(webOn(failed))] });
  const response = await ask(document, "/health");
  assertEquals(response.status, 503);
  assertStringIncludes(await response.text(), "vip and nginx failed on this node");
});

Deno.test("/active says no on the other node, and who holds the group", async () => {
  const response = await ask(holderIsPeer, "/active/web");
  assertEquals(response.status, 503);
  assertStringIncludes(await response.text(), "n1 does not hold web, n2 does");
  assertEquals(await statusOf(holderIsPeer, "/active"), 503);
});

Deno.test("/active says no as soon as a member is being stopped", async () => {
  const stopping = documentOf({ units: [unit(webOn(on(n1, "started", { busy: "stop" })))] });
  assertEquals(await statusOf(stopping, "/active/web"), 503);
});

Deno.test("/active says no while only a part of the group is started", async () => {
  const half = documentOf({
    units: [
      unit([
        resource("vip", "hb:vip", [on(n1, "started")]),
        resource("nginx", "lsb:nginx", [on(n1, "stopped")]),
      ]),
    ],
  });
  assertEquals(await statusOf(half, "/active/web"), 503);
});

Deno.test("/standby says yes only on a healthy node that does not hold the group", async () => {
  assertEquals(await statusOf(holderIsPeer, "/standby"), 200);
  assertEquals(await statusOf(holderIsPeer, "/standby/web"), 200);
  assertEquals(await statusOf(well, "/standby/web"), 503);
});

Deno.test("/standby says no where the group failed too often or the node is set to standby", async () => {
  const banned = documentOf({
    units: [unit(
      webOn(on(n1, "stopped", { failcount: 1_000_000 }), on(n2, "started")),
      { holder: n2 },
    )],
  });
  assertEquals(await statusOf(banned, "/standby/web"), 503);
  const set = documentOf({
    nodes: [ownView({ standing: "standby", standby: true }), peerView()],
    units: holderIsPeer.snapshot.units,
  });
  assertEquals(await statusOf(set, "/standby/web"), 503);
});

Deno.test("/cluster says no without quorum or with nothing served", async () => {
  const lost = documentOf({ quorum: { held: false, votes: 1, of: 3, waitsFor: [] } });
  assertEquals(await statusOf(lost, "/cluster"), 503);
  const idle = documentOf({ units: [unit(webOn(on(n1, "stopped")), { holder: null })] });
  assertEquals(await statusOf(idle, "/cluster"), 503);
});

Deno.test("an unknown group is not found, and the known ones are named", async () => {
  for (const path of ["/active/wbe", "/standby/wbe"]) {
    const response = await ask(well, path);
    assertEquals(response.status, 404);
    assertStringIncludes(
      await response.text(),
      "Cannot find group or resource wbe: there is web\n",
    );
  }
});

Deno.test("an unknown path is not found, and the known ones are named", async () => {
  const response = await ask(well, "/nowhere");
  assertEquals(response.status, 404);
  const text = await response.text();
  assertStringIncludes(text, "/livez");
  assertNotMatch(text, /\*/);
});

Deno.test("HEAD is answered without a body, OPTIONS with what is allowed", async () => {
  const head = await ask(well, "/active/web", { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
  const options = await ask(well, "/active/web", { method: "OPTIONS" });
  assertEquals([options.status, options.headers.get("allow")], [204, "GET, HEAD, OPTIONS"]);
});

Deno.test("nothing can be changed over HTTP", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    for (const path of ["/", "/control/standby", "/api/v1/status"]) {
      const response = await ask(well, path, { method });
      await response.body?.cancel();
      assertEquals(response.status, 405, `${method} ${path}`);
      assertEquals(response.headers.get("allow"), "GET, HEAD, OPTIONS");
    }
  }
});

Deno.test("/api/v1/status is the whole document with its warnings", async () => {
  const body = await (await ask(documentOf({ warnings: ["look here"] }), "/api/v1/status")).json();
  assertEquals(body.made, { at: "2026-11-22T08:52:13.000Z", by: "n1" });
  assertEquals(body.warnings, [{ severity: "warning", text: "look here" }]);
  assertEquals(body.snapshot.units[0].resources[1].id, "nginx");
  assertEquals(body.nagios.code, 1);
});

Deno.test("/api/v1/events tells each event as data and as a sentence", async () => {
  const body = await (await ask(well, "/api/v1/events")).json();
  assertEquals(body.events[0], {
    at: "2026-11-22T08:51:12.000Z",
    level: "info",
    text: "hb has started, generation 4",
    event: { kind: "started", generation: 4 },
  });
});

Deno.test("/metrics speaks Prometheus' text format", async () => {
  const text = await (await ask(well, "/metrics")).text();
  assertStringIncludes(text, '\nhb_resource_started{resource="nginx",node="n1"} 1\n');
  assertStringIncludes(text, '\nhb_resource_started{resource="nginx",node="n2"} 0\n');
  assertStringIncludes(text, '\nhb_events_total{kind="junk.badSignature"} 2\n');
  for (const line of text.trimEnd().split("\n")) {
    assertMatch(line, /^(# (HELP|TYPE) hb_\w+ .+|hb_\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+]+)$/);
  }
});
