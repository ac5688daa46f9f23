/** Rules of every shape that a location may have. */
import fc from "fast-check";
import type { Rule } from "../../src/model/mod.ts";

const text = fc.oneof(
  fc.constantFrom("pingd", "#health-cpu", "and", "date", "hours", "param:x", 'it\'s \\ "so"', ""),
  fc.string({ unit: "binary" }).filter((value) => value.isWellFormed()),
);
const source = fc.stringMatching(/^[a-z_]{1,8}$/);

const comparison: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant("attribute" as const),
  attribute: text,
  operation: fc.constantFrom("lt", "gt", "lte", "gte", "eq", "ne"),
  type: fc.constantFrom("string", "integer", "number", "version"),
}, { requiredKeys: ["kind", "attribute", "operation"] }).chain((rule) =>
  fc.oneof(
    text.map((value): Rule => ({ ...rule, value })),
    fc.tuple(source, fc.constantFrom("param", "meta"))
      .map(([value, valueSource]): Rule => ({ ...rule, value, valueSource })),
  )
);

const definition: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant("attribute" as const),
  attribute: text,
  operation: fc.constantFrom("defined", "not_defined"),
});

const moment = fc.integer({ min: 0, max: 4_000_000_000 });
const range = (low: number, high: number) =>
  fc.tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
    .map(([one, other]) => one === other ? `${one}` : [one, other].sort((a, b) => a - b).join("-"));

const date: fc.Arbitrary<Rule> = fc.oneof(
  moment.map((end): Rule => ({ kind: "date", operation: "lt", end })),
  moment.map((start): Rule => ({ kind: "date", operation: "gt", start })),
  fc.tuple(moment, fc.integer({ min: 1, max: 1_000_000 })).map(([start, length]): Rule => ({
    kind: "date",
    operation: "in_range",
    start,
    end: start + length,
  })),
  fc.record({ hours: range(0, 23), weekdays: range(1, 7), months: range(1, 12) }, {
    requiredKeys: [],
  }).filter((spec) => Object.keys(spec).length > 0)
    .map((spec): Rule => ({ kind: "date", operation: "date_spec", spec })),
);

const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    definition,
    date,
    fc.record({
      kind: fc.constantFrom("all" as const, "any" as const),
      of: fc.array(tie("rule"), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

export const arbitraryRule: fc.Arbitrary<Rule> = rule;
