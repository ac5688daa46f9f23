import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { changesOf, type Difference, differenceOf } from "../../src/config/mod.ts";
import { type ClusterConfig, SHARED_TERMS } from "../../src/model/mod.ts";
import { clusterConfig, nodes, type Shape } from "../cluster_config.ts";
import { runs } from "../fuzz.ts";
import { arbitraryConfig } from "./arbitrary_config.ts";

const BASE: Shape = { nodes: 3, groups: ["web: vip nginx"] };

const change = (more: Partial<Shape>, base: Shape = BASE): Difference =>
  differenceOf(clusterConfig(base), clusterConfig({ ...base, ...more }));

const ETCD = (more: string) =>
  `[arbiter]\nkind = "etcd"\nendpoints = ["http://10.9.0.1:2379"]\n${more}`;

Deno.test("what all nodes take together: votes, witnesses, links, times, the arbiter", () => {
  const both = change({
    node: { n1: ["votes = 3"], n3: ["witness = true"] },
    interfaces: ["eth0", "eth1"],
    cluster: ["wait_for_all = true", 'no_quorum = "freeze"'],
    more: [ETCD("")],
  });
  assertEquals(both.together, [
    "votes of n1 1 -> 3",
    "n3 becomes a witness",
    "link bcast:eth1 is new",
    "[arbiter] is new",
    "wait_for_all false -> true",
    'no_quorum "stop" -> "freeze"',
  ]);
  assertEquals([both.problem, both.atOnce, [...both.redefined]], [null, [], []]);
});

Deno.test("nodes that come and go are told by name, and so is another order of those that stay", () => {
  assertEquals(change({ nodes: 4 }).added, nodes(4).slice(3));
  assertEquals(change({ nodes: 2 }).removed, nodes(3).slice(2));
  const config = clusterConfig(BASE);
  const turned = { ...config, nodes: config.nodes.toReversed() };
  assertEquals(differenceOf(config, turned).together, ["the order of the nodes"]);
  assertEquals(change({ nodes: 4 }).together, []);
});

Deno.test("what each node takes by itself: tables, groups, a resource's own keys, where the arbiter is", () => {
  const { together, atOnce } = change({
    groups: ["web: vip", "db: nginx"],
    cluster: ["batch_limit = 3"],
    node: { n2: ['attributes = { rack = "a" }'] },
    resource: { vip: ['agent = "ocf:heartbeat:Dummy"', 'monitor = "7s"'] },
    more: [ETCD('timeout = "300ms"')],
  }, { ...BASE, more: [ETCD("")] });
  assertEquals(together, []);
  assertEquals(atOnce, [
    "batch_limit",
    "group web: members",
    "group db is new",
    "[arbiter]: timeout",
    "node n2: attributes",
    "resource vip: monitors",
  ]);
});

Deno.test("a resource is another one by agent or parameters, in whatever order these stand", () => {
  const params = (text: string): Partial<Shape> => ({
    resource: { vip: ['agent = "ocf:heartbeat:Dummy"', `params = { ${text} }`] },
  });
  const base = { ...BASE, ...params('a = "1", b = "2"') };
  assertEquals([...change(params('b = "2", a = "1"'), base).redefined], []);
  assertEquals([...change(params('a = "1"'), base).redefined], ["vip"]);
  const agent = { resource: { vip: ['agent = "lsb:vip"', 'params = { a = "1", b = "2" }'] } };
  assertEquals(change(agent, base).redefined.size, 1);
});

Deno.test("less is promised without fencing, and with one more condition; more is no loss", () => {
  const fenced = { ...BASE, more: ['[[fence]]\nname = "ipmi"\nagent = "fence_ipmilan"'] };
  const lost = change({ more: [] }, fenced).weaker.map(({ after }) => after.fault);
  assertEquals(lost, ["hang", "vmPause", "stopFails", "slowStop"]);
  const gained = change({ more: fenced.more }).weaker;
  assert(gained.every(({ before, after }) => before.provided === null && after.provided !== null));
  assertEquals(change({ cluster: ["auto_failback = true"] }).weaker, []);
});

Deno.test("told as shared is what the engine has all nodes agree on, and nothing else", () => {
  const isSilent = ({ problem, added, removed, together }: Difference) =>
    problem === null && [...added, ...removed, ...together].length === 0;
  fc.assert(
    fc.property(arbitraryConfig, arbitraryConfig, (one, other) => {
      for (const key of Object.keys(one) as (keyof ClusterConfig)[]) {
        const mixed: ClusterConfig = { ...one, [key]: other[key] };
        const difference = differenceOf(one, mixed);
        const { atOnce, redefined } = difference;
        assertEquals(isSilent(difference), changesOf(one, mixed).length === 0, key);
        const isShared = SHARED_TERMS.some((term) => term === key);
        if (isShared && key !== "nodes" && key !== "arbiter") assertEquals(atOnce, []);
        if (key !== "resources") assertEquals(redefined.size, 0);
      }
      const none = differenceOf(one, one);
      assertEquals([none.atOnce, [...none.redefined], none.weaker], [[], [], []]);
    }),
    runs(100),
  );
});
