import { assert, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { renderHtml } from "../../src/status/mod.ts";
import { resourceId } from "../../src/model/mod.ts";
import { documentOf, FAILED_MONITOR, n1, n2, on, unit, WALL, webOn } from "./documents.ts";

const EVIL = `<script>alert("x")</script>&'`;

Deno.test("whatever comes from outside is escaped", () => {
  const page = renderHtml(
    documentOf({
      cluster: EVIL,
      warnings: [EVIL],
      units: [
        unit(
          webOn(
            on(n1, "failed", { failcount: 1, lastFailure: { ...FAILED_MONITOR, reason: EVIL } }),
          ),
          { blocked: EVIL },
        ),
      ],
    }, {
      version: EVIL,
      events: [{
        wall: WALL,
        event: { kind: "lettingGo", why: EVIL, resources: [resourceId(EVIL)] },
      }],
    }),
    "UTC",
  );
  assertNotMatch(page, /<script/);
  assertStringIncludes(page, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;");
});

Deno.test("the page needs nothing from elsewhere, no scripts, and reloads itself", () => {
  const page = renderHtml(documentOf(), "UTC");
  assertNotMatch(page, /<script|<link|<img|@import|url\(|https?:|\son\w+=/);
  assertMatch(page, /<meta http-equiv="refresh" content="\d+"\/?>/);
  assertMatch(page, /<meta name="viewport"/);
});

Deno.test("warnings stand above all else, and only where there are any", () => {
  const page = renderHtml(documentOf({ warnings: ["look here"] }), "UTC");
  assert(page.indexOf("look here") < page.indexOf("Current DC"));
  assertNotMatch(renderHtml(documentOf(), "UTC"), /<h2>Warnings/);
});

Deno.test("the page shows who runs what, and when and by whom it was made", () => {
  const page = renderHtml(
    documentOf({ units: [unit(webOn(on(n1, "stopped"), on(n2, "started")))] }),
    "UTC",
  );
  assertStringIncludes(page, '<td class="good">Started n2</td>');
  assertStringIncludes(page, "Last updated: Sun Nov 22 08:52:13 2026 on n1 (hb 0.1.0)");
});
