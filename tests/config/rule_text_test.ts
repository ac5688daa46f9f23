import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { printRule } from "../../src/config/print_rule.ts";
import { parseRule } from "../../src/config/rule_text.ts";
import type { AttributeRule, Rule } from "../../src/model/mod.ts";
import { arbitraryRule } from "./arbitrary_rule.ts";

function read(text: string): Rule {
  const parsed = parseRule(text);
  assert(parsed.ok, parsed.ok ? "" : parsed.problem.reason);
  return parsed.value;
}

function faultOf(text: string): string {
  const parsed = parseRule(text);
  assert(!parsed.ok, `${text} was read`);
  return `${parsed.problem.offset}: ${parsed.problem.reason}`;
}

const attribute = (name: string, operation: "lt" | "eq", value: string): AttributeRule => ({
  kind: "attribute",
  attribute: name,
  operation,
  value,
});

Deno.test("the rule of every second cluster: no connection, no resource", () => {
  assertEquals(read("pingd lt 1 or not_defined pingd"), {
    kind: "any",
    of: [
      attribute("pingd", "lt", "1"),
      { kind: "attribute", operation: "not_defined", attribute: "pingd" },
    ],
  });
});

Deno.test("and binds closer than or, and brackets closer than both", () => {
  const [a, b, c] = [
    attribute("a", "eq", "1"),
    attribute("b", "eq", "2"),
    attribute("c", "eq", "3"),
  ];
  assertEquals(read("a eq 1 or b eq 2 and c eq 3"), {
    kind: "any",
    of: [a, { kind: "all", of: [b, c] }],
  });
  assertEquals(read("(a eq 1 or b eq 2) and c eq 3"), {
    kind: "all",
    of: [{ kind: "any", of: [a, b] }, c],
  });
  assertEquals(read("((a eq 1))"), a);
});

Deno.test("a comparison may say how, and take its value from the resource", () => {
  assertEquals(read("kernel version:lt 5.10"), {
    ...attribute("kernel", "lt", "5.10"),
    type: "version",
  });
  assertEquals(read("memory number:lt param:memory"), {
    ...attribute("memory", "lt", "memory"),
    type: "number",
    valueSource: "param",
  });
  assertEquals(read("site eq 'param:x'"), attribute("site", "eq", "param:x"));
});

Deno.test("dates are days or moments, with a zone or in UTC", () => {
  const day = Date.UTC(2026, 0, 31) / 1000;
  const end = (text: string) => {
    const rule = read(`date lt ${text}`);
    return rule.kind === "date" ? rule.end : null;
  };
  assertEquals(end("2026-01-31"), day);
  assertEquals(end("2026-01-31T16:30Z"), day + 16.5 * 3600);
  assertEquals(end("2026-01-31T16:30:05"), day + 16.5 * 3600 + 5);
  assertEquals(end("2026-01-31T00:00:00+02:00"), day - 7200);
  assertEquals(end("2026-01-31T00:00:00-00:30"), day + 1800);
  assertEquals(read("date in 2026-01-31 to 2026-02-01"), {
    kind: "date",
    operation: "in_range",
    start: day,
    end: day + 86_400,
  });
});

Deno.test("hours and the like stand side by side", () => {
  assertEquals(read("hours 9-16 weekdays 1-5"), {
    kind: "date",
    operation: "date_spec",
    spec: { hours: "9-16", weekdays: "1-5" },
  });
  assertEquals(read("hours lt 5"), attribute("hours", "lt", "5"));
});

Deno.test("what is wrong is told at its place, with what to write", () => {
  const faults = [
    "",
    "pingd",
    "pingd <= 1",
    "pingd lst 1",
    "pingd numbr:lt 1",
    "pingd lt",
    "pingd lt 1 not_defined pingd",
    "pingd lt 1 && defined pingd",
    "not defined pingd",
    "(pingd lt 1",
    "pingd lt 1)",
    "site eq new york",
    "date gt 2026-02-30",
    "date in 2026-02-01 to 2026-01-01",
    "date is 2026-02-01",
    "hours 9-25",
    "hours 9-16 hours 17",
    "weekdays mon-fri",
    "site eq 'new york",
    "(".repeat(50),
  ];
  assertEquals(faults.map(faultOf), [
    "0: it ends where an attribute's name is expected",
    "5: it ends where a comparison: lt, gt, lte, gte, eq, ne is expected",
    '6: "<=" is no comparison here; write lte',
    '6: "lst" is no comparison; did you mean "lt"?; they are lt, gt, lte, gte, eq, ne',
    '6: "numbr" is no type; did you mean "number"?; they are string, integer, number, version',
    "8: it ends where a value is expected",
    '11: "not_defined" stands where "and", "or" or the end is expected; ' +
    'write "and" or "or" before it',
    '11: "&&" stands where "and", "or" or the end is expected; write and',
    '0: there is no "not"; turn it round: not_defined for defined, ne for eq, gte for lt',
    '0: a bracket is not closed; add ")"',
    '10: ")" stands where "and", "or" or the end is expected; it closes no bracket',
    '12: "york" stands where "and", "or" or the end is expected; ' +
    "a value of several words stands in quotes",
    '8: "2026-02-30" is no date; write 2026-01-31, or 2026-01-31T16:30:00Z with the time',
    "22: the end is not after the beginning",
    '5: "is" follows date; write lt, gt or in',
    '6: "9-25" is no range of hours, which go from 0 to 23',
    "11: hours is there already",
    '9: "mon-fri" is no range of weekdays; write weekdays 1, or weekdays 1-7',
    "8: a quote is not closed",
    "20: brackets are nested too deeply",
  ]);
});

Deno.test("what is printed is read as the same rule", () => {
  fc.assert(fc.property(arbitraryRule, (rule) => assertEquals(read(printRule(rule)), rule)));
});

Deno.test("no text makes the parser throw", () => {
  const words = fc.array(
    fc.constantFrom("a", "lt", "1", "and", "or", "(", ")", "date", "in", "to", "2026-01-01", "'"),
  ).map((list) => list.join(" "));
  fc.assert(fc.property(fc.oneof(words, fc.string({ unit: "binary" })), (text) => {
    parseRule(text);
  }));
});
