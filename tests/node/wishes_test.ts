/** What operators stop, leave alone and put into maintenance: what is taken, and what is refused. */
import "../pure.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type NodeName, nodeName, unitName } from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import { type Message, Post } from "../../src/wire/mod.ts";
import { clusterConfig, nodes } from "../cluster_config.ts";
import { KEYS, LINK, RELEASE } from "../sim/cluster.ts";
import { Rig, WEB } from "./rig.ts";

const [N1, N2] = nodes(2) as [NodeName, NodeName];

const CLONES = [
  "[[clone]]",
  'name = "pings"',
  'of = "ping"',
  "[[clone]]",
  'name = "dbs"',
  'of = "db"',
  "promotable = true",
];

const settled = () => Rig.settled({ nodes: 2, ...WEB, alone: ["ping", "db", "app"], more: CLONES });

const stop = (name: string): Request => ({ kind: "target", name, role: "stopped" });
const start = (name: string): Request => ({ kind: "target", name, role: "started" });
const manage = (name: string, on: boolean): Request => ({ kind: "manage", name, on });
const restart = (name: string): Request => ({ kind: "restart", name });
const maintenance = (on: boolean, node: string | null = null): Request => ({
  kind: "maintenance",
  on,
  node: node === null ? null : nodeName(node),
});

const wishes = (rig: Rig, name: NodeName) => rig.daemons.get(name)?.node.snapshot(rig.now).wishes;

Deno.test("what is stopped stays so when every daemon has been started again", () => {
  const rig = settled();
  assertEquals(rig.ask(N2, stop("web")), null);
  rig.run(1000);
  assertEquals(rig.runsOn(N1).includes("vip"), false);
  for (const name of [N1, N2]) rig.kill(name);
  for (const name of [N1, N2]) rig.start(name);
  rig.run(5000);
  assertEquals(wishes(rig, N1)?.targetRoles, { web: "stopped" });
  assertEquals([N1, N2].flatMap((name) => rig.runsOn(name)).includes("vip"), false);
  assertEquals(rig.ask(N1, start("web")), null);
  rig.run(1000);
  assertEquals(wishes(rig, N2)?.targetRoles, {});
  assertEquals(rig.runsOn(N1).includes("nginx"), true);
});

Deno.test("a start takes back what is said of all in it; of a member alone it is refused", () => {
  const rig = settled();
  rig.ask(N1, stop("nginx"));
  rig.ask(N1, stop("web"));
  assertEquals(
    rig.ask(N1, start("nginx")),
    "it belongs to web, which is to be stopped; run: hb start web",
  );
  assertEquals(rig.ask(N1, start("web")), null);
  assertEquals(wishes(rig, N1)?.targetRoles, {});
  rig.ask(N1, manage("web", false));
  assertEquals(
    rig.ask(N1, manage("vip", true)),
    "it belongs to web, which is not managed; run: hb manage web",
  );
  assertEquals(rig.ask(N1, manage("web", true)), null);
  assertEquals(wishes(rig, N1)?.managed, {});
});

Deno.test("a start and a manage override the file, and only as long as it says so", () => {
  const more = ["[[group]]", 'name = "idle"', 'members = ["one"]', 'target_role = "stopped"'];
  const rig = Rig.settled({
    nodes: 2,
    alone: ["one"],
    resource: { one: ['agent = "ocf:heartbeat:Dummy"', "managed = false"] },
    more,
  });
  assertEquals(rig.ask(N1, start("idle")), null);
  assertEquals(rig.ask(N1, manage("one", true)), null);
  assertEquals(wishes(rig, N1)?.targetRoles, { idle: "started" });
  assertEquals(wishes(rig, N1)?.managed, { one: true });
  rig.run(1000);
  assertEquals([N1, N2].flatMap((name) => rig.runsOn(name)), ["one"]);
  assertEquals(rig.ask(N1, stop("idle")), null);
  assertEquals(wishes(rig, N1)?.targetRoles, { idle: "stopped" });
});

Deno.test("unknown names are refused with the nearest", () => {
  const rig = settled();
  assertEquals(
    rig.ask(N1, stop("nginy")),
    "There is no resource, group or clone nginy; did you mean nginx?",
  );
  assertEquals(
    rig.ask(N1, maintenance(true, "n9")),
    "There is no node n9; the nodes are n1, n2",
  );
});

Deno.test("only what may be touched restarts", () => {
  const rig = settled();
  rig.ask(N1, stop("web"));
  assertEquals(rig.ask(N1, restart("web")), "it is to be stopped; run: hb start web");
  rig.ask(N1, start("web"));
  rig.run(1000);
  rig.ask(N1, manage("web", false));
  assertEquals(rig.ask(N1, restart("vip")), "it is not managed; first run: hb manage vip");
  rig.ask(N1, manage("web", true));
  rig.ask(N1, maintenance(true, "n1"));
  assertEquals(
    rig.ask(N1, restart("web")),
    "it runs on n1, which is in maintenance; first run: hb maintenance off n1",
  );
  rig.ask(N1, maintenance(true));
  assertEquals(
    rig.ask(N1, restart("web")),
    "the cluster is in maintenance; first run: hb maintenance off",
  );
});

Deno.test("a restart that is under way ends with maintenance", () => {
  const rig = settled();
  rig.ask(N1, restart("web"));
  assertEquals(wishes(rig, N1)?.restarting, ["web"]);
  rig.ask(N1, maintenance(true));
  assertEquals(wishes(rig, N1)?.restarting, []);
});

Deno.test("what cannot move is refused with its reason", () => {
  const rig = settled();
  const move = (unit: string) => rig.ask(N1, { kind: "move", unit: unitName(unit), to: null });
  assertEquals(
    move("pings"),
    "Cannot move pings: it is a clone, with an instance on every node that may have one: there " +
      "is nothing to move; to free a node of it, run: hb standby NODE",
  );
  rig.ask(N1, manage("web", false));
  assertEquals(move("web"), "Cannot move web: it is not managed; first run: hb manage web");
  rig.ask(N1, stop("app"));
  assertEquals(move("app"), "Cannot move app: it is to be stopped; first run: hb start app");
  rig.ask(N1, maintenance(true, "n2"));
  assertEquals(
    rig.ask(N1, { kind: "move", unit: unitName("dbs"), to: N2 }),
    "Cannot move dbs: n2 is in maintenance; first run: hb maintenance off n2",
  );
});

Deno.test("a snapshot says what is wanted of each unit and resource, with all that it inherits", () => {
  const rig = settled();
  rig.ask(N1, stop("web"));
  rig.ask(N1, manage("pings", false));
  rig.ask(N1, maintenance(true, "n2"));
  rig.run(500);
  const { units, nodes, maintenance: all } = rig.daemons.get(N2)!.node.snapshot(rig.now);
  const wanted: unknown[][] = units.flatMap(({ name, targetRole, managed, resources }) => [
    [name, targetRole, managed],
    ...resources.map((one) => [one.id, one.targetRole, one.managed]),
  ]);
  assertEquals(wanted.slice(0, 3), [
    ["web", "stopped", true],
    ["vip", "stopped", true],
    ["nginx", "stopped", true],
  ]);
  assertEquals(wanted.filter(([name]) => name === "pings" || name === "ping"), [
    ["pings", null, false],
    ["ping", null, false],
  ]);
  assertEquals(nodes.map(({ standing }) => standing), ["online", "maintenance"]);
  assertEquals(all, false);
  const [pings] = units.filter(({ name }) => name === unitName("pings"));
  assertEquals(pings?.clone, {
    of: unitName("ping"),
    promotable: false,
    unique: false,
    max: 2,
    promotedMax: 0,
  });
});

for (
  const [what, name] of [
    ["what is not managed, and nobody starts it elsewhere", "web"],
    ["what something needs that is not managed", "nginx"],
  ] as const
) {
  Deno.test(`a leaving node leaves ${what}`, () => {
    const rig = settled();
    rig.ask(N1, manage(name, false));
    rig.run(100);
    rig.tell(N1, { kind: "leave" });
    rig.run(5000);
    assertEquals(rig.effects(N1, "exit"), [{ kind: "exit", code: 0 }]);
    assertEquals(rig.runsOn(N1), ["vip", "nginx"]);
    assertEquals(rig.runsOn(N2).includes("vip"), false);
  });
}

Deno.test("in maintenance no monitor runs, and a node that is cut off keeps what it has", () => {
  const rig = new Rig(clusterConfig({ nodes: 3, ...WEB }));
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  rig.ask(N1, maintenance(true));
  rig.run(200);
  rig.steps.length = 0;
  for (const other of rig.names.slice(1)) {
    rig.network.cut(N1, other);
    rig.network.cut(other, N1);
  }
  rig.run(10_000);
  assertEquals(rig.effects(N1, "runAgent"), []);
  assertEquals(rig.runsOn(N1), ["vip", "nginx"]);
  assertEquals(rig.runsOn(N2), []);
});

Deno.test("every node tells whose command it was, once, and keeps it over a new start", () => {
  const rig = settled();
  rig.ask(N1, stop("web"), "alice (uid 1001)");
  rig.ask(N1, stop("web"), "bob (uid 1002)");
  rig.run(100);
  rig.ask(N2, maintenance(true, N2), "bob (uid 1002)");
  rig.ask(N1, { kind: "move", unit: unitName("app"), to: null });
  rig.run(1000);
  const told = (name: NodeName) =>
    rig.reports(name).flatMap((event) => event.kind === "setting" ? [event] : [])
      .filter(({ user }) => user !== null);
  const expected = [
    { kind: "setting" as const, what: "web is to be stopped", by: N1, user: "alice (uid 1001)" },
    { kind: "setting" as const, what: "n2 is in maintenance", by: N2, user: "bob (uid 1002)" },
  ];
  for (const name of [N1, N2]) assertEquals(told(name), expected);
  rig.kill(N2);
  rig.start(N2);
  rig.steps.length = 0;
  rig.ask(N2, start("web"), "carol (uid 1003)");
  rig.run(1000);
  assertEquals(told(N1).map(({ user }) => user), ["carol (uid 1003)"]);
});

Deno.test("what is said of a node until it restarts is told with whose word it is, if it is news", () => {
  const rig = settled();
  const say = (value: string | null) =>
    rig.ask(N1, { kind: "attribute", node: N1, name: "note", value, scope: "reboot" }, "bob");
  for (const value of ["1", "1", null]) say(value);
  const told = rig.reports(N1).flatMap((event) => event.kind === "setting" ? [event] : []);
  assertEquals(told, [
    { kind: "setting", what: "attribute note of n1 is 1", by: N1, user: "bob" },
    { kind: "setting", what: "attribute note of n1 is no longer set", by: N1, user: "bob" },
  ]);
});

Deno.test("what agents keep for good is bounded, and keeps no operator's word from being taken", () => {
  const rig = settled();
  const keep = (at: number, value: string | null) =>
    rig.ask(N1, { kind: "property", name: `p${at}`, value });
  const answers = Array.from({ length: 100 }, (_, at) => keep(at, "v".repeat(4000)));
  const refused = answers.findIndex((answer) => answer !== null);
  assert(refused > 14 && refused < 17, `${refused}`);
  assertMatch(answers[refused] ?? "", /^What is kept for good .* has at most 65536 bytes/);
  assertEquals(keep(0, null), null);
  assertEquals(rig.ask(N1, { kind: "standby", node: N1, on: true }), null);
  rig.run(2000);
  const { properties } = rig.daemons.get(N2)!.node.snapshot(rig.now);
  assertEquals(properties["p1"]?.length, 4000);
});

Deno.test("settings without end from one who has the key are not taken, and told once", () => {
  const rig = new Rig(clusterConfig({ nodes: 2, ...WEB }));
  for (const name of [N1, N2]) rig.start(name);
  rig.run(3000);
  const report = rig.said(N2).findLast(({ kind }) => kind === "report");
  assert(report?.kind === "report");
  const post = new Post("test", N2, report.report.generation, KEYS, new Set([N1]), RELEASE);
  // Above all that n2 itself has said.
  const letter = (message: Message) => ({ to: null, at: rig.now, message });
  while (post.lastSeq < 5000) post.write(letter({ kind: "want" }));
  const settings = Object.fromEntries(
    Array.from({ length: 1100 }, (_, at) => [
      `forged/${at}`,
      { value: "v".repeat(4096), stamp: { counter: 5, by: N2 } },
    ]),
  );
  for (let time = 0; time < 3; time++) {
    for (const bytes of post.write(letter({ ...report, settings })) ?? []) {
      rig.tell(N1, { kind: "datagram", link: LINK, bytes });
    }
  }
  const events = rig.reports(N1).filter(({ kind }) => kind === "excess");
  assertEquals(events.length, 1);
  assertEquals(Object.keys(rig.host(N1).disk.saved?.settings ?? {}), []);
});
