/** One node among others: what it does, and what it leaves alone. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { instant, type NodeName, nodeName, resourceId, unitName } from "../../src/model/mod.ts";
import { Node } from "../../src/node/mod.ts";
import { clusterConfig, nodes } from "../cluster_config.ts";
import { KEYS, randomOf, RELEASE } from "../sim/cluster.ts";
import { Rig, WEB } from "./rig.ts";

const [N1, N2, N3] = nodes(3) as [NodeName, NodeName, NodeName];
const VIP = resourceId("vip");
const DEADTIME = 2000;

const reconfigure = (shape: Parameters<typeof clusterConfig>[0]) => ({
  kind: "reconfigure" as const,
  config: clusterConfig(shape),
  keys: KEYS,
  agents: new Map(),
});

/** At no time may a resource run on two hosts. */
function watch(rig: Rig): void {
  rig.afterStep = () => {
    for (const { id } of rig.config.resources) {
      const holders = rig.names.filter((name) => rig.host(name).running.has(id));
      assert(holders.length < 2, `${id} runs on ${holders}`);
    }
  };
}

Deno.test("the same inputs give the same effects, byte by byte", () => {
  const rig = new Rig(clusterConfig({ nodes: 3, ...WEB }));
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  rig.host(N1).running.delete(VIP);
  rig.run(3000);
  rig.ask(N2, { kind: "standby", node: N1, on: true });
  rig.run(1000);
  for (const self of rig.names) {
    const node = new Node({
      config: rig.config,
      number: 0,
      next: null,
      self,
      generation: 1,
      keys: KEYS,
      release: RELEASE,
      processors: 2,
      saved: null,
      lease: null,
      boot: "boot 0",
      agents: new Map(),
      random: randomOf(self, 1),
      now: instant(1000),
    });
    const mine = rig.steps.filter(({ name }) => name === self);
    assert(mine.length > 50);
    for (const { input, now, effects } of mine) assertEquals(node.step(input, now), effects);
  }
});

Deno.test("a planned stop hands over without waiting for deadtime, and one at a time", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  assertEquals(rig.runsOn(N1), ["vip", "nginx"]);
  watch(rig);
  rig.tell(N1, { kind: "leave" });
  const took = rig.until(() => rig.runsOn(N2).length === 2, DEADTIME);
  assert(took !== null && took < 300, `${took} ms`);
  rig.run(500);
  assertEquals(rig.effects(N1, "exit"), [{ kind: "exit", code: 0 }]);
});

Deno.test("who leaves says it three times, and then nothing more", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  rig.tell(N1, { kind: "leave" });
  rig.run(1000);
  const phases = rig.said(N1).flatMap((message) =>
    message.kind === "keepalive" ? message.phase : []
  );
  assertEquals(phases.filter((phase) => phase === "left").length, 3);
  assertEquals(phases.slice(-3), ["left", "left", "left"]);
});

Deno.test("of a group without anyone to go to a leaving node stops all it runs", () => {
  const rig = Rig.settled({ nodes: 1, ...WEB });
  rig.tell(N1, { kind: "leave" });
  rig.run(500);
  assertEquals([rig.runsOn(N1), rig.daemons.size], [[], 0]);
});

Deno.test("a node that the others do not hear lets go before they take over", () => {
  const rig = Rig.settled({ nodes: 3, ...WEB });
  watch(rig);
  for (const other of [N2, N3]) rig.network.cut(N1, other);
  const took = rig.until(() => rig.runsOn(N2).length + rig.runsOn(N3).length === 2, 2 * DEADTIME);
  assert(took !== null && took >= DEADTIME - 200, `${took} ms`);
  assertEquals(rig.runsOn(N1), []);
});

Deno.test("a node that was paused lets go before it says anything", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  rig.pause(N1);
  rig.run(3 * DEADTIME);
  assertEquals(rig.runsOn(N2), ["vip", "nginx"]);
  const spoke: number[] = [];
  rig.afterStep = () => {
    const step = rig.steps.at(-1)!;
    const sends = step.name === N1 && step.effects.some(({ kind }) => kind === "send");
    if (sends) spoke.push(rig.runsOn(N1).length);
  };
  rig.resume(N1);
  rig.run(1000);
  assert(spoke.length > 0 && spoke.every((running) => running === 0), `${spoke}`);
  assertEquals([rig.runsOn(N1), rig.runsOn(N2)], [[], ["vip", "nginx"]]);
});

Deno.test("a pause shorter than its lease costs nothing", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  rig.pause(N1);
  rig.run(1000);
  rig.resume(N1);
  rig.run(DEADTIME);
  assertEquals(rig.runsOn(N1), ["vip", "nginx"]);
  assertEquals(rig.reports(N1).filter(({ kind }) => kind === "paused"), []);
});

Deno.test("what cannot be is refused with a sentence that says why and what can", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB, alone: ["db"] });
  const move = (unit: string, to: string | null) =>
    rig.ask(N1, { kind: "move", unit: unitName(unit), to: to === null ? null : nodeName(to) });
  assertEquals(
    move("nope", "n2"),
    "There is no resource, group or clone nope; there are web, vip, nginx, db",
  );
  assertEquals(move("web", "n9"), "Cannot move web: there is no node n9; the nodes are n1, n2");
  assertEquals(move("nginx", "n1"), "Cannot move web: it runs on n1 already");
  assertEquals(
    rig.ask(N1, { kind: "standby", node: nodeName("n9"), on: true }),
    "There is no node n9; the nodes are n1, n2",
  );
  assertEquals(
    rig.ask(N1, { kind: "cleanup", resource: resourceId("nope"), node: null }),
    "There is no resource, group or clone nope; there are web, vip, nginx, db",
  );
  assertEquals(rig.ask(N1, { kind: "standby", node: N2, on: true }), null);
  rig.run(1000);
  assertEquals(move("web", "n2"), "Cannot move web: n2 is in standby; first run: hb online n2");
  assertEquals(move("web", null), "Cannot move web: no other node is online");
  rig.crash(N2);
  rig.run(2 * DEADTIME);
  assertEquals(move("web", "n2"), "Cannot move web: n2 is offline");
});

Deno.test("with auto_failback a move that would come straight back is refused", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB, cluster: ["auto_failback = true"] });
  assertEquals(
    rig.ask(N1, { kind: "move", unit: unitName("web"), to: N2 }),
    "Cannot move web: auto_failback = true would bring it straight back to n1, which it prefers; " +
      "set auto_failback = false, or run: hb standby n1",
  );
});

Deno.test("a move to where it has failed too often is refused, and says what helps", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  const move = (to: typeof N1 | null) => rig.ask(N2, { kind: "move", unit: unitName("web"), to });
  rig.host(N1).running.delete(resourceId("nginx"));
  rig.run(4000);
  assertEquals(rig.runsOn(N2), ["vip", "nginx"]);
  const why = "Cannot move web: nginx has failed on n1 once; first run: hb cleanup nginx --node n1";
  assertEquals([move(N1), move(null)], [why, why]);
  assertEquals(rig.ask(N2, { kind: "cleanup", resource: resourceId("nginx"), node: N1 }), null);
  rig.run(1000);
  assertEquals(move(N1), null);
});

Deno.test("a changed definition restarts the resource, once every node knows it", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  const changed = {
    ...WEB,
    nodes: 2,
    resource: { nginx: ['agent = "ocf:heartbeat:Dummy"', 'params = { x = "1" }'] },
  };
  for (const name of rig.names) rig.tell(name, reconfigure(changed));
  rig.run(1000);
  const begun = rig.effects(N1, "runAgent").map(({ operation: { action, resource } }) =>
    `${action} ${resource.id} ${resource.params["x"] ?? ""}`.trim()
  ).filter((each) => !each.startsWith("monitor"));
  assertEquals(begun, ["stop nginx", "start nginx 1"]);
});

Deno.test("a resource taken out is stopped, one put in is started, and the rest is left alone", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB, alone: ["db"] });
  assertEquals(rig.runsOn(N2), ["db"]);
  for (const name of rig.names) {
    rig.tell(name, reconfigure({ nodes: 2, ...WEB, alone: ["mail"] }));
  }
  rig.run(1000);
  assertEquals([rig.runsOn(N1), rig.runsOn(N2)], [["vip", "nginx"], ["mail"]]);
});

Deno.test("of one node that has another configuration than the others it is told, on both sides", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  rig.tell(N2, reconfigure({ nodes: 2, ...WEB, alone: ["mail"] }));
  rig.run(1000);
  const differs = { kind: "configDiffers", node: N2 } as const;
  assertEquals(rig.reports(N1).filter(({ kind }) => kind === "configDiffers"), [differs]);
  assertEquals(rig.runsOn(N1), ["vip", "nginx"]);
  rig.tell(N1, reconfigure({ nodes: 2, ...WEB, alone: ["mail"] }));
  rig.run(1000);
  assertEquals(rig.reports(N1).at(-1)?.kind === "configDiffers", false);
  assertEquals([...rig.runsOn(N1), ...rig.runsOn(N2)].toSorted(), ["mail", "nginx", "vip"]);
});

Deno.test("while nothing changes nothing is saved, and only keepalives are said", () => {
  const rig = Rig.settled({ nodes: 2, ...WEB });
  rig.run(60_000);
  for (const name of rig.names) {
    assertEquals(rig.effects(name, "persist").length, 0);
    assertEquals(rig.reports(name), []);
    const said = rig.said(name);
    assert(said.every(({ kind }) => kind === "keepalive"));
    assert(said.length <= 301, `${said.length} keepalives in 300 intervals`);
  }
});

Deno.test("a daemon that was killed adopts what runs, whichever probe ends first", () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const rig = Rig.settled({ nodes: 2 + seed % 2, ...WEB }, seed);
    rig.kill(N1);
    rig.run(400);
    rig.start(N1);
    rig.run(DEADTIME);
    assertEquals([rig.runsOn(N1), rig.runsOn(N2)], [["vip", "nginx"], []]);
    const kinds = rig.names.flatMap((name) =>
      rig.effects(name, "runAgent").map(({ operation }) => operation.action)
    );
    assertEquals(kinds.filter((kind) => kind === "start" || kind === "stop"), []);
  }
});

Deno.test("all daemons killed and started again adopt all that runs", () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const rig = Rig.settled({ nodes: 2 + seed % 2, ...WEB }, seed);
    for (const name of rig.names) rig.kill(name);
    rig.run(300);
    for (const name of rig.names) rig.start(name);
    rig.run(4 * DEADTIME);
    assertEquals([rig.runsOn(N1), rig.runsOn(N2)], [["vip", "nginx"], []], `seed ${seed}`);
    const kinds = rig.names.flatMap((name) =>
      rig.effects(name, "runAgent").map(({ operation }) => operation.action)
    );
    assertEquals(kinds.filter((kind) => kind === "start" || kind === "stop"), [], `seed ${seed}`);
  }
});

Deno.test("of three, the end of the coordinator does not interrupt what runs elsewhere", () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const rig = Rig.settled({ nodes: 3, ...WEB }, seed);
    const coordinator = rig.names.find((name) => rig.daemons.get(name)?.node.lastPlan)!;
    if (coordinator === N1) continue;
    rig.crash(coordinator);
    rig.run(2 * DEADTIME);
    assertEquals(rig.reports(N1).filter(({ kind }) => kind === "lettingGo"), [], `seed ${seed}`);
  }
});

Deno.test("where nothing changes nothing is reported; alone, all of it now and then", () => {
  const rig = Rig.settled({ nodes: 3, alone: ["vip"], defaults: ['monitor = "1s"'] });
  const reportsIn = (length: number) => {
    rig.steps.length = 0;
    rig.run(length);
    return rig.names.flatMap((name) => rig.said(name)).filter(({ kind }) => kind === "report")
      .length;
  };
  assertEquals(reportsIn(5000), 0);
  rig.kill(N1);
  rig.kill(N2);
  rig.run(5000);
  assertEquals(reportsIn(5000), 5);
});
