/** Changes of what all nodes must change together, on one host after the other, while links fail. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import type { ClusterConfig, NodeName } from "../../src/model/mod.ts";
import { clusterConfig, ETCD, type Shape } from "../cluster_config.ts";
import { Cast, type Change } from "./config_cast.ts";
import { Rig } from "./rig.ts";

const WEB = { groups: ["web: vip"] };

const without = (config: ClusterConfig, gone: NodeName): ClusterConfig => ({
  ...config,
  nodes: config.nodes.filter(({ name }) => name !== gone),
});
const SLOW = { deadtime: 10_000, warntime: 5000, initdead: 20_000 };
const QUICK = { deadtime: 1000, warntime: 500 };

/** What is changed, in a cluster of which shape. */
const CHANGES: readonly (readonly [string, Shape, Change])[] = [
  ["a longer deadtime", { nodes: 3, ...WEB }, (config) => ({ ...config, ...SLOW })],
  ["a shorter deadtime", { nodes: 3, ...WEB }, (config) => ({ ...config, ...QUICK })],
  ["a longer deadtime of two", { nodes: 2, ...WEB }, (config) => ({ ...config, ...SLOW })],
  [
    "other votes",
    { nodes: 3, ...WEB },
    (config) => ({
      ...config,
      nodes: config.nodes.map((node, index) => index === 0 ? { ...node, votes: 3 } : node),
    }),
  ],
];

for (const [what, shape, change] of CHANGES) {
  Deno.test(`${what}: in force once all have it, and nothing stops meanwhile`, () => {
    const cast = new Cast(shape);
    const file = change(cast.config);
    const [last, ...first] = cast.rig.names.toReversed();
    cast.reload(file, ...first);
    assert(cast.isInForce(cast.config, ...cast.rig.names), "one has not read it");
    cast.reload(file, last!);
    assert(cast.isInForce(file, ...cast.rig.names));
    cast.rig.run(20_000);
    assertEquals([cast.wasStopped, cast.doubles], [false, []]);
  });

  for (const turn of ["the holder alone", "the others alone", "all"] as const) {
    for (const wait of [0, 300, 3000]) {
      Deno.test(`${what}, read by ${turn}; ${wait} ms later the holder is cut off`, () => {
        const cast = new Cast(shape);
        const names = {
          "the holder alone": [cast.holder],
          "the others alone": cast.others,
          all: cast.rig.names,
        };
        for (const name of names[turn]) cast.rig.reload(name, change(cast.config));
        cast.rig.run(wait);
        cast.cutOffHolder();
        // Two nodes without more cannot tell a cut from a crash.
        if (shape.nodes === 2) cast.doubles.length = 0;
        cast.rig.run(40_000);
        if (shape.nodes > 2) assertEquals(cast.doubles, []);
        // In the very moment of the change the old majority and the new one may be apart.
        if (wait > 0) assert(cast.rig.names.some((name) => cast.rig.runsOn(name).length > 0));
      });
    }
  }
}

Deno.test("a quicker keepalive and a shorter deadtime are in force without a moment of doubt, whenever they are read", () => {
  const slow = { keepalive: 1000, ...SLOW };
  const quick = { keepalive: 200, ...QUICK, initdead: 12_000 };
  for (let phase = 0; phase < 1000; phase += 90) {
    const cast = new Cast({ nodes: 2, ...WEB }, 2, (config) => ({ ...config, ...slow }));
    const { rig } = cast;
    rig.run(30_000 + phase);
    rig.steps.length = 0;
    const file = { ...cast.config, ...quick };
    cast.reload(file, ...rig.names);
    rig.run(5000);
    assert(cast.isInForce(file, ...rig.names));
    const doubts = ["peerLate", "peerDead", "notHeard", "quorum", "lettingGo", "coordinator"];
    const told = rig.names.flatMap((name) => rig.reports(name).map(({ kind }) => kind));
    assertEquals(told.filter((kind) => doubts.includes(kind)), [], `${phase} ms`);
  }
});

Deno.test("the holder is taken out on the two others: nothing is done before hb there has stopped", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig, holder, others } = cast;
  const file = without(cast.config, holder);
  cast.reload(file, ...others);
  rig.run(20_000);
  assertEquals([cast.wasStopped, cast.isInForce(cast.config, ...others)], [false, true]);
  rig.tell(holder, { kind: "leave" });
  rig.run(5000);
  assertEquals([cast.doubles, cast.isInForce(file, ...others)], [[], true]);
  assert(others.some((name) => rig.runsOn(name).length > 0));
});

Deno.test("the holder is taken out on the two others, which it cannot hear", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  for (const other of cast.others) cast.rig.network.break(other, cast.holder);
  cast.reload(without(cast.config, cast.holder), ...cast.others);
  cast.rig.run(20_000);
  assertEquals(cast.doubles, []);
  assert(cast.others.some((name) => cast.rig.runsOn(name).length > 0));
});

Deno.test("a third node is added, on the two others first; the holder is cut off", () => {
  const cast = new Cast({ nodes: 3, ...WEB }, 2, (three) => without(three, three.nodes[2]!.name));
  const { config: three, others: [other] } = cast;
  const n3 = three.nodes[2]!.name;
  cast.reload(three, other!);
  cast.rig.start(n3);
  cast.rig.run(8000);
  assertEquals(cast.rig.runsOn(cast.holder), ["vip"]);
  cast.reload(three, cast.holder);
  assert(cast.isInForce(three, ...cast.rig.names));
  cast.cutOffHolder();
  cast.rig.run(20_000);
  assertEquals(cast.doubles, []);
  assert([other!, n3].some((name) => cast.rig.runsOn(name).length > 0));
});

Deno.test("new nodes that are more than those that run do nothing before those have agreed", () => {
  const cast = new Cast({ nodes: 5, ...WEB }, 2, (five) => ({
    ...five,
    nodes: five.nodes.slice(0, 2),
  }));
  const five = cast.config;
  const added = five.nodes.slice(2).map(({ name }) => name);
  for (const name of added) cast.rig.start(name);
  cast.rig.run(20_000);
  assertEquals([cast.doubles, cast.rig.runsOn(cast.holder)], [[], ["vip"]]);
  cast.reload(five, ...cast.rig.names.slice(0, 2));
  assert(cast.isInForce(five, ...cast.rig.names));
  cast.cutOffHolder();
  cast.rig.run(20_000);
  assertEquals(cast.doubles, []);
  assert([...cast.others, ...added].some((name) => cast.rig.runsOn(name).length > 0));
});

Deno.test("a node that has not come yet is added: nobody waits for it, and it is not missed", () => {
  const shape = { nodes: 3, ...WEB, alone: ["db"] };
  const cast = new Cast(shape, 2, (three) => without(three, three.nodes[2]!.name));
  const three = cast.config;
  cast.reload(three, ...cast.rig.names.slice(0, 2));
  cast.rig.run(30_000);
  assert(cast.isInForce(three, ...cast.rig.names.slice(0, 2)));
  assertEquals(cast.wasStopped, false);
});

Deno.test("a new life goes on by what was in force, though its file has been changed meanwhile", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig, others: [first, second], holder } = cast;
  const file = { ...cast.config, ...SLOW };
  for (const name of [first!, second!]) {
    rig.tell(name, { kind: "leave" });
    rig.run(1000);
    rig.host(name).file = file;
    rig.start(name);
    rig.run(3000);
    assert(cast.isInForce(cast.config, ...rig.names));
  }
  cast.reload(file, holder);
  assert(cast.isInForce(file, ...rig.names));
  assertEquals([cast.wasStopped, cast.doubles], [false, []]);
});

Deno.test("a change is taken back before all have read it", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const [one] = cast.others;
  cast.reload({ ...cast.config, ...SLOW }, one!);
  cast.reload(cast.config, one!);
  assertEquals(
    cast.rig.reports(one!).filter(({ kind }) => kind.startsWith("config")).map(({ kind }) => kind),
    [
      "configProposed",
      "configWithdrawn",
    ],
  );
});

Deno.test("the holder becomes a witness: not before it has let go", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig, holder, config } = cast;
  const nodes = config.nodes.map((node) =>
    node.name === holder ? { ...node, witness: true } : node
  );
  const file = { ...config, nodes };
  cast.reload(file, ...rig.names);
  rig.run(5000);
  assertEquals([cast.wasStopped, cast.isInForce(config, ...rig.names)], [false, true]);
  rig.ask(holder, { kind: "standby", node: holder, on: true });
  rig.run(5000);
  assertEquals([cast.doubles, cast.isInForce(file, ...rig.names)], [[], true]);
  assert(cast.others.some((name) => rig.runsOn(name).length > 0));
});

Deno.test("one that was away while the others changed takes part in the next change", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig, others: [away, there], holder, config } = cast;
  rig.tell(away!, { kind: "leave" });
  rig.run(1000);
  cast.reload({ ...config, ...SLOW }, holder, there!);
  rig.run(20_000);
  const last = { ...config, ...QUICK };
  rig.host(away!).file = last;
  rig.start(away!);
  rig.run(3000);
  cast.reload(last, holder, there!);
  rig.run(5000);
  assertEquals([cast.doubles, cast.isInForce(last, ...rig.names)], [[], true]);
});

const ARBITER = {
  ...ETCD,
  endpoints: ["http://10.0.0.9:2379"],
  key: "/hb/one",
  ttl: 2000,
  timeout: 400,
};

for (const other of [{ ...ARBITER, key: "/hb/two" }, null]) {
  Deno.test(`the arbiter becomes ${other?.key ?? "none"} while one is off, which boots where nobody hears it`, () => {
    const cast = new Cast({ nodes: 2, ...WEB }, 2, (config) => ({ ...config, arbiter: ARBITER }));
    const { rig, holder, others: [off] } = cast;
    rig.crash(off!);
    rig.run(5000);
    rig.reload(holder, { ...cast.config, arbiter: other });
    rig.run(5000);
    cast.cutOffHolder();
    rig.start(off!);
    rig.run(30_000);
    assertEquals(cast.doubles, []);
    assert(rig.names.some((name) => rig.runsOn(name).length > 0));
  });
}

Deno.test("one that is behind does not go on once it does not hear the others any more", () => {
  const cast = new Cast({ nodes: 2, ...WEB }, 2, (config) => ({ ...config, arbiter: ARBITER }));
  const { rig, holder, others: [off] } = cast;
  const [first, second] = [QUICK, SLOW].map((times) => ({
    ...cast.config,
    arbiter: ARBITER,
    ...times,
  }));
  rig.crash(off!);
  rig.run(5000);
  rig.reload(holder, first!);
  rig.run(2000);
  assert(cast.isInForce(first!, holder));
  rig.host(off!).file = second!;
  rig.start(off!);
  rig.run(2000);
  rig.crash(holder);
  rig.run(30_000);
  assert(!cast.isInForce(second!, off!));
  assertEquals(rig.runsOn(off!), []);
});

Deno.test("what one takes back is agreed on by the others, who have not heard of that", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig, config, holder, others: [one, other] } = cast;
  const file = { ...config, ...SLOW };
  cast.reload(file, one!, other!);
  const mends = [holder, other!].map((name) => rig.network.cut(name, one!));
  rig.reload(holder, file);
  rig.run(100);
  rig.reload(one!, config);
  for (const mend of mends) mend();
  rig.run(20_000);
  assertEquals([cast.wasStopped, cast.doubles], [false, []]);
  assert(cast.isInForce(file, holder, other!));
  cast.reload(config, holder, other!);
  rig.run(2000);
  assert(cast.isInForce(config, ...rig.names));
});

Deno.test("two of a pair are given an arbiter, and other keys of it: all are asked at once", () => {
  const cast = new Cast({ nodes: 2, ...WEB });
  for (const key of ["/hb/one", "/hb/two"]) {
    const file = { ...cast.config, arbiter: { ...ARBITER, key } };
    cast.reload(file, ...cast.rig.names);
    assert(cast.isInForce(file, ...cast.rig.names));
  }
  cast.cutOffHolder();
  cast.rig.run(20_000);
  assertEquals(cast.doubles, []);
  assert(cast.rig.names.some((name) => cast.rig.runsOn(name).length > 0));
});

Deno.test("two that begin with other times each count on nobody, and say so", () => {
  const rig = new Rig(clusterConfig({ nodes: 2, ...WEB }));
  const [n1, n2] = rig.names as [NodeName, NodeName];
  rig.host(n2).file = { ...rig.config, ...SLOW };
  for (const name of rig.names) rig.start(name);
  rig.run(20_000);
  assertEquals([n1, n2].flatMap((name) => rig.runsOn(name)), []);
  for (const name of rig.names) {
    assertEquals(rig.reports(name).filter(({ kind }) => kind === "termsDiffer").length, 1);
  }
  rig.reload(n2, rig.config);
  rig.run(20_000);
  assertEquals([n1, n2].flatMap((name) => rig.runsOn(name)), ["vip"]);
});

Deno.test("the status says whom a change waits for; nobody is told that files differ meanwhile", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig } = cast;
  const file = { ...cast.config, ...SLOW, initdead: 30_000 };
  const viewOf = (name: NodeName) => rig.daemons.get(name)!.node.snapshot(rig.now);
  const [n1, n2, n3] = rig.names as [NodeName, NodeName, NodeName];
  const leader = viewOf(n1).coordinator;
  cast.reload(file, n1, n2);
  const changes = ["deadtime", "initdead"];
  const awaited = [{
    node: n3,
    why: "it has not read the new configuration: systemctl reload hb there",
  }];
  for (const name of [n1, n2]) {
    const next = { changes, awaited: name === leader ? awaited : [] };
    assertEquals(viewOf(name).config, { outdated: false, next, keyless: [] });
  }
  assertEquals(viewOf(n3).config, { outdated: false, next: null, keyless: [] });
  cast.reload(file, n3);
  rig.run(2000);
  for (const name of rig.names) {
    assertEquals(viewOf(name).config, { outdated: false, next: null, keyless: [] });
    assertEquals(viewOf(name).nodes.map(({ sameTerms }) => sameTerms), [true, true, true]);
    const told = rig.reports(name).map(({ kind }) => kind);
    assertEquals(told.filter((kind) => /Differ|Agree/.test(kind)), [], name);
  }
});

Deno.test("who was away while the others changed says that they have left it behind", () => {
  const cast = new Cast({ nodes: 3, ...WEB });
  const { rig, others: [away, stays], holder } = cast;
  rig.tell(away!, { kind: "leave" });
  rig.run(1000);
  const file = { ...cast.config, ...SLOW };
  cast.reload(file, holder, stays!);
  rig.run(10_000);
  assert(cast.isInForce(file, holder, stays!));
  rig.host(away!).file = cast.config;
  rig.start(away!);
  rig.run(10_000);
  const { config, nodes } = rig.daemons.get(away!)!.node.snapshot(rig.now);
  assertEquals(config, { outdated: true, next: null, keyless: [] });
  assertEquals(nodes.filter(({ sameTerms }) => sameTerms === false).length, 2);
});
