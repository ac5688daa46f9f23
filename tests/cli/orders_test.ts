import { assertEquals, assertMatch } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import type { NodeView } from "../../src/node/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import {
  documentOf,
  FAILED_MONITOR,
  n1,
  n2,
  on,
  ownView,
  peerView,
  unit,
  web,
  webOn,
} from "../status/documents.ts";
import { resourceId } from "../../src/model/mod.ts";
import { fakeWorld, type Scene } from "./fake_world.ts";

async function order(typed: string, scene: Scene) {
  const world = fakeWorld(scene);
  const code = await main(typed.split(" "), world);
  return { code, said: world.printed, complaints: world.complaints, requests: world.requests };
}

const set: Partial<NodeView> = { standing: "standby", standby: true };

const onN1 = documentOf();
const moving = documentOf({
  units: [unit(webOn(on(n1, "stopped"), on(n2, "stopped", { busy: "start" })), { holder: null })],
});
const onN2 = documentOf({
  units: [unit(webOn(on(n1, "stopped"), on(n2, "started")), { holder: n2 })],
});
const withNodes = (document: StatusDocument, nodes: readonly NodeView[]): StatusDocument => ({
  ...document,
  snapshot: { ...document.snapshot, nodes },
});

Deno.test("standby without a node means this one, and waits until all runs elsewhere", async () => {
  const nodes = [ownView(set), peerView()];
  const documents = [
    onN1,
    onN1,
    withNodes(onN1, nodes),
    withNodes(moving, nodes),
    withNodes(onN2, nodes),
  ];
  const { code, said, requests } = await order("standby", { documents });
  assertEquals(code, 0);
  assertEquals(said, ["n1 is in standby after 0.1 s; web now runs on n2 (vip, nginx)"]);
  assertEquals(requests, [{ kind: "standby", node: n1, on: true }]);
});

Deno.test("standby says what can run nowhere now", async () => {
  const documents = [
    onN1,
    documentOf({
      nodes: [ownView(set), peerView({ standing: "offline", because: "silent" })],
      units: [unit(webOn(on(n1, "stopped")), { holder: null, blocked: "no node may run it" })],
    }),
  ];
  const { code, said } = await order("standby n1", { documents });
  assertEquals(code, 0);
  assertEquals(said, ["n1 is in standby after 0 ms; web runs nowhere: no node may run it"]);
});

Deno.test("online waits until the order has spread", async () => {
  const documents = [withNodes(onN2, [ownView(set), peerView()]), onN2];
  const { code, said, requests } = await order("online n1", { documents });
  assertEquals([code, said], [0, ["n1 is online and may run resources again after 0 ms"]]);
  assertEquals(requests, [{ kind: "standby", node: n1, on: false }]);
});

Deno.test("move takes the group of a resource, and says where it runs now", async () => {
  const { code, said, requests } = await order("move nginx n2", {
    documents: [onN1, onN1, moving, onN2],
  });
  assertEquals(code, 0);
  assertEquals(said, ["web now runs on n2 (vip, nginx) after 0.1 s"]);
  assertEquals(requests, [{ kind: "move", unit: web, to: n2 }]);
});

Deno.test("move to where it runs already is done at once", async () => {
  const { code, said, requests } = await order("move web n1", { documents: [onN1] });
  assertEquals([code, said, requests], [0, ["web runs on n1 (vip, nginx) already"], []]);
});

Deno.test("move tells that it came back, and why", async () => {
  const failed = on(n2, "stopped", { failcount: 1, lastFailure: FAILED_MONITOR });
  const back = documentOf({ units: [unit(webOn(on(n1, "started"), failed))] });
  const { code, complaints } = await order("move web", { documents: [onN1, moving, back] });
  assertEquals(code, 1);
  assertEquals(complaints, [
    "Cannot move web: it came back to n1; monitor of vip on n2 returned 'not running'" +
    " (no process matches /run/nginx.pid)",
  ]);
});

Deno.test("what the engine refuses is told with its reason", async () => {
  const { code, complaints } = await order("move web n2", {
    documents: [onN1],
    refusal: "auto_failback would bring it straight back",
  });
  assertEquals([code, complaints], [
    1,
    ["Cannot move web to n2: auto_failback would bring it straight back"],
  ]);
});

Deno.test("a refusal that names what was asked is told as it is", async () => {
  const refusal = "Cannot move web: n2 is in standby; first run: hb online n2";
  const { complaints } = await order("move web n2", { documents: [onN1], refusal });
  assertEquals(complaints, [refusal]);
});

Deno.test("unknown names are refused by the engine, with the known ones", async () => {
  const refusal = "There is no node n9; the nodes are n1, n2";
  assertEquals((await order("standby n9", { documents: [onN1], refusal })).complaints, [
    "Cannot set n9 to standby: there is no node n9; the nodes are n1, n2",
  ]);
});

Deno.test("after the time is up it says what stands in the way", async () => {
  const blocked = documentOf({
    units: [unit(webOn(on(n1, "started")), { blocked: "n2 is late" })],
  });
  const { code, complaints } = await order("move web --timeout 500ms", { documents: [blocked] });
  assertEquals(code, 1);
  assertEquals(complaints, [
    "Cannot move web within 0.5 s: n2 is late\nIt is still asked for; look at hb status",
  ]);
});

Deno.test("--no-wait leaves at once", async () => {
  const { code, said } = await order("move web --no-wait", { documents: [onN1] });
  assertEquals([code, said], [0, ["web is to move"]]);
});

Deno.test("cleanup waits until the failures are gone, and names them", async () => {
  const failed = on(n2, "stopped", { failcount: 1, lastFailure: FAILED_MONITOR });
  const before = documentOf({ units: [unit(webOn(on(n1, "started"), failed))] });
  const { code, said, requests } = await order("cleanup nginx --node n2", {
    documents: [before, before, onN1],
  });
  assertEquals(code, 0);
  assertEquals(said, ["the failures of nginx on n2 are forgotten after 50 ms"]);
  assertEquals(requests, [{ kind: "cleanup", resource: resourceId("nginx"), node: n2 }]);
});

Deno.test("a daemon that goes away while it is waited for is told", async () => {
  const world = fakeWorld({ documents: [onN1] });
  let asked = 0;
  const request: typeof world.request = (...args) =>
    ++asked < 3
      ? world.request(...args)
      : Promise.resolve({ ok: false, problem: { kind: "noDaemon", why: "Cannot talk to it" } });
  assertEquals(await main(["move", "web"], { ...world, request }), 69);
  assertMatch(world.complaints.join(), /Cannot talk to it/);
});
