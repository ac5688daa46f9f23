/** Constraints: templates, tags, patterns and sets are resolved to resources. */
import { assertEquals } from "@std/assert";
import { dummy, history, meta, online, read } from "./small_cib.ts";

const RESOURCES = `<template id="T" class="ocf" provider="pacemaker" type="Dummy"/>
  <primitive id="a" template="T"/><primitive id="b" template="T"/>${dummy("c")}
  <clone id="cl">${meta("interleave=true")}${dummy("i")}</clone>`;
const TAGS = '<tags><tag id="tag"><obj_ref id="b"/><obj_ref id="c"/></tag></tags>';

const constraintsOf = (constraints: string, status = "") =>
  read({ resources: RESOURCES, sections: TAGS, constraints, status }).constraints;

Deno.test("templates and tags stand for several", () => {
  const { locations } = constraintsOf(
    '<rsc_location id="l" rsc="T" node="node1" score="5"/>' +
      '<rsc_location id="m" rsc="tag" node="node2" score="-INFINITY"/>',
  );
  assertEquals(locations.map(({ resource, where }) => [resource, where]), [
    ["a", { kind: "node", node: "node1", score: 5 }],
    ["b", { kind: "node", node: "node1", score: 5 }],
    ["b", { kind: "node", node: "node2", score: -1_000_000 }],
    ["c", { kind: "node", node: "node2", score: -1_000_000 }],
  ]);
});

Deno.test("a pattern's groups are named in its rules", () => {
  const { locations } = constraintsOf(`<rsc_location id="l" rsc-pattern="^c(l)$"><rule id="r"
    score-attribute="score-%1"><expression id="e" attribute="at-%1" operation="defined"/></rule>
    </rsc_location>`);
  assertEquals(locations, [{
    id: "r",
    resource: "cl",
    where: {
      kind: "rule",
      rule: {
        kind: "all",
        of: [{ kind: "attribute", attribute: "at-l", operation: "defined" }],
      },
      score: { attribute: "score-l" },
    },
    role: null,
    discovery: "always",
  }]);
});

Deno.test("sets of colocations become pairs: each with the one before, the first with the last", () => {
  const pairs = (constraints: string) =>
    constraintsOf(constraints).colocations.map((one) => `${one.resource} with ${one.with}`);
  const sets = (score: string, more = "") =>
    `<rsc_colocation id="x" score="${score}">
      <resource_set id="s1" ${more}><resource_ref id="a"/><resource_ref id="b"/></resource_set>
      <resource_set id="s2"><resource_ref id="c"/><resource_ref id="cl"/></resource_set>
    </rsc_colocation>`;
  assertEquals(pairs(sets("INFINITY")), ["b with a", "cl with c", "a with cl"]);
  assertEquals(pairs(sets("INFINITY", 'sequential="false"')), [
    "cl with c",
    "a with cl",
    "b with cl",
  ]);
  assertEquals(pairs('<rsc_colocation id="x" rsc="tag" with-rsc="a" score="1"/>'), [
    "b with a",
    "c with a",
  ]);
});

Deno.test("orders: former words, defaults, and sets for templates", () => {
  const { orders, orderSets } = constraintsOf(
    '<rsc_order id="o" first="a" first-action="stop" then="b" score="0"/>' +
      '<rsc_order id="s" first="T" then="c" kind="Serialize"/>',
  );
  assertEquals(orders, [{
    id: "o",
    first: "a",
    firstAction: "stop",
    then: "b",
    thenAction: "stop",
    kind: "optional",
    symmetrical: true,
    requireAll: true,
  }]);
  assertEquals(
    orderSets.map((
      { kind, symmetrical, sets },
    ) => [kind, symmetrical, sets.map((set) => set.resources)]),
    [["serialize", false, [["a", "b"], ["c"]]]],
  );
});

Deno.test("what is cloned is known by its own name once it has been seen somewhere", () => {
  const location = '<rsc_location id="l" rsc="i" node="node1" score="5"/>';
  const named = (status: string) =>
    constraintsOf(location, status).locations.map(({ resource }) => resource);
  assertEquals(named(""), []);
  assertEquals(named(online(1, history("i", { task: "start" }))), ["cl"]);
});
