/** Rules on attributes and dates. */
import { assert, assertEquals } from "@std/assert";
import { readTime } from "../../src/cib/mod.ts";
import type { AttributeRule, DateRule } from "../../src/model/mod.ts";
import { holds } from "../../src/scheduler/mod.ts";

const NOW = Date.UTC(2023, 10, 14, 22, 13, 20) / 1000;
const attributes = new Map([["n", "10"], ["v", "1.10"], ["s", "Text"]]);

const attribute = (text: string, type?: AttributeRule["type"]): boolean => {
  const [name = "", operation = "", value] = text.split(" ");
  const rule: AttributeRule = {
    kind: "attribute",
    attribute: name,
    operation: operation as AttributeRule["operation"],
    ...(value === undefined ? {} : { value }),
    ...(type === undefined ? {} : { type }),
  };
  return holds(rule, { now: NOW, attributes });
};

Deno.test("numbers are compared as numbers where an order is asked for", () => {
  assert(attribute("n gt 9"));
  assert(!attribute("n gt 9", "string"));
  assert(!attribute("n eq 10.0"));
  assert(attribute("n eq 10.0", "number"));
  assert(attribute("n eq 10.9", "integer"));
});

Deno.test("versions, texts, and what is not there", () => {
  assert(attribute("v gt 1.9", "version"));
  assert(attribute("s eq tEXT"));
  assert(attribute("none not_defined") && !attribute("none defined"));
  assert(attribute("none ne x") && !attribute("none eq x") && !attribute("none lt x"));
});

Deno.test("without a node no rule on its attributes holds", () => {
  const rule: AttributeRule = { kind: "attribute", attribute: "x", operation: "not_defined" };
  assert(!holds(rule, { now: NOW, attributes: null }));
});

Deno.test("dates: before, after, within, and by the calendar", () => {
  const date = (rule: Omit<DateRule, "kind">) =>
    holds({ kind: "date", ...rule }, { now: NOW, attributes: null });
  assert(date({ operation: "gt", start: NOW - 1 }) && !date({ operation: "gt", start: NOW }));
  assert(date({ operation: "in_range", start: NOW, end: NOW }));
  assert(!date({ operation: "in_range" }));
  // A Tuesday in week 46.
  assert(date({ operation: "date_spec", spec: { weekdays: "2", weeks: "46", hours: "22-" } }));
  assert(!date({ operation: "date_spec", spec: { months: "-10" } }));
});

Deno.test("dates are written in several ways", () => {
  const day = Date.UTC(2023, 10, 14) / 1000;
  for (const text of ["2023-11-14", "20231114", "2023-318", "2023-W46-2"]) {
    assertEquals(readTime(text), day, text);
  }
  assertEquals(readTime("2023-11-14T12:30:05+02:00"), day + 10.5 * 3600 + 5);
  assertEquals(readTime("2023-11-14 12:30Z"), day + 12.5 * 3600);
  assertEquals(readTime("soon"), null);
});
