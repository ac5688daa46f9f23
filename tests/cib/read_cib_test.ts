/** What is refused, and where; what is ignored with a warning. */
import { assertEquals, assertMatch } from "@std/assert";
import { document, dummy, meta, online, problemsOf, read } from "./small_cib.ts";

const texts = (xml: string) => problemsOf(xml).map(({ text }) => text);

Deno.test("text that is no XML is refused with line and column", () => {
  assertEquals(texts("<cib>\n  <nodes></node>\n</cib>"), [
    "Cannot read the CIB: line 2:17: unexpected close tag",
  ]);
  assertEquals(texts('<cib a="1" a="2"/>'), [
    "Cannot read the CIB: line 1:19: duplicate attribute: a",
  ]);
  assertEquals(texts("<cib>"), ["Cannot read the CIB: line 1:6: unclosed tag: cib"]);
  assertEquals(texts(""), ["Cannot read the CIB: line 1:1: document must contain a root element"]);
});

Deno.test("entities of XML are read, others are refused", () => {
  const resources = dummy(
    "a",
    '<instance_attributes id="p"><nvpair id="n" name="x" ' +
      'value="&lt;&quot;&amp;&#65;&#x42;"/></instance_attributes>',
  );
  const [a] = read({ resources }).resources;
  assertEquals(a?.kind === "primitive" && a.params.get("x"), '<"&AB');
  assertEquals(texts('<cib a="&evil;"/>'), [
    "Cannot read the CIB: line 1:15: undefined entity",
  ]);
});

Deno.test("a document without a configuration is refused", () => {
  assertEquals(texts("<nodes/>"), [
    "Cannot read the CIB: its first element is <nodes>, not <cib>",
  ]);
  assertEquals(texts("<cib/>"), ["Cannot read the CIB: it has no <configuration>"]);
});

Deno.test("what Pacemaker ignores is ignored, and said", () => {
  const { resources, warnings } = read({
    resources: '<bundle id="b"/><primitive id="t" template="none"/>' + dummy("a"),
    constraints: '<rsc_location id="l" rsc="ghost" node="node1" score="1"/>',
  });
  assertEquals(resources.map(({ id }) => id), ["a"]);
  assertEquals(warnings, [
    { where: "bundle b", text: "is a bundle, which is not supported" },
    { where: "primitive t", text: "is ignored: there is no template none" },
    { where: "rsc_location l", text: "is ignored: ghost is no resource, template or tag" },
  ]);
});

Deno.test("the order of sections does not matter, comments do not either", () => {
  const xml = document({ resources: dummy("a"), status: online(1) });
  assertEquals(problemsOf(xml.replace("<status>", "<!-- <nodes> --><status>")), []);
});

Deno.test("elements within elements without end are refused, and so are instances without end", () => {
  const groups = '<group id="g">'.repeat(20_000) + "</group>".repeat(20_000);
  assertMatch(
    texts(document({ resources: groups })).join(),
    /^Cannot read the CIB: line \d+:\d+: more than 100 elements are within each other$/,
  );
  const clone = (max: number, id = "c") =>
    `<clone id="${id}">${meta(`clone-max=${max}`)}${dummy(`p-${id}`)}</clone>`;
  assertEquals(problemsOf(document({ resources: clone(2_000_000_000) })), [{
    where: "clone c",
    text:
      "Cannot use clone-max 2000000000: with it there are 2000000000 instances of clones, and " +
      "10000 are the most",
  }]);
  assertEquals(problemsOf(document({ resources: clone(6_000) + clone(6_000, "d") })).length, 1);
});
