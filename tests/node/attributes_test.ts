/** What agents say of nodes: told at once, known everywhere, gone with the node. */
import "../pure.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { nodes } from "../cluster_config.ts";
import { Rig } from "./rig.ts";

const [N1, N2, N3] = nodes(3) as [
  ReturnType<typeof nodes>[number],
  ReturnType<typeof nodes>[number],
  ReturnType<typeof nodes>[number],
];

const settled = () => Rig.settled({ nodes: 3, alone: ["db"] });

/** The attributes of `node` as `asked` knows them. */
const known = (rig: Rig, asked: typeof N1, node: typeof N1) =>
  rig.daemons.get(asked)!.node.snapshot(rig.now).nodes.find(({ name }) => name === node)!
    .attributes;

function set(
  rig: Rig,
  asked: typeof N1,
  node: typeof N1,
  value: string | null,
  scope: "reboot" | "forever" | "utilization" = "reboot",
): string | null {
  return rig.ask(asked, { kind: "attribute", node, name: "master-db", value, scope });
}

Deno.test("what a node's own agent says of it is known there at once, elsewhere soon", () => {
  const rig = settled();
  assertEquals(set(rig, N1, N1, "100"), null);
  assertEquals(known(rig, N1, N1).transient, { "master-db": "100" });
  rig.run(10);
  assertEquals(known(rig, N3, N1).transient, { "master-db": "100" });
  set(rig, N1, N1, null);
  rig.run(10);
  assertEquals(known(rig, N3, N1).transient, {});
});

Deno.test("what is said of another node is known here at once, and told until it has it", () => {
  const rig = settled();
  rig.network.cut(N1, N2);
  assertEquals(set(rig, N1, N2, "5"), null);
  assertEquals(known(rig, N1, N2).transient, { "master-db": "5" });
  rig.run(100);
  assertEquals(known(rig, N2, N2).transient, {});
  rig.network.heal();
  rig.run(500);
  assertEquals(known(rig, N2, N2).transient, { "master-db": "5" });
  assertEquals(known(rig, N3, N2).transient, { "master-db": "5" });
  rig.steps.length = 0;
  rig.run(1000);
  assertEquals(rig.said(N1).filter(({ kind }) => kind === "write"), []);
});

Deno.test("writes of two nodes to a third are taken in the order in which each made them", () => {
  const rig = settled();
  for (const value of ["1", "2", "3"]) set(rig, N1, N3, value);
  rig.run(10);
  assertEquals(known(rig, N3, N3).transient, { "master-db": "3" });
  set(rig, N2, N3, "4");
  rig.run(10);
  assertEquals(known(rig, N1, N3).transient, { "master-db": "4" });
});

Deno.test("a value can count", () => {
  const rig = settled();
  for (const value of ["x++", "x++", "x+=5"]) set(rig, N1, N1, value);
  assertEquals(known(rig, N1, N1).transient, { "master-db": "7" });
});

Deno.test("a daemon that comes back in the same boot still has them, a host that was off has not", () => {
  const rig = settled();
  set(rig, N1, N1, "100");
  set(rig, N1, N1, "on", "forever");
  rig.kill(N1);
  rig.start(N1);
  assertEquals(known(rig, N1, N1).transient, { "master-db": "100" });
  rig.crash(N1);
  rig.start(N1);
  const { transient, permanent } = known(rig, N1, N1);
  assertEquals([transient, permanent], [{}, { "master-db": "on" }]);
});

Deno.test("a node that has left takes them along", () => {
  const rig = settled();
  set(rig, N1, N1, "100");
  rig.tell(N1, { kind: "leave" });
  rig.run(1000);
  assertEquals(rig.host(N1).disk.saved?.attributes, {});
  rig.start(N1);
  rig.run(3000);
  assertEquals(known(rig, N2, N1).transient, {});
});

Deno.test("what is said of a node that is not there is forgotten, of one that does not exist refused", () => {
  const rig = settled();
  rig.crash(N2);
  rig.run(5000);
  assertEquals(set(rig, N1, N2, "1"), null);
  assertEquals(known(rig, N1, N2).transient, {});
  assertEquals(
    set(rig, N1, "n9" as typeof N1, "1"),
    "There is no node n9; the nodes are n1, n2, n3",
  );
});

Deno.test("permanent ones, room and properties are every node's to know", () => {
  const rig = settled();
  set(rig, N1, N2, "sync", "forever");
  set(rig, N1, N2, "8", "utilization");
  rig.ask(N1, { kind: "property", name: "db_REPL_INFO", value: "n1|file|4" });
  rig.run(10);
  const { permanent, utilization } = known(rig, N3, N2);
  assertEquals([permanent, utilization], [{ "master-db": "sync" }, { "master-db": "8" }]);
  const { properties } = rig.daemons.get(N3)!.node.snapshot(rig.now);
  assertEquals(properties["db_REPL_INFO"], "n1|file|4");
  assertEquals(properties["no-quorum-policy"], "stop");
});

Deno.test("names and values that could not be told are refused", () => {
  const rig = settled();
  const ask = (name: string, value: string, scope: "reboot" | "forever") =>
    rig.ask(N1, { kind: "attribute", node: N1, name, value, scope }) === null;
  assertEquals(ask("constructor", "1", "reboot"), false);
  assertEquals(ask("x".repeat(256), "1", "reboot"), false);
  assertEquals(ask("x", "v".repeat(4097), "reboot"), false);
  assertEquals(ask("x".repeat(250), "1", "forever"), false);
  assertEquals(ask("x/y", "1", "forever"), true);
  for (const scope of ["reboot", "forever"] as const) {
    for (const name of ["", "a b", "a\nb", "a\x1b", "a\u2028", "\u202ea", "\ud800", "toString"]) {
      assertEquals(ask(name, "1", scope), false, JSON.stringify(name));
    }
    for (const name of ["master-db:1", "#health-disk", "größe"]) {
      assertEquals(ask(name, "1", scope), true, name);
    }
    for (const value of ["\x00", "\x1b[2J", "\x08", "\udfff"]) {
      assertEquals(ask("x", value, scope), false, JSON.stringify(value));
    }
    // Pacemaker keeps these, and what they do to a terminal is seen to on their way out.
    for (const value of ["", "a\n\tb", "\x9b2J", "\u202e"]) {
      assertEquals(ask("x", value, scope), true, JSON.stringify(value));
    }
  }
  assertEquals(rig.ask(N1, { kind: "property", name: "a\nb", value: "1" }) === null, false);
});

/** What JSON makes six bytes of each of. */
/** Three bytes each: five of them are what a node may have. */
const DENSE = "€".repeat(4096);

const setNamed = (rig: Rig, node: typeof N1, name: string, value: string | null) =>
  rig.ask(N1, { kind: "attribute", node, name, value, scope: "reboot" });

Deno.test("all attributes of a node together are bounded as they go on the wire", () => {
  const rig = settled();
  for (const node of [N1, N2]) {
    for (const name of ["a", "b", "c", "d", "e"]) {
      assertEquals(setNamed(rig, node, name, DENSE), null);
    }
    assertMatch(
      setNamed(rig, node, "f", DENSE) ?? "",
      /^Cannot keep attribute f of n[12]: all attributes of a node have at most 65536 bytes/,
    );
    assertEquals(setNamed(rig, node, "a", "1"), null, "less is always taken");
    assertEquals(setNamed(rig, node, "f", DENSE), null);
  }
  rig.run(500);
  assertEquals(Object.keys(known(rig, N3, N2).transient).sort(), ["a", "b", "c", "d", "e", "f"]);
});

Deno.test("a node that is not heard is not told without end what to keep", () => {
  const rig = settled();
  rig.network.cut(N1, N2);
  const answers = Array.from({ length: 3000 }, (_, at) => [
    setNamed(rig, N2, `x${at}`, "1"),
    setNamed(rig, N2, `x${at}`, null),
  ]).flat();
  assertEquals(answers[0], null);
  assertMatch(answers.find((answer) => answer !== null) ?? "", /^Cannot tell n2 more now: /);
});

Deno.test("of what was saved, or comes from another node, what is too much is left out and told", () => {
  const rig = settled();
  rig.kill(N1);
  const { disk } = rig.host(N1);
  const many = Object.fromEntries(Array.from({ length: 210 }, (_, at) => [`a${at}`, DENSE]));
  disk.saved = { ...disk.saved!, attributes: many };
  rig.start(N1);
  rig.run(3000);
  const kept = ["a0", "a1", "a2", "a3", "a4"];
  assertEquals(Object.keys(known(rig, N1, N1).transient), kept);
  assertEquals(Object.keys(known(rig, N2, N1).transient), kept);
  const excess = rig.reports(N1).flatMap((event) => event.kind === "excess" ? [event.why] : []);
  assertMatch(excess.join(), /a5, and 204 more: all attributes of a node have at most 65536 bytes/);
  // Both ask within the bound, and together they are above it.
  assertEquals(setNamed(rig, N3, "mine", "1".repeat(4000)), null);
  for (const from of [N1, N2]) {
    for (let at = 0; at < 9; at++) {
      const name = `${from}-${at}`;
      rig.ask(from, {
        kind: "attribute",
        node: N3,
        name,
        value: "1".repeat(4000),
        scope: "reboot",
      });
    }
  }
  rig.run(2000);
  assert(Object.keys(known(rig, N3, N3).transient).length < 19);
  assertEquals(known(rig, N1, N3).transient, known(rig, N3, N3).transient);
  assertEquals(rig.reports(N3).filter(({ kind }) => kind === "excess").length, 1);
});

Deno.test("a change of one attribute is told without the others", () => {
  const rig = settled();
  for (let at = 0; at < 10; at++) setNamed(rig, N1, `x${at}`, "y".repeat(100));
  rig.run(1000);
  rig.steps.length = 0;
  setNamed(rig, N1, "x3", "new");
  rig.run(10);
  setNamed(rig, N1, "x4", null);
  rig.run(10);
  const told = rig.said(N1).flatMap((one) => one.kind === "report" ? [one.report.attributes] : []);
  assertEquals(told, [{ x3: "new" }, { x4: null }]);
  assertEquals(known(rig, N2, N1).transient["x3"], "new");
  assertEquals(Object.keys(known(rig, N2, N1).transient).length, 9);
});

Deno.test("names that cannot be told are left out wherever they come from", () => {
  const rig = settled();
  rig.kill(N1);
  const { disk } = rig.host(N1);
  const attributes = {
    constructor: "1",
    ["x".repeat(300)]: "1",
    good: "1",
    long: "y".repeat(5000),
  };
  disk.saved = { ...disk.saved!, attributes: attributes as unknown as Record<string, string> };
  rig.start(N1);
  rig.run(3000);
  assertEquals(known(rig, N2, N1).transient, { good: "1" });
});
