/** What operators have stopped, left alone or put into maintenance, and clones, as every view tells them. */
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { NO_WISHES, unitName } from "../../src/model/mod.ts";
import { nagios, renderHtml, statusApp, type StatusDocument } from "../../src/status/mod.ts";
import { CLONES, DBS, LEFT, THREE } from "./clones.ts";
import {
  documentOf,
  n1,
  n2,
  n3,
  on,
  ownView,
  peerView,
  resource,
  unit,
  webOn,
} from "./documents.ts";

async function probe(document: StatusDocument, path: string): Promise<string> {
  const response = await statusApp(() => document).request(path);
  const [, why = ""] = (await response.text()).split("\n");
  return response.status === 200 ? "200" : `${response.status} ${why}`;
}

const withClones = documentOf({ nodes: THREE, units: CLONES });
/** As node n2 answers. */
const onN2 = (document: StatusDocument): StatusDocument => ({
  ...document,
  snapshot: {
    ...document.snapshot,
    node: n2,
    nodes: document.snapshot.nodes.map((node) =>
      node.name === n2
        ? { ...ownView({ ...node, name: n2 }), because: "self" as const }
        : { ...node, because: "heard" as const }
    ),
  },
});

Deno.test("of a promotable clone the promoted instance is the active one, the others stand by", async () => {
  const document = documentOf({ nodes: THREE, units: [DBS] });
  assertEquals(await probe(document, "/active/dbs"), "503 n1 does not hold dbs, n2 does");
  assertEquals(await probe(onN2(document), "/active/dbs"), "200");
  assertEquals(await probe(document, "/standby/dbs"), "200");
  assertEquals(await probe(onN2(document), "/standby/dbs"), "503 n2 holds dbs");
  assertEquals(await probe(document, "/cluster"), "200");
});

Deno.test("a clone is active wherever an instance of it runs whole", async () => {
  assertEquals(await probe(withClones, "/active/pings"), "200");
  assertEquals(
    await probe(onN2(withClones), "/active/pings"),
    "503 n2 does not hold pings, n1 does",
  );
  assertEquals(await probe(onN2(withClones), "/active/webs"), "503 n2 does not hold webs, n1 does");
  assertEquals(await probe(withClones, "/active/ips"), "200");
});

Deno.test("a clone on several nodes is no conflict; one promoted on two is", () => {
  const several = documentOf({ nodes: THREE, units: [CLONES[2]!] });
  assertNotMatch(nagios(several).line, /same time/);
  const promoted = (node: typeof n1) => on(node, "started", { promoted: true });
  const db = resource("db", "ocf:heartbeat:pgsql", [promoted(n1), promoted(n2)]);
  const split = documentOf({ units: [{ ...DBS, resources: [db] }] });
  assertMatch(nagios(split).line, /CRIT: dbs is promoted on n1 and n2 at the same time/);
});

Deno.test("what an operator has stopped or works on is told, and no alarm", () => {
  assertEquals(nagios(LEFT), {
    code: 0,
    line: "CLUSTER OK: 2 nodes online, 1 node in maintenance, 6 resource instances configured; " +
      "Node n3 is in maintenance (hb maintenance off n3); " +
      "web has been stopped by an operator (hb start web); " +
      "pings is not managed, by an operator's wish (hb manage pings)" +
      " | nodes_up=3;;;0;3 units_held=2;;;0;3",
  });
});

Deno.test("what is left of a group must still run when a member of it is stopped", () => {
  const vip = (state: "started" | "stopped") => resource("vip", "hb:vip", [on(n1, state)]);
  const nginx = {
    ...resource("nginx", "lsb:nginx", [on(n1, "stopped")]),
    targetRole: "stopped" as const,
  };
  const group = (state: "started" | "stopped") =>
    documentOf({ units: [unit([vip(state), nginx], { holder: null })] });
  assertEquals(nagios(group("started")).code, 0);
  assertEquals(nagios(group("stopped")).code, 2);
});

Deno.test("a failure of what is left alone is an alarm: nobody else does anything about it", () => {
  const places = [on(n1, "failed"), on(n2, "stopped")];
  const resources = webOn(...places).map((one) => ({ ...one, managed: false }));
  const { code } = nagios(documentOf({ units: [unit(resources, { managed: false })] }));
  assertEquals(code, 2);
});

Deno.test("probes say what would not be taken over, and why", async () => {
  const stopped = unit(
    webOn(on(n1, "stopped"), on(n2, "stopped")).map((one) => ({
      ...one,
      targetRole: "stopped" as const,
    })),
    { holder: null, targetRole: "stopped" },
  );
  const document = documentOf({ units: [stopped] });
  assertEquals(
    await probe(document, "/active/web"),
    "503 n1 does not hold web, for it is to be stopped",
  );
  assertEquals(await probe(document, "/standby/web"), "503 web is to be stopped");
  const elsewhere = unit(webOn(on(n1, "stopped"), on(n2, "started")), { holder: n2 });
  const unmanaged = documentOf({ units: [{ ...elsewhere, managed: false }] });
  assertEquals(
    await probe(unmanaged, "/standby/web"),
    "503 web is not managed: nothing takes it over",
  );
  const resting = documentOf({
    nodes: [ownView({ standing: "maintenance", maintenance: true }), peerView()],
    units: [elsewhere],
  });
  assertEquals(
    await probe(resting, "/standby/web"),
    "503 this node is in maintenance: it would take nothing over",
  );
  assertEquals(await probe(resting, "/readyz"), "503 this node is in maintenance");
  const all = documentOf({
    maintenance: true,
    wishes: { ...NO_WISHES, maintenance: true },
    units: [elsewhere],
  });
  assertEquals(
    await probe(all, "/standby/web"),
    "503 the cluster is in maintenance: nothing is taken over",
  );
});

Deno.test("the page shows clones as the screen does, and that nothing is managed", () => {
  const page = renderHtml(documentOf({ nodes: THREE, units: CLONES, maintenance: true }), "UTC");
  assertStringIncludes(page, "<h3>Clone Set: dbs [db] (promotable)</h3>");
  assertMatch(page, /<th>Promoted<\/th><td><\/td><td class="good">n2<\/td>/);
  assertMatch(page, /<th>Unpromoted<\/th><td><\/td><td class="good">n1<\/td>/);
  assertStringIncludes(page, '<td class="bad">FAILED n2</td>');
  assertStringIncludes(page, "*** Resource management is DISABLED ***");
  assertStringIncludes(renderHtml(LEFT, "UTC"), "Resource Group: web (disabled)");
});

Deno.test("figures count what is stopped and left alone", async () => {
  const response = await statusApp(() => LEFT).request("/metrics");
  const text = await response.text();
  assertStringIncludes(text, 'hb_resource_disabled{resource="vip"} 1');
  assertStringIncludes(text, 'hb_resource_managed{resource="ping"} 0');
  assertStringIncludes(text, 'hb_node_maintenance{node="n3"} 1');
  assertStringIncludes(text, "hb_maintenance 0");
  assertStringIncludes(text, "hb_warnings 0");
});

Deno.test("JSON tells what is wanted of each", async () => {
  const response = await statusApp(() => LEFT).request("/api/v1/status");
  const { snapshot, warnings } = await response.json();
  assertEquals(snapshot.units.map((one: { targetRole: string }) => one.targetRole), [
    "stopped",
    null,
    null,
  ]);
  assertEquals(snapshot.wishes.managed, { pings: false });
  assertEquals(warnings.length, 3);
  assertEquals(snapshot.nodes[2].standing, "maintenance");
  assertEquals(snapshot.units[2].name, unitName("app"));
  assertEquals(snapshot.nodes[2].name, n3);
});

Deno.test("what needs something that is to be stopped is no alarm either, and is told with it", async () => {
  const app = unit([resource("app", "lsb:app", [on(n1, "stopped")])], {
    name: unitName("app"),
    isGroup: false,
    holder: null,
    lacks: "web",
  });
  const [web] = LEFT.snapshot.units;
  const { wishes } = LEFT.snapshot;
  const document = documentOf({ units: [web!, app], wishes });
  const { code, line } = nagios(document);
  assertEquals(code, 0);
  assertMatch(line, /web has been stopped by an operator, and with it app \(hb start web\)/);
  assertEquals(
    await probe(document, "/active/app"),
    "503 n1 does not hold app, for it needs web",
  );
  assertEquals(
    await probe(document, "/standby/app"),
    "503 app needs web, which is to be stopped",
  );
});
