/** Nodes with different versions of hb, in every view: MIXED-VERSION is crm_mon's word for it. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { NodeView } from "../../src/node/mod.ts";
import { nagios, renderHtml, statusApp, warningsOf } from "../../src/status/mod.ts";
import { documentOf, n3, ownView, peerView, textOf } from "./documents.ts";
import { assertGolden } from "./golden.ts";

const hb = (version: string | null, lowest = 1, highest = 1, understood = true) => ({
  version,
  lowest,
  highest,
  understood,
});
const documentWith = (peer: Partial<NodeView>, third: Partial<NodeView> = {}) =>
  documentOf({ nodes: [ownView(), peerView(peer), peerView({ name: n3, ...third })] });

const MIXED = documentWith({ hb: hb("0.2.0", 1, 2) });
const APART = documentWith({
  standing: "offline",
  because: "silent",
  heardAgo: 12_000,
  hb: hb("3.0.0", 3, 4, false),
});
const SAID = "MIXED-VERSION: hb 0.1.0 on n1 and n3; hb 0.2.0 on n2: bring all nodes to one version";

Deno.test("the screen shows: hb status: a rolling upgrade has come half way", async () => {
  const about = "hb status: a rolling upgrade has come half way";
  await assertGolden("mixed_version", about, textOf(MIXED, {}, { zone: "UTC" }));
});

Deno.test("every view warns of it, and says who has which", async () => {
  assertEquals(warningsOf(MIXED), [{ severity: "warning", text: SAID }]);
  const page = renderHtml(MIXED, "UTC");
  assertStringIncludes(page, SAID);
  assertStringIncludes(page, "MIXED-VERSION partition");
  assertEquals(nagios(MIXED).code, 1);
  const app = statusApp(() => MIXED);
  const json = await (await app.request("/api/v1/status")).json();
  assertEquals(json.warnings, [{ severity: "warning", text: SAID }]);
  assertEquals(json.snapshot.nodes[1].hb, hb("0.2.0", 1, 2));
  const metrics = await (await app.request("/metrics")).text();
  assertStringIncludes(metrics, "\nhb_mixed_version 1\n");
  assertStringIncludes(metrics, '\nhb_node_version{node="n2",version="0.2.0"} 1\n');
});

Deno.test("it goes away when all that are heard have one version, or what they have is not known", async () => {
  const calm = [
    documentOf(),
    documentWith({ hb: null }),
    documentWith({ hb: hb("0.2.0"), standing: "offline", because: "left" }),
    documentWith({ hb: hb("0.2.0"), standing: "offline", because: "silent" }),
  ];
  for (const document of calm) {
    assertNotMatch(textOf(document), /MIXED-VERSION/);
    const metrics = await (await statusApp(() => document).request("/metrics")).text();
    assertStringIncludes(metrics, "\nhb_mixed_version 0\n");
  }
});

Deno.test("the status of an earlier daemon, which does not say it, is shown all the same", () => {
  const { hb: _, ...own } = ownView();
  const { hb: __, ...peer } = peerView();
  const { level: ___, ...snapshot } = documentOf().snapshot;
  const nodes = [own, peer] as NodeView[];
  const document = { ...documentOf(), snapshot: { ...snapshot, nodes } } as unknown as typeof MIXED;
  assertNotMatch(textOf(document, { attributes: true, inactive: true }), /MIXED|undefined/);
});

Deno.test("a node that is there, and with which there is no common level, is critical", () => {
  const [first] = warningsOf(APART);
  assertEquals(first, {
    severity: "critical",
    text: "Node n2 runs hb 3.0.0, which does not understand this node's hb, nor this node it " +
      "(levels 3 to 4 there): update the older one",
  });
  assertNotMatch(textOf(APART), /MIXED-VERSION/);
});
