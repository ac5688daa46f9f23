import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Fault, holdersIn, promisesOf } from "../../src/config/mod.ts";
import type { ClusterConfig } from "../../src/model/mod.ts";
import { clusterConfig, type Shape } from "../cluster_config.ts";
import { arbitraryConfig } from "./arbitrary_config.ts";

const IPMI = '[[fence]]\nname = "ipmi"\nagent = "fence_ipmilan"\nrandom_delay = "5s"';
const ETCD = '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.9.0.1:2379"]';

/** n1, n2, … ; the last is a witness where that is said. */
function cluster(shape: Shape & { readonly witness?: true }): ClusterConfig {
  const config = clusterConfig({ alone: ["vip"], ...shape });
  const last = config.nodes.length - 1;
  const nodes = config.nodes.map((node, index) => ({ ...node, witness: index === last }));
  return shape.witness ? { ...config, nodes } : config;
}

function promise(config: ClusterConfig, fault: Fault) {
  const found = promisesOf(config).find((each) => each.fault === fault);
  assert(found !== undefined, `${fault} can befall this cluster`);
  return found;
}

const held = (config: ClusterConfig, fault: Fault): string => holdersIn(promise(config, fault));

Deno.test("of two nodes alone a crash leaves one holder, a cut leaves two", () => {
  const pair = cluster({ nodes: 2 });
  assertEquals(held(pair, "crash"), "exactly one");
  assertEquals(held(pair, "cut"), "at least one");
  assertEquals(held(pair, "oneWayCut"), "exactly one");
  assertEquals(held(pair, "powerUp"), "at least one");
});

Deno.test("fencing, a witness or an arbiter: each is enough for one holder after a cut", () => {
  const enough = [
    cluster({ nodes: 2, more: [IPMI] }),
    cluster({ nodes: 3, witness: true }),
    cluster({ nodes: 2, more: [ETCD] }),
  ];
  assertEquals(enough.map((config) => held(config, "cut")), Array(3).fill("exactly one"));
  const conditions = enough.map((config) => promise(config, "cut").provided);
  assertEquals(conditions, [
    "its fence device confirms it",
    "a part has 2 of 3 votes",
    "the arbiter answers one of the parts",
  ]);
});

Deno.test("what hangs or is paused holds on unless it is fenced; a watchdog sleeps with its host", () => {
  const three = cluster({ nodes: 3 });
  const watched = cluster({ nodes: 3, more: ["[watchdog]"] });
  assertEquals(held(three, "hang"), "at least one");
  assertEquals(held(cluster({ nodes: 3, more: [IPMI] }), "hang"), "exactly one");
  assertEquals(held(cluster({ nodes: 3, more: [IPMI] }), "vmPause"), "exactly one");
  assertEquals(held(watched, "hang"), "exactly one");
  assertEquals(held(watched, "vmPause"), "at least one");
});

Deno.test("a watchdog that resets after the others have taken over promises nothing", () => {
  const config = cluster({ nodes: 3, more: ["[watchdog]"] });
  const late: ClusterConfig = {
    ...config,
    watchdog: { device: "/dev/watchdog", timeout: 2000, requireQuorum: false },
  };
  assertEquals(held(late, "hang"), "at least one");
});

Deno.test("halves of a cluster have no majority, and nothing runs; votes decide who is a half", () => {
  const four = cluster({ nodes: 4 });
  assertEquals(held(four, "cut"), "at most one");
  const heavy = four.nodes.map((node, index) => ({ ...node, votes: index === 0 ? 2 : 1 }));
  assertEquals(held({ ...four, nodes: heavy }, "cut"), "exactly one");
  assertEquals(held({ ...four, nodes: heavy }, "crash"), "exactly one");
});

Deno.test("what only one node may run is never held twice, nor taken over", () => {
  const one = cluster({ nodes: 2, witness: true });
  assertEquals(held(one, "crash"), "at most one");
  assertEquals(held(one, "cut"), "exactly one");
});

Deno.test("freeze and ignore take the lease away", () => {
  const policies = ["stop", "demote", "fence", "freeze", "ignore"] as const;
  const three = cluster({ nodes: 3 });
  const atMostOne = policies.map((noQuorum) => promise({ ...three, noQuorum }, "cut").atMostOne);
  assertEquals(atMostOne, [true, true, true, false, false]);
  const fenced = cluster({ nodes: 3, more: [IPMI] });
  const safe = policies.map((noQuorum) => promise({ ...fenced, noQuorum }, "cut").atMostOne);
  assertEquals(safe, [true, true, true, true, true]);
});

Deno.test("a stop that fails holds its resource back, and with fencing its node is fenced", () => {
  assertEquals(held(cluster({ nodes: 3 }), "stopFails"), "at most one");
  assertEquals(held(cluster({ nodes: 3, more: [IPMI] }), "stopFails"), "exactly one");
});

Deno.test("a resource that does not wait for fencing has no promise of it", () => {
  const hasty = cluster({
    nodes: 2,
    more: [IPMI],
    resource: { vip: ['agent = "ocf:heartbeat:Dummy"', 'requires = "quorum"'] },
  });
  assertEquals(held(hasty, "cut"), "at least one");
  assertEquals(promise(hasty, "cut").strengthen[0], 'requires = "fencing" of vip');
});

Deno.test("fencing takes no promise of one holder at most away", () => {
  fc.assert(fc.property(arbitraryConfig, (config) => {
    const without = { ...config, fencing: { ...config.fencing, devices: [] } };
    for (const { fault, atMostOne } of promisesOf(without)) {
      assert(!atMostOne || promise(config, fault).atMostOne, fault);
    }
  }));
});

Deno.test("where more could be promised it is said by what, and every promise has its reason", () => {
  fc.assert(fc.property(arbitraryConfig, (config) => {
    for (const { fault, atMostOne, because, strengthen } of promisesOf(config)) {
      assert(because !== "", fault);
      assert(atMostOne || strengthen.length > 0, fault);
    }
  }));
});
