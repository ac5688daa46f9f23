/** CIBs of former schemas, in the words of now. */
import { assertEquals } from "@std/assert";
import { dummy, meta, read } from "./small_cib.ts";

const SCHEMA = { schema: "pacemaker-1.2" };

Deno.test("properties that became defaults, and their underscores", () => {
  const { options, resources } = read({
    ...SCHEMA,
    properties: "stonith_enabled=false no_quorum_policy=freeze default-resource-stickiness=100",
    resources: dummy("a"),
  });
  assertEquals([options.fencingEnabled, options.noQuorumPolicy], [false, "freeze"]);
  assertEquals(resources[0]?.defaults, { stickiness: 100 });
});

Deno.test("the stickiness of failures, and what operations required", () => {
  const operation =
    '<operations><op id="o" name="start" interval="0" requires="nothing"/></operations>';
  const [a] = read({
    ...SCHEMA,
    resources: dummy("a", meta("resource-failure-stickiness=-INFINITY") + operation),
  }).resources;
  assertEquals(a?.meta, { migrationThreshold: 1, requires: "nothing" });
});

Deno.test("a master is a promotable clone, with what its numbers were called", () => {
  const [clone] = read({
    resources: `<master id="ms">${meta("master-max=2 clone-max=3")}${dummy("a")}</master>`,
  }).resources;
  assertEquals([clone?.kind, clone?.meta], ["clone", {
    promotedMax: 2,
    cloneMax: 3,
    promotable: true,
  }]);
});

Deno.test("later schemas have no such words any more", () => {
  const { resources } = read({
    properties: "stonith-enabled=false default-resource-stickiness=100",
    resources: dummy("a"),
  });
  assertEquals(resources[0]?.defaults, {});
});

Deno.test("names that every object of JavaScript has are no words of any schema", () => {
  const words = "toString=default __proto__=default constructor=default";
  const cib = {
    properties: words,
    resources: dummy("a", meta(words)),
    constraints: '<rsc_location id="l" rsc-pattern="[[:toString:]b]" node="n1" score="1"/>',
  };
  for (const schema of ["pacemaker-1.2", "pacemaker-3.0"]) {
    const { resources } = read({ ...cib, schema });
    assertEquals([resources[0]?.meta, resources[0]?.defaults], [{}, {}]);
  }
});
