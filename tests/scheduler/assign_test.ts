/** Who goes where. What is expected of scores is what crm_simulate 2.1.5 says of the same cluster. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { INFINITY } from "../../src/model/mod.ts";
import {
  allocationScores,
  applyNodeCriteria,
  assignAll,
  unpackPlacement,
} from "../../src/scheduler/assign/mod.ts";
import type { SchedulerInput } from "../../src/scheduler/input.ts";
import { unpack } from "../../src/scheduler/unpack/mod.ts";
import type { Working } from "../../src/scheduler/state/working.ts";
import { aClone, aColocation, aGroup, aLocation, withConstraints } from "./input_builder.ts";
import { aCluster, aFact, aNode, aPrimitive, OPTIONS } from "./small_cluster.ts";

const THREE = [aNode("n1"), aNode("n2"), aNode("n3")];

function assigned(input: SchedulerInput): Working {
  const w = unpack(input, true);
  unpackPlacement(w);
  applyNodeCriteria(w);
  assignAll(w);
  return w;
}

/** `resource node` of each primitive. */
const places = (w: Working): readonly string[] =>
  [...w.byId.values()].filter(({ kind }) => kind === "primitive").map(({ id, assignedTo }) =>
    `${id} ${assignedTo?.name ?? "nowhere"}`
  );

/** Of a primitive, as it was assigned. */
const scores = (w: Working, id: string): readonly string[] =>
  allocationScores(w).filter((line) => line.startsWith(`pcmk__primitive_assign: ${id} `))
    .map((line) => line.slice(line.lastIndexOf(" on ") + 4));

Deno.test("resources without preferences are spread; names break ties", () => {
  const resources = ["a", "b", "c", "d"].map((id) => aPrimitive(id));
  assertEquals(places(assigned(aCluster(THREE, resources, []))), [
    "a n1",
    "b n2",
    "c n3",
    "d n1",
  ]);
});

Deno.test("those that are to be with it count by the colocation's score, theirs not further weakened", () => {
  const input = withConstraints(
    aCluster(THREE, ["a", "b", "c"].map((id) => aPrimitive(id)), []),
    {
      colocations: [aColocation("c", "b", 1000), aColocation("b", "a", 10_000)],
      locations: [aLocation("c", "n3", 100_000), aLocation("b", "n2", 50_000)],
    },
  );
  const w = assigned(input);
  assertEquals(scores(w, "a"), ["n1: 0", "n2: 500", "n3: 100"]);
  assertEquals(scores(w, "b"), ["n1: 0", "n2: 60000", "n3: 100"]);
  assertEquals(scores(w, "c"), ["n1: 0", "n2: 1000", "n3: 100000"]);
});

Deno.test("a group is drawn by its first member, and draws what depends on it by its last", () => {
  const input = withConstraints(
    aCluster(
      THREE,
      [aPrimitive("a"), aGroup("g", ["g1", "g2", "g3"]), aPrimitive("c"), aPrimitive("d")],
      [],
    ),
    {
      colocations: [
        aColocation("g", "a", 10_000),
        aColocation("c", "g", 2000),
        aColocation("d", "g1", 3000),
      ],
      locations: [
        aLocation("c", "n3", 100_000),
        aLocation("g", "n2", 50_000),
        aLocation("d", "n1", 70_000),
      ],
    },
  );
  const w = assigned(input);
  assertEquals(scores(w, "a"), ["n1: 210", "n2: 500", "n3: 0"]);
  assertEquals(scores(w, "g1"), ["n1: 210", "n2: 60000", "n3: 200"]);
  assertEquals(scores(w, "g3"), ["n1: -INFINITY", "n2: 0", "n3: -INFINITY"]);
  assertEquals(places(w), ["a n2", "g1 n2", "g2 n2", "g3 n2", "c n3", "d n1"]);
});

Deno.test("it stays where it runs, unless another node is better by more than its stickiness", () => {
  const at = (stickiness: number) =>
    places(assigned(withConstraints(
      aCluster(THREE, [aPrimitive("a", { stickiness })], [aFact("a", "n2")]),
      { locations: [aLocation("a", "n3", 100)] },
    )));
  assertEquals(at(99), ["a n3"]);
  assertEquals(at(100), ["a n2"]);
});

Deno.test("an anonymous clone's instances stay on their nodes; one node has one", () => {
  const input = aCluster(THREE, [aClone("c", aPrimitive("r"), { cloneMax: 2 })], [
    aFact("r", "n3"),
    aFact("r", "n2"),
  ]);
  assertEquals(places(assigned(input)), ["r:0 n3", "r:1 n2"]);
});

Deno.test("the instance with the highest promotion score is promoted, none without one", () => {
  const promotable = aClone("c", aPrimitive("r"), { promotable: true });
  const roles = (attribute: readonly [string, string] | null) => {
    const attributes = new Map(attribute === null ? [] : [attribute]);
    const nodes = [aNode("n1"), aNode("n2", { attributes })];
    const facts = [aFact("r", "n1"), aFact("r", "n2")];
    const w = assigned(aCluster(nodes, [promotable], facts));
    return ["r:0", "r:1"].map((id) => w.byId.get(id)?.nextRole);
  };
  assertEquals(roles(["master-r", "5"]), ["unpromoted", "promoted"]);
  assertEquals(roles(["master-r", "-5"]), ["unpromoted", "unpromoted"]);
  assertEquals(roles(null), ["unpromoted", "unpromoted"]);
});

Deno.test("after as many failures as are allowed a node is out, until they are forgotten", () => {
  const at = (count: number, last: number | null) =>
    places(assigned(
      aCluster(
        THREE,
        [aPrimitive("a", { migrationThreshold: 3, failureTimeout: 60_000, stickiness: 10 })],
        [aFact("a", "n2")],
        { failures: [{ resource: "a", node: "n2", operation: null, count, last }] },
      ),
    ));
  assertEquals(at(2, null), ["a n2"]);
  assertEquals(at(3, null), ["a n1"]);
  assertEquals(at(3, 1_000_000 - 61), ["a n2"]);
});

Deno.test("with utilization, a resource goes where there is room for all that must be with it", () => {
  const nodes = [
    aNode("n1", { utilization: new Map([["cpu", 2]]) }),
    aNode("n2", { utilization: new Map([["cpu", 4]]) }),
  ];
  const utilization = new Map([["cpu", 2]]);
  const resources = ["a", "b"].map((id) => aPrimitive(id, {}, [], { utilization }));
  const input = withConstraints(
    aCluster(nodes, resources, [], { options: { ...OPTIONS, placementStrategy: "utilization" } }),
    { colocations: [aColocation("b", "a", INFINITY)] },
  );
  assertEquals(places(assigned(input)), ["a n2", "b n2"]);
});

Deno.test("each part of a score is told by name", () => {
  const w = assigned(withConstraints(
    aCluster(THREE, [aPrimitive("a", { stickiness: 7 }), aPrimitive("b")], [aFact("a", "n2")]),
    {
      locations: [aLocation("a", "n1", 100)],
      colocations: [aColocation("b", "a", 5)],
    },
  ));
  assertEquals(w.byId.get("a")?.parts, [
    { node: "n1", name: "location a-on-n1", score: 100 },
    { node: "n2", name: "stickiness", score: 7 },
  ]);
  assertEquals(w.byId.get("b")?.parts, [{ node: "n1", name: "colocation b-with-a", score: 5 }]);
});

Deno.test("an instance that is found one too many is stopped; of the others the clone has as many as it may", () => {
  const facts = ["n1", "n2", "n3"].map((node) => aFact("r", node));
  const input = aCluster(THREE, [aClone("c", aPrimitive("r"), { cloneMax: 2 })], facts);
  assertEquals(places(assigned(input)), ["r:0 n1", "r:1 n2", "r:2 nowhere"]);
});

Deno.test("what must be with a promoted instance goes where it is promoted", () => {
  const nodes = [aNode("n1"), aNode("n2", { attributes: new Map([["master-r", "5"]]) })];
  const promotable = aClone("c", aPrimitive("r"), { promotable: true });
  const input = withConstraints(
    aCluster(nodes, [promotable, aPrimitive("ip")], [aFact("r", "n1"), aFact("r", "n2")]),
    { colocations: [aColocation("ip", "c", INFINITY, { withRole: "promoted" })] },
  );
  assertEquals(places(assigned(input)), ["r:0 n1", "r:1 n2", "ip n2"]);
});

Deno.test("the wish to be apart is given up where it leaves no node, the demand is not", () => {
  const at = (score: number) =>
    places(assigned(withConstraints(
      aCluster([aNode("n1")], [aPrimitive("a"), aPrimitive("b")], []),
      { colocations: [aColocation("b", "a", score)] },
    )));
  assertEquals(at(-1000), ["a n1", "b n1"]);
  assertEquals(at(-INFINITY), ["a n1", "b nowhere"]);
});

Deno.test("with exclusive discovery, it runs only where a constraint lets it be found", () => {
  const input = withConstraints(aCluster(THREE, [aPrimitive("a")], []), {
    locations: [aLocation("a", "n2", 0, { discovery: "exclusive" })],
  });
  assertEquals(places(assigned(input)), ["a n2"]);
});

Deno.test("a node whose health is red is left, but for what may run on unhealthy nodes", () => {
  const nodes = [aNode("n1", { attributes: new Map([["#health-disk", "red"]]) }), aNode("n2")];
  const nodeHealth = { ...OPTIONS.nodeHealth, strategy: "migrate-on-red" as const };
  const at = (allowUnhealthyNodes: boolean) =>
    places(assigned(aCluster(
      nodes,
      [aPrimitive("a", { allowUnhealthyNodes, stickiness: 1 })],
      [aFact("a", "n1")],
      { options: { ...OPTIONS, nodeHealth } },
    )));
  assertEquals(at(false), ["a n2"]);
  assertEquals(at(true), ["a n1"]);
});

Deno.test("in an asymmetric cluster it runs only where a constraint says so", () => {
  const asymmetric = { ...OPTIONS, symmetric: false };
  const input = withConstraints(
    aCluster(THREE, [aPrimitive("a"), aPrimitive("b")], [], { options: asymmetric }),
    { locations: [aLocation("a", "n3", 0)] },
  );
  assertEquals(places(assigned(input)), ["a n3", "b nowhere"]);
});

Deno.test("thirty resources that are to be apart are placed before long", () => {
  const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
  const input = withConstraints(aCluster(THREE, ids.map((id) => aPrimitive(id)), []), {
    colocations: ids.flatMap((id, index) =>
      ids.slice(0, index).map((other) => aColocation(id, other, -10))
    ),
  });
  assertEquals(places(assigned(input)).filter((place) => place.endsWith("nowhere")), []);
});
