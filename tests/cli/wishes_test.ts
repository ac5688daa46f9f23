/** `hb start`, `stop`, `restart`, `manage`, `unmanage`, `maintenance` and `failcount`. */
import { assertEquals, assertMatch } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import { NO_WISHES } from "../../src/model/mod.ts";
import type { ResourceOnNode, ResourceView, UnitView } from "../../src/node/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import { DBS, THREE } from "../status/clones.ts";
import {
  documentOf,
  entry,
  FAILED_MONITOR,
  n1,
  n2,
  n3,
  on,
  ownView,
  peerView,
  resource,
  unit,
  WALL,
  webOn,
} from "../status/documents.ts";
import { fakeWorld, type Scene } from "./fake_world.ts";

async function order(typed: string, scene: Scene) {
  const world = fakeWorld(scene);
  const code = await main(typed.split(" "), world);
  return { code, said: world.printed, complaints: world.complaints, requests: world.requests };
}

/** The group web, all of whose members have this besides. */
function web(
  places: readonly ResourceOnNode[],
  changes: Partial<UnitView> = {},
): UnitView {
  const { targetRole = null, managed = true, maintenance = false } = changes;
  const wanted = { targetRole, managed, maintenance };
  return unit(webOn(...places).map((one) => ({ ...one, ...wanted })), { holder: null, ...changes });
}

const STOPPED = { targetRole: "stopped" } as const;
const running = documentOf({ units: [web([on(n1, "started"), on(n2, "stopped")])] });
const stopping = documentOf({
  units: [web([on(n1, "started", { busy: "stop" }), on(n2, "stopped")], STOPPED)],
});
const stopped = documentOf({ units: [web([on(n1, "stopped"), on(n2, "stopped")], STOPPED)] });
const idle = documentOf({ units: [web([on(n1, "stopped"), on(n2, "stopped")])] });

Deno.test("stop waits until nothing of it runs", async () => {
  const { code, said, requests } = await order("stop web", {
    documents: [running, running, stopping, stopped],
  });
  assertEquals([code, said], [0, ["web is stopped (vip, nginx) after 0.1 s"]]);
  assertEquals(requests, [{ kind: "target", name: "web", role: "stopped" }]);
});

Deno.test("stop tells what has stopped with it", async () => {
  const app = (state: "started" | "stopped") =>
    unit([resource("app", "lsb:app", [on(n1, state)])], {
      name: "app" as UnitView["name"],
      isGroup: false,
    });
  const beside = (document: StatusDocument, state: "started" | "stopped") =>
    documentOf({ units: [...document.snapshot.units, app(state)] });
  const { said } = await order("stop web", {
    documents: [beside(running, "started"), beside(stopped, "stopped")],
  });
  assertEquals(said, ["web is stopped (vip, nginx) after 0 ms; so is app"]);
});

Deno.test("a stop that fails is told at once", async () => {
  const stuck = on(n1, "stopFailed", {
    lastFailure: entry({ action: "stop", status: 1, meaning: "error", reason: "" }),
  });
  const failed = documentOf({ units: [web([stuck], STOPPED)] });
  const { code, complaints } = await order("stop web", { documents: [running, failed] });
  assertEquals(code, 1);
  assertMatch(
    complaints.join(),
    /^Cannot stop web: vip could not be stopped on n1 \(error\): stop/,
  );
});

Deno.test("a stop of what nobody touches is done when it is asked, and says so", async () => {
  const places: readonly ResourceOnNode[] = [on(n1, "started")];
  const alone = documentOf({ units: [web(places, { ...STOPPED, managed: false })] });
  assertEquals((await order("stop web", { documents: [running, alone] })).said, [
    "web is to be stopped after 0 ms; it is not managed (hb manage web)",
  ]);
  const all = documentOf({
    maintenance: true,
    units: [web(places, { ...STOPPED, managed: false, maintenance: true })],
  });
  assertEquals((await order("stop web", { documents: [running, all] })).said, [
    "web is to be stopped after 0 ms; the cluster is in maintenance (hb maintenance off)",
  ]);
});

Deno.test("start waits until it runs, and says where", async () => {
  const { code, said, requests } = await order("start web", {
    documents: [stopped, stopped, idle, running],
  });
  assertEquals([code, said], [0, ["web runs on n1 (vip, nginx) after 0.1 s"]]);
  assertEquals(requests, [{ kind: "target", name: "web", role: "started" }]);
});

Deno.test("start of what runs is done, and asks nothing", async () => {
  const { code, said, requests } = await order("start nginx", { documents: [running] });
  assertEquals([code, said, requests], [0, ["nginx runs on n1 already"], []]);
});

Deno.test("start of a promotable clone tells where it is promoted", async () => {
  const off = [{ ...DBS.resources[0] as ResourceView, on: [], ...STOPPED }];
  const before = documentOf({ nodes: THREE, units: [{ ...DBS, ...STOPPED, resources: off }] });
  const busy = [{
    ...DBS.resources[0] as ResourceView,
    on: [on(n1, "started"), on(n2, "started", { busy: "promote" }), on(n3, "stopped")],
  }];
  const promoting = documentOf({ nodes: THREE, units: [{ ...DBS, resources: busy }] });
  const after = documentOf({ nodes: THREE, units: [DBS] });
  const { said } = await order("start dbs", { documents: [before, promoting, after] });
  assertEquals(said, ["dbs runs on n1, n2, promoted on n2 (db) after 50 ms"]);
});

Deno.test("restart waits for the stop and the start", async () => {
  const under = documentOf({
    wishes: { ...NO_WISHES, restarting: ["web"] },
    units: [web([on(n1, "started", { busy: "stop" })], STOPPED)],
  });
  const again = documentOf({
    units: [web([on(n1, "started", { history: [entry({ wall: WALL })] }), on(n2, "stopped")])],
  });
  const { code, said, requests } = await order("restart web", {
    documents: [running, under, running, idle, again],
  });
  assertEquals(code, 0);
  assertEquals(said, ["web has restarted after 0.1 s; web runs on n1 (vip, nginx)"]);
  assertEquals(requests, [{ kind: "restart", name: "web" }]);
});

Deno.test("what does not run is not restarted", async () => {
  const { code, complaints } = await order("restart web", { documents: [idle] });
  assertEquals([code, complaints], [1, ["Cannot restart web: it does not run now"]]);
});

Deno.test("unmanage waits for what is under way, manage for the word alone", async () => {
  const unmanaged = (busy: "start" | null) =>
    documentOf({ units: [web([on(n1, "started", { busy })], { managed: false })] });
  const off = await order("unmanage web", {
    documents: [running, unmanaged("start"), unmanaged(null)],
  });
  assertEquals([off.code, off.said], [0, [
    "web is left alone after 0.1 s; its monitors go on",
  ]]);
  assertEquals(off.requests, [{ kind: "manage", name: "web", on: false }]);
  const again = await order("manage web", { documents: [unmanaged(null), running] });
  assertEquals([again.code, again.said], [0, ["web is managed again after 50 ms"]]);
});

Deno.test("maintenance of the cluster, and its end with a look at everything", async () => {
  const all = documentOf({ maintenance: true });
  const start = await order("maintenance on", { documents: [running, all] });
  assertEquals(start.said, ["the cluster is in maintenance after 50 ms; nothing is touched"]);
  assertEquals(start.requests, [{ kind: "maintenance", on: true, node: null }]);
  const looking = documentOf({ units: [web([on(n1, "started", { busy: "probe" })])] });
  const end = await order("maintenance off", { documents: [all, looking, running] });
  assertEquals(end.said, ["the cluster is no longer in maintenance after 0.1 s"]);
});

Deno.test("maintenance of a node", async () => {
  const set = documentOf({
    nodes: [ownView(), peerView({ standing: "maintenance", maintenance: true })],
  });
  const { said, requests } = await order("maintenance on n2", { documents: [running, set] });
  assertEquals(said, ["n2 is in maintenance after 50 ms; nothing is touched"]);
  assertEquals(requests, [{ kind: "maintenance", on: true, node: n2 }]);
});

Deno.test("maintenance is on or off", async () => {
  const { code, complaints } = await order("maintenance yes", { documents: [running] });
  assertEquals(code, 64);
  assertMatch(complaints.join(), /it is on or off, not yes/);
});

Deno.test("what the engine refuses is told", async () => {
  const refusal = "There is no resource, group or clone wbe; did you mean web?";
  for (const name of ["start", "stop", "restart", "manage", "unmanage"]) {
    const { code, complaints } = await order(`${name} wbe`, { documents: [running], refusal });
    assertEquals([code, complaints], [1, [
      `Cannot ${name} wbe: there is no resource, group or clone wbe; did you mean web?`,
    ]]);
  }
});

const failures = (count: number) => [
  { action: "monitor" as const, interval: 10_000, role: null, count, wall: WALL },
];
const failed = documentOf({
  units: [
    unit([
      resource("vip", "hb:vip", [on(n1, "started")]),
      resource("nginx", "lsb:nginx", [
        on(n1, "started", { failcount: 2, failures: failures(2) }),
        on(n2, "stopped", {
          failcount: 1_000_000,
          lastFailure: FAILED_MONITOR,
          failures: [
            ...failures(1),
            { action: "start", interval: 0, role: null, count: 1_000_000, wall: WALL },
          ],
        }),
      ]),
    ]),
  ],
});

Deno.test("failcount lists each operation", async () => {
  const { code, said } = await order("failcount", { documents: [failed] });
  assertEquals(code, 0);
  const rows = said.map((line) => line.split(/\s{2,}/).slice(0, 4).join(" | "));
  assertEquals(rows, [
    "RESOURCE | NODE | OPERATION | COUNT",
    "nginx | n1 | 10s-interval monitor | 2",
    "nginx | n2 | 10s-interval monitor | 1",
    "nginx | n2 | start | INFINITY",
  ]);
});

Deno.test("failcount of one resource on one node, by the group's name too", async () => {
  const { said } = await order("failcount web --node n1", { documents: [failed] });
  assertEquals(said.length, 2);
  assertEquals((await order("failcount vip", { documents: [failed] })).said, [
    "there are no failures",
  ]);
  const unknown = await order("failcount nginy", { documents: [failed] });
  assertEquals([unknown.code, unknown.complaints], [1, [
    "Cannot show fail counts: there is no resource, group or clone nginy; did you mean nginx?",
  ]]);
});

Deno.test("start of what needs something that is to be stopped fails at once", async () => {
  const lacking = documentOf({
    units: [web([on(n1, "stopped"), on(n2, "stopped")], { lacks: "dbs" })],
  });
  const { code, complaints } = await order("start web", { documents: [lacking] });
  assertEquals([code, complaints], [1, [
    "Cannot start web: it needs dbs, which is to be stopped; first run: hb start dbs",
  ]]);
});
