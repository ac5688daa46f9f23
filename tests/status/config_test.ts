/** What is told of a configuration that is not the same, or not in force, everywhere. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Snapshot } from "../../src/node/mod.ts";
import {
  nagios,
  renderHtml,
  statusApp,
  type StatusDocument,
  warningsOf,
} from "../../src/status/mod.ts";
import { documentOf, n1, n2, n3, ownView, peerView, textOf } from "./documents.ts";
import { assertGolden } from "./golden.ts";

const texts = (document: StatusDocument): readonly string[] =>
  warningsOf(document).map(({ text }) => text);

const nextOf = (next: Snapshot["config"]["next"], changes: Partial<Snapshot> = {}) =>
  documentOf({ config: { outdated: false, next, keyless: [] }, ...changes });

const CHANGES = ["nodes", "deadtime"];
const UNREAD = "it has not read the new configuration: systemctl reload hb there";

const waiting = nextOf({ changes: CHANGES, awaited: [{ node: n3, why: UNREAD }] }, {
  coordinator: n1,
  nodes: [ownView(), peerView(), peerView({ name: n3 })],
});

Deno.test("who coordinates says which nodes a new configuration waits for, and what to do", async () => {
  assertEquals(texts(waiting), [`A new configuration waits (nodes, deadtime): n3: ${UNREAD}`]);
  assertEquals(nagios(waiting).code, 1);
  assertStringIncludes(renderHtml(waiting, "UTC"), `(nodes, deadtime): n3: ${UNREAD}`);
  await assertGolden(
    "new_configuration",
    "n1 and n2 have read a new configuration, n3 has not",
    textOf(waiting, {}, { zone: "UTC" }),
  );
});

Deno.test("what no single node stands in the way of is told without a name", () => {
  const awaited = [{ node: null, why: "nobody coordinates here" }];
  assertEquals(texts(nextOf({ changes: ["votes"], awaited })), [
    "A new configuration waits (votes): nobody coordinates here",
  ]);
});

Deno.test("who does not coordinate says that it has read it, and who decides", () => {
  assertEquals(texts(nextOf({ changes: CHANGES, awaited: [] }, { coordinator: n2 })), [
    "A new configuration waits (nodes, deadtime): this node has read it; hb status on n2, which " +
    "decides, says for whom",
  ]);
  assertEquals(texts(nextOf({ changes: CHANGES, awaited: [] }, { coordinator: n1 })), [
    "A new configuration waits (nodes, deadtime): it is about to be in force",
  ]);
});

Deno.test("a node that the others have left behind says so first of all", () => {
  const document = documentOf({ config: { outdated: true, next: null, keyless: [] } });
  assertEquals(texts(document), [
    "This node's vote does not count: others have gone on to a later configuration; make " +
    "cluster.toml the same as theirs, then: systemctl reload hb",
  ]);
  assertEquals(nagios(document).code, 2);
});

Deno.test("a node whose vote is not counted is told apart from one whose file differs in less", () => {
  const differing = (changes: Parameters<typeof peerView>[0]) =>
    documentOf({ nodes: [ownView(), peerView({ sameConfig: false, ...changes })] });
  assertEquals(texts(differing({ sameTerms: false })), [
    "Node n2 has other nodes, votes, links, times or another arbiter in its cluster.toml: neither " +
    "counts the other's vote; make the files equal, then reload both",
  ]);
  assertEquals(texts(differing({})), [
    "Node n2 has another cluster.toml than this node: make them equal",
  ]);
  const shown = (document: StatusDocument) => `${textOf(document, { attributes: true })}\n`;
  assertStringIncludes(shown(differing({ sameTerms: false })), ": DIFFERENT, other votes\n");
  assertStringIncludes(shown(differing({})), ": DIFFERENT\n");
});

Deno.test("/metrics says whether a configuration waits, and whether this node is left behind", async () => {
  const metrics = async (document: StatusDocument) =>
    await (await statusApp(() => document).request("/metrics")).text();
  assertStringIncludes(await metrics(waiting), "\nhb_config_waits 1\n");
  assertStringIncludes(await metrics(documentOf({})), "\nhb_config_waits 0\n");
  const behind = documentOf({ config: { outdated: true, next: null, keyless: [] } });
  assertStringIncludes(await metrics(behind), "\nhb_config_outdated 1\n");
});

Deno.test("new keys that a node does not take yet are told with its name", () => {
  const document = documentOf({ config: { outdated: false, next: null, keyless: [n2] } });
  assertEquals(texts(document), [
    "New keys wait: n2 does not take the first one yet, so the old one signs; give it the keys file, " +
    "then: systemctl reload hb there",
  ]);
});
