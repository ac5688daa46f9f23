/** Whatever agents, operators and peers say, no view of the status obeys it or lets it forge a line. */
import { assertEquals, assertNotMatch } from "@std/assert";
import fc from "fast-check";
import { fenceDeviceName, linkName, nodeName, resourceId, unitName } from "../../src/model/mod.ts";
import { nagios, renderFencing, renderHtml, statusApp } from "../../src/status/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import { CONTROL, foreignText } from "../model/foreign_text.ts";
import {
  documentOf,
  FAILED_MONITOR,
  on,
  ownView,
  peerView,
  resource,
  textOf,
  unit,
  WALL,
} from "./documents.ts";
import { attempt } from "./fencing.ts";

/** A cluster all of whose free texts are `text`. */
function saying(text: string): StatusDocument {
  const node = nodeName(text);
  const lastFailure = { ...FAILED_MONITOR, meaning: text, reason: text };
  const failed = on(node, "failed", { failcount: 1, lastFailure, history: [lastFailure] });
  const attributes = {
    transient: { [text]: text, plain: text },
    permanent: { site: text },
    utilization: { cpu: text },
  };
  return documentOf({
    cluster: text,
    properties: { [text]: text },
    warnings: [text],
    links: [{ link: linkName(text), up: false, why: text }],
    nodes: [
      ownView({ attributes, watchdog: { armed: false, timeout: 5000, problem: text } }),
      peerView({
        name: node,
        attributes,
        standing: "unclean",
        unclean: text,
        hb: { version: text, lowest: 1, highest: 1, understood: true },
      }),
    ],
    units: [unit([resource(resourceId(text), "lsb:nginx", [failed])], {
      name: unitName(text),
      blocked: text,
    })],
    fencing: {
      enabled: true,
      devices: [{
        name: fenceDeviceName(text),
        agent: { kind: "command", command: [text] },
        level: 1,
        targets: [node],
        on: [{ node, state: "failed", why: text }],
      }],
      history: [attempt(1, { state: "failed", why: text, because: text, target: node })],
      pending: [{ node, action: "off", because: text, problem: text }],
    },
  }, {
    version: text,
    events: [{ wall: WALL, event: { kind: "lettingGo", why: text, resources: [] } }],
  });
}

const ALL = {
  attributes: true,
  failcounts: true,
  inactive: true,
  operations: true,
  timing: true,
  fencing: true,
};

/** Line by line no control codes, and as many lines as with a harmless text. */
function assertPlain(text: string, harmless: string): void {
  for (const line of text.split("\n")) assertNotMatch(line, CONTROL);
  assertEquals(text.split("\n").length, harmless.split("\n").length);
}

Deno.test("the screen: no control codes but hb's own colours, no forged lines", () => {
  fc.assert(fc.property(foreignText, (text) => {
    for (const flags of [ALL, { ...ALL, byNode: true }]) {
      assertPlain(textOf(saying(text), flags), textOf(saying("x"), flags));
      const coloured = textOf(saying(text), flags, { colour: true });
      // deno-lint-ignore no-control-regex -- those are hb's own
      assertPlain(coloured.replaceAll(/\x1b\[(0|1|2|31|32|33)m/g, ""), textOf(saying("x"), flags));
      // A foreign colour would be one more than with a harmless text.
      const codes = (screen: string) => screen.split("\x1b").length;
      assertEquals(codes(coloured), codes(textOf(saying("x"), flags, { colour: true })));
    }
    const devices = (said: string) => renderFencing(saying(said), null).join("\n");
    assertPlain(devices(text), devices("x"));
  }));
});

Deno.test("the page: no control codes, and no more elements than there are", () => {
  const tags = (page: string) => page.match(/<\w+/g)?.length;
  fc.assert(fc.property(foreignText, (text) => {
    const page = renderHtml(saying(text), "UTC");
    for (const line of page.split("\n")) assertNotMatch(line, CONTROL);
    assertEquals(tags(page), tags(renderHtml(saying("x"), "UTC")));
  }));
});

Deno.test("Nagios gets one line, with hb's own figures alone", () => {
  fc.assert(fc.property(foreignText, (text) => {
    const { line } = nagios(saying(text));
    assertNotMatch(line, CONTROL);
    assertEquals(line.split("|").length, 2);
  }));
});

Deno.test("Prometheus gets as many lines as there are figures, and each label whole", () => {
  return fc.assert(fc.asyncProperty(foreignText, async (text) => {
    const metrics = async (said: string) =>
      await (await statusApp(() => saying(said)).request("/metrics")).text();
    const told = await metrics(text);
    assertPlain(told, await metrics("x"));
    for (const line of told.trimEnd().split("\n").filter((each) => !each.startsWith("#"))) {
      assertEquals(
        line.replace(/\{(\w+="([^"\\]|\\[\\"n])*",?)+\}/, "").split(" ").length,
        2,
        line,
      );
    }
  }));
});

Deno.test("every path of the status port answers in plain text or in JSON that says the same", () => {
  const paths = ["/", "/readyz?verbose", "/health", "/cluster", "/active", "/standby", "/nowhere"];
  const data = ["/api/v1/status", "/api/v1/events", "/api/v1/version"];
  return fc.assert(
    fc.asyncProperty(foreignText, async (text) => {
      const body = async (said: string, path: string) =>
        await (await statusApp(() => saying(said)).request(path)).text();
      for (const path of paths) assertPlain(await body(text, path), await body("x", path));
      const named = `/active/${encodeURIComponent(text.toWellFormed())}`;
      assertPlain(await body(text, `${named}?`), await body("x", "/active/x"));
      assertPlain(await body("y", `${named}?`), await body("y", "/active/x"));
      for (const path of data) assertNotMatch(await body(text, path), CONTROL);
      const status = JSON.parse(await body(text, "/api/v1/status"));
      assertEquals(status.snapshot, JSON.parse(JSON.stringify(saying(text).snapshot)));
    }),
    { numRuns: 30 },
  );
});
