/** Constraints as the file has them, and what they come to. */
import { assertEquals } from "@std/assert";
import { formatProblem, parseConfig, printConfig } from "../../src/config/mod.ts";
import type { ClusterConfig } from "../../src/model/mod.ts";

const BASE = Deno.readTextFileSync(new URL("faults/base.toml", import.meta.url));

const UNITS = `
[[resource]]
name = "a"
template = "t"
[[resource]]
name = "b"
template = "t"
params = { state = "b" }
[[template]]
name = "t"
agent = "ocf:heartbeat:Dummy"
[[clone]]
name = "dbs"
of = "db"
promotable = true
[[resource]]
name = "db"
agent = "ocf:heartbeat:pgsql"
[[tag]]
name = "both"
members = ["a", "web"]
`;

function read(text: string): ClusterConfig {
  const { config, problems } = parseConfig(BASE + UNITS + text, "cluster.toml");
  if (config === null) throw new Error(problems.map(formatProblem).join("\n"));
  return config;
}

Deno.test("a location is a node and a score", () => {
  const { locations } = read('[[location]]\nresource = "web"\nnode = "n1"\nscore = 100\n');
  assertEquals(locations, [{
    id: "location-web-n1",
    resource: "web",
    where: { kind: "node", node: "n1", score: 100 },
    role: null,
    discovery: "always",
  }]);
});

Deno.test("or a rule, with a score or the name of the attribute that holds it; of a role", () => {
  const { locations } = read(`
[[location]]
name = "where-it-is-furthest"
resource = "dbs:promoted"
rule = "defined pgsql-score"
score_attribute = "pgsql-score"
discovery = "never"
`);
  assertEquals(locations, [{
    id: "where-it-is-furthest",
    resource: "dbs",
    where: {
      kind: "rule",
      rule: { kind: "attribute", operation: "defined", attribute: "pgsql-score" },
      score: { attribute: "pgsql-score" },
    },
    role: "promoted",
    discovery: "never",
  }]);
});

Deno.test("a tag and a template stand for each that has it", () => {
  const { locations } = read(`
[[location]]
resource = "both"
node = "n1"
score = 1
[[location]]
name = "l"
resource = "t"
node = "n2"
score = 2
`);
  assertEquals(locations.map(({ id, resource }) => `${id}: ${resource}`), [
    "location-a-n1: a",
    "location-web-n1: web",
    "l-a: a",
    "l-b: b",
  ]);
});

Deno.test("a colocation is for always where no score is written", () => {
  const { colocations } = read(
    '[[colocation]]\nresource = "web"\nwith = "dbs:promoted"\n' +
      '[[colocation]]\nresource = "a"\nwith = "b"\nscore = -5\ninfluence = false\n' +
      'node_attribute = "site"\n',
  );
  assertEquals(colocations, [
    {
      id: "colocation-web-with-dbs",
      resource: "web",
      resourceRole: null,
      with: "dbs",
      withRole: "promoted",
      score: 1_000_000,
      nodeAttribute: "#uname",
      influence: null,
    },
    {
      id: "colocation-a-with-b",
      resource: "a",
      resourceRole: null,
      with: "b",
      withRole: null,
      score: -5,
      nodeAttribute: "site",
      influence: false,
    },
  ]);
});

Deno.test("an order starts both, and what follows a promotion is started if it cannot be promoted", () => {
  const { orders } = read(`
[[order]]
first = "a"
then = "b"
[[order]]
first = "dbs:promote"
then = "web"
[[order]]
first = "web:stop"
then = "dbs:demote"
kind = "optional"
[[order]]
first = "b"
then = "dbs"
kind = "serialize"
`);
  const short = orders.map((order) => [
    `${order.first}:${order.firstAction} ${order.then}:${order.thenAction}`,
    order.kind,
    order.symmetrical,
  ]);
  assertEquals(short, [
    ["a:start b:start", "mandatory", true],
    ["dbs:promote web:start", "mandatory", true],
    ["web:stop dbs:demote", "optional", true],
    ["b:start dbs:start", "serialize", false],
  ]);
});

Deno.test("a clone may be ordered after itself, by another step", () => {
  const text = '[[order]]\nfirst = "dbs:start"\nthen = "dbs:promote"\n';
  assertEquals(read(text).orders[0]?.thenAction, "promote");
  const config = read(text);
  assertEquals(parseConfig(printConfig(config), "").config, config);
});

Deno.test("sets are lists, or tables with what is special of them", () => {
  const { orderSets, colocationSets } = read(`
[[order]]
sets = [["a", "b"], { resources = ["web", "dbs"], sequential = false, require_all = false }]
[[colocation]]
sets = [
  ["a"],
  { resources = ["dbs"], role = "promoted", score = 5 },
]
score = 50
`);
  assertEquals(
    orderSets[0]?.sets.map(({ id, resources, sequential, requireAll }) => [
      id,
      resources,
      sequential,
      requireAll,
    ]),
    [
      ["order-a-to-dbs-set-1", ["a", "b"], true, true],
      ["order-a-to-dbs-set-2", ["web", "dbs"], false, false],
    ],
  );
  assertEquals(colocationSets[0]?.score, 50);
  assertEquals(
    colocationSets[0]?.sets.map(({ resources, role, score }) => [
      resources,
      role,
      score,
    ]),
    [[["a"], null, null], [["dbs"], "promoted", 5]],
  );
});

Deno.test("a tag in a pair makes sets of it", () => {
  const { orders, orderSets } = read('[[order]]\nfirst = "dbs:promote"\nthen = "both"\n');
  assertEquals(orders, []);
  assertEquals(
    orderSets[0]?.sets.map(({ resources, action, sequential }) => [
      resources,
      action,
      sequential,
    ]),
    [[["dbs"], "promote", false], [["a", "web"], "start", false]],
  );
});

Deno.test("made names are told apart, and keep clear of those that are written", () => {
  const order = '[[order]]\nfirst = "a"\nthen = "b"\n';
  const { orders } = read(`${order}kind = "optional"\n${order}name = "order-a-then-b"\n${order}`);
  assertEquals(orders.map(({ id }) => id), [
    "order-a-then-b-2",
    "order-a-then-b",
    "order-a-then-b-3",
  ]);
});

Deno.test("what contradicts only in other roles, or in other places, is no contradiction", () => {
  const { colocations } = read(`
[[colocation]]
resource = "web"
with = "dbs:promoted"
[[colocation]]
resource = "web"
with = "dbs:unpromoted"
score = "-INFINITY"
[[colocation]]
resource = "a"
with = "dbs"
[[colocation]]
resource = "b"
with = "dbs"
[[colocation]]
resource = "a"
with = "b"
score = "-INFINITY"
[[order]]
first = "a"
then = "b"
[[order]]
first = "b"
then = "a"
kind = "optional"
`);
  assertEquals(colocations.length, 5);
});

Deno.test("a circle through a thousand resources is found, and told in one line", () => {
  const chain = Array.from(
    { length: 1000 },
    (_, index) =>
      `[[resource]]\nname = "r${index}"\nagent = "ocf:heartbeat:Dummy"\n` +
      `params = { state = "r${index}" }\n` +
      `[[order]]\nfirst = "r${index}"\nthen = "r${(index + 1) % 1000}"\n`,
  );
  const { problems } = parseConfig(BASE + chain.join(""), "");
  assertEquals(problems.map(({ message }) => message), [
    "Cannot order r999 before r0: there is already r0 before r1 (line 58), r1 before r2 " +
    "(line 65), r2 before r3 (line 72), r3 before r4 (line 79), r4 before r5 (line 86), " +
    "r5 before r6 (line 93), and 993 more; remove one of these",
  ]);
});
