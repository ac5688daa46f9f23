/** What a node does with fencing: nothing that may run elsewhere starts before that is over. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { type Event, fenceDeviceName, type NodeName, nodeName } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import type { Mood } from "../sim/power.ts";
import { Rig, WEB } from "./rig.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const N3 = nodeName("n3");
const POWER = fenceDeviceName("power");
const SEEN = ["vip", "nginx"];

/** `off`: a node that was fenced does not come back before somebody switches it on. */
const fenced = (nodes: number, prefer = "n1", cluster: readonly string[] = []): Rig =>
  Rig.settled({
    nodes,
    ...WEB,
    groups: [`web: vip nginx prefer ${prefer}`],
    cluster,
    more: [
      '[fencing]\naction = "off"',
      '[[fence]]\nname = "power"\nagent = "command"\ncommand = ["/usr/local/bin/power"]',
    ],
  });

const mood = (rig: Rig, mood: Mood) => rig.outside.devices.moods.set(POWER, mood);

const cut = (rig: Rig, one: NodeName, other: NodeName) => {
  rig.network.cut(one, other);
  rig.network.cut(other, one);
};

const calls = (rig: Rig, target: NodeName): number =>
  rig.names.flatMap((name) => rig.effects(name, "runFence"))
    .filter(({ operation }) => operation.target === target).length;

const told = <Kind extends Event["kind"]>(rig: Rig, name: NodeName, kind: Kind) =>
  rig.reports(name).filter((event): event is Event & { kind: Kind } => event.kind === kind);

/** The stop of anything on this host fails until it boots again. */
function stopsFail(rig: Rig, name: NodeName): void {
  const host = rig.host(name);
  const { boots } = host;
  const perform = host.perform.bind(host);
  host.perform = (operation) =>
    operation.action === "stop" && host.boots === boots
      ? { kind: "exited", status: 1, output: "", notes: [] }
      : perform(operation);
}

Deno.test("a node that falls silent is fenced, and only then is what it had taken over", () => {
  const rig = fenced(2);
  rig.crash(N1);
  assert(rig.until(() => calls(rig, N1) > 0, 5000) !== null);
  assertEquals(rig.runsOn(N2), []);
  rig.run(1000);
  assertEquals(rig.runsOn(N2), SEEN);
});

Deno.test("of two nodes that are cut off from each other one is switched off, and the other has all", () => {
  const rig = fenced(2);
  cut(rig, N1, N2);
  rig.run(10_000);
  assertEquals(rig.names.map((name) => rig.runsOn(name)).filter((ids) => ids.length > 0), [SEEN]);
});

Deno.test("what fails is tried again for as long as it takes, and nothing starts meanwhile", () => {
  const rig = fenced(2);
  mood(rig, "fails");
  rig.crash(N1);
  rig.run(30_000);
  assert(calls(rig, N1) > 3);
  assertEquals(rig.runsOn(N2), []);
  const [web] = rig.daemons.get(N2)!.node.snapshot(rig.now).units;
  assert(web?.blocked?.includes("the device refuses"));
  mood(rig, "works");
  rig.run(61_000);
  assertEquals(rig.runsOn(N2), SEEN);
});

Deno.test("every node tells who is unclean, and nobody is who need not be fenced", () => {
  const rig = fenced(3);
  const told = (name: NodeName) =>
    rig.daemons.get(name)!.node.snapshot(rig.now).nodes
      .filter(({ unclean }) => unclean !== null).map((node) => node.name);
  assertEquals(rig.names.map(told), [[], [], []]);
  mood(rig, "fails");
  rig.crash(N1);
  rig.run(5000);
  assertEquals([told(N2), told(N3)], [[N1], [N1]]);
  assertEquals(rig.ask(N2, { kind: "fenceConfirm", node: N1 }), null);
  rig.run(1000);
  assertEquals([told(N2), told(N3)], [[], []]);
});

Deno.test("an operator's word that it is off is as good; of a node that is heard it is refused", () => {
  const rig = fenced(2);
  mood(rig, "fails");
  assert(rig.ask(N2, { kind: "fenceConfirm", node: N1 })?.includes("it is heard"));
  rig.crash(N1);
  rig.run(10_000);
  assertEquals(rig.runsOn(N2), []);
  assertEquals(rig.ask(N2, { kind: "fenceConfirm", node: N1 }), null);
  rig.run(1000);
  assertEquals(rig.runsOn(N2), SEEN);
});

Deno.test("that word is for the life that was meant, and holds no longer than its hearer's own", () => {
  const rig = fenced(3);
  mood(rig, "fails");
  rig.crash(N1);
  rig.kill(N3);
  rig.run(3000);
  // Without quorum nobody acts by it, and then who has heard it is gone.
  rig.ask(N2, { kind: "fenceConfirm", node: N1 });
  rig.kill(N2);
  rig.start(N2);
  rig.start(N3);
  rig.run(20_000);
  assertEquals(rig.names.flatMap((name) => rig.runsOn(name)), []);
});

Deno.test("a failed stop is answered by fencing", () => {
  const rig = fenced(3);
  stopsFail(rig, N1);
  rig.ask(N1, { kind: "standby", node: N1, on: true });
  rig.run(5000);
  assertEquals(rig.host(N1).powered, false);
  assertEquals(rig.runsOn(N2), SEEN);
});

Deno.test("who fences its coordinator for it need not do it again when it coordinates itself", () => {
  const rig = fenced(2, "n2");
  const [coordinator] = rig.names.filter((name) => rig.daemons.get(name)?.node.lastPlan);
  assertEquals(coordinator, N2);
  stopsFail(rig, N2);
  rig.ask(N2, { kind: "standby", node: N2, on: true });
  rig.run(8000);
  assertEquals(calls(rig, N2), 1);
  assertEquals(rig.runsOn(N1), SEEN);
});

Deno.test("a device that only says so is found out", () => {
  const rig = fenced(2);
  rig.outside.devices.course = () => ({ actsAfter: null, endsAfter: 1, answer: { kind: "done" } });
  rig.ask(N2, { kind: "fence", node: N1, action: "off" });
  rig.run(3000);
  assertEquals(told(rig, N2, "stillThere").map(({ node }) => node), [N1]);
  assertEquals(rig.runsOn(N1), SEEN);
  assertEquals(rig.runsOn(N2), []);
});

Deno.test("by hand: off, which hands over at once, and on again", () => {
  const rig = fenced(2);
  assertEquals(rig.ask(N2, { kind: "fence", node: N1, action: "off" }), null);
  rig.run(1500);
  assertEquals(rig.runsOn(N2), SEEN);
  rig.ask(N2, { kind: "fence", node: N1, action: "on" });
  rig.run(5000);
  assertEquals(rig.daemons.get(N2)!.node.snapshot(rig.now).nodes.map(({ standing }) => standing), [
    "online",
    "online",
  ]);
});

Deno.test("a node that leaves is not fenced", () => {
  const rig = fenced(2);
  rig.tell(N1, { kind: "leave" });
  rig.run(10_000);
  assertEquals(calls(rig, N1), 0);
  assertEquals(rig.runsOn(N2), SEEN);
});

Deno.test("alone after a power cut a node waits for the other one, or for an operator's word", () => {
  const rig = new Rig(fenced(2).config);
  rig.start(N1);
  rig.run(20_000);
  assertEquals(calls(rig, N2), 0);
  assertEquals(rig.runsOn(N1), []);
  const { quorum } = rig.daemons.get(N1)!.node.snapshot(rig.now);
  assertEquals(quorum.waitsFor, [N2]);
  assertEquals(rig.ask(N1, { kind: "fenceConfirm", node: N2 }), null);
  rig.run(5000);
  assertEquals(rig.runsOn(N1), SEEN);
});

Deno.test("without wait_for_all it fences what it has never seen, and then starts", () => {
  const rig = new Rig(fenced(2, "n1", ["wait_for_all = false"]).config);
  rig.start(N1);
  rig.run(4000);
  assertEquals(calls(rig, N2), 0);
  rig.run(4000);
  assertEquals(calls(rig, N2), 1);
  assertEquals(rig.runsOn(N1), SEEN);
});

Deno.test("a device that hangs in its monitor holds no fencing up", () => {
  const rig = Rig.settled({
    nodes: 2,
    ...WEB,
    more: [
      '[[fence]]\nname = "power"\nagent = "command"\ncommand = ["/usr/local/bin/power"]',
      'monitor = "1s"\ntimeout = "60s"',
    ],
  });
  const { course } = rig.outside.devices;
  rig.outside.devices.course = (operation, by) =>
    operation.action === "monitor"
      ? { actsAfter: null, endsAfter: 60_000, answer: { kind: "failed", why: "hung" } }
      : course.call(rig.outside.devices, operation, by);
  rig.run(15_000);
  rig.crash(N1);
  rig.run(5000);
  assertEquals(rig.runsOn(N2), SEEN);
});

Deno.test("every node tells which one is to be fenced, and what went wrong", () => {
  const rig = fenced(3);
  mood(rig, "fails");
  stopsFail(rig, N1);
  rig.ask(N1, { kind: "standby", node: N1, on: true });
  rig.run(9000);
  for (const name of rig.names) {
    const { pending } = rig.daemons.get(name)!.node.snapshot(rig.now).fencing;
    assertEquals(pending.map(({ node }) => node), [N1], name);
    assert(pending[0]?.problem?.includes("the device refuses"), name);
  }
});

Deno.test("the status, which is for all to read, shows no parameters, nor a command's arguments", () => {
  const more = [
    '[[fence]]\nname = "pdu"\nagent = "command"\ncommand = ["pdu", "--password", "hush"]',
    '[[fence]]\nname = "ipmi"\nagent = "fence_ipmilan"\nparams = { password = "hush" }',
  ];
  const resource = {
    vip: ['agent = "ocf:heartbeat:Dummy"', 'params = { password = "hush", x = "hush" }'],
    db: ['agent = "heartbeat:old::a::user=x,password=hush"'],
  };
  const rig = new Rig(clusterConfig({ nodes: 2, ...WEB, alone: ["db"], resource, more }));
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  const snapshot = rig.daemons.get(rig.names[0]!)!.node.snapshot(rig.now);
  assertEquals(snapshot.fencing.devices[0]?.agent, { kind: "command", command: ["pdu"] });
  const agents = snapshot.units.flatMap(({ resources }) => resources).map(({ agent }) => agent);
  assertEquals(agents.map((agent) => agent.class === "heartbeat" ? agent.args : []), [
    ...[[], [], ["a", "user=x,password=****"]],
  ]);
  const told = rig.names.flatMap((name) => rig.said(name));
  assertEquals(JSON.stringify([snapshot, told]).includes("hush"), false);
});
