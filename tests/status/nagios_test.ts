import { assertEquals, assertMatch } from "@std/assert";
import { nagios } from "../../src/status/mod.ts";
import { documentOf, n1, n2, on, ownView, peerView, unit, webOn } from "./documents.ts";

Deno.test("a well cluster is OK, with figures", () => {
  assertEquals(nagios(documentOf()), {
    code: 0,
    line: "CLUSTER OK: 2 nodes online, 2 resource instances configured" +
      " | nodes_up=2;;;0;2 units_held=1;;;0;1",
  });
});

Deno.test("a node set to standby is counted, and is no reason to wake anyone", () => {
  const set = documentOf({
    nodes: [ownView(), peerView({ standing: "standby", standby: true })],
  });
  assertMatch(nagios(set).line, /^CLUSTER OK: 1 node online, 1 standby node, 2 resource instances/);
});

Deno.test("a dead peer is a warning while the service runs", () => {
  const { code, line } = nagios(documentOf({
    nodes: [ownView(), peerView({ standing: "offline", because: "silent", heardAgo: 12_000 })],
  }));
  assertEquals(code, 1);
  assertMatch(line, /^CLUSTER WARN: Node n2 is dead: silent for 12s \| nodes_up=1/);
});

Deno.test("two holders, a service that runs nowhere and a lost quorum are critical", () => {
  const cases = [
    documentOf({ units: [unit(webOn(on(n1, "started"), on(n2, "started")))] }),
    documentOf({ units: [unit(webOn(on(n1, "stopped"), on(n2, "stopped")), { holder: null })] }),
    documentOf({ quorum: { held: false, votes: 1, of: 3, waitsFor: [] } }),
    documentOf({}, { loopTurnedAgo: 20_000 }),
  ];
  for (const document of cases) {
    const { code, line } = nagios(document);
    assertEquals(code, 2);
    assertMatch(line, /^CLUSTER CRIT: .+ \| nodes_up=2/);
  }
});
