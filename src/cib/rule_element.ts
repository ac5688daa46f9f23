/** A `rule` element as data. Source: Pacemaker Explained, "Rules". */
import type { AttributeRule, DateRule, Rule } from "../model/mod.ts";
import { childOf, childrenOf, type Element } from "./element.ts";
import { addDuration, durationParts, readTime } from "./iso_time.ts";
import type { Reading } from "./reading.ts";
import { readInterval } from "./value.ts";

/** Parts of an id that an `rsc-pattern` matched: `%0`, `%1`, … in names of attributes. */
export type Matches = readonly string[];

const NEVER: Rule = { kind: "any", of: [] };

export function readRule(reading: Reading, reference: Element, matches: Matches | null): Rule {
  const element = reading.resolve(reference);
  if (element === null) return NEVER;
  const either = element.attributes["boolean-op"]?.toLowerCase() === "or";
  const of = element.children.map((part) => readPart(reading, part, matches));
  return { kind: either ? "any" : "all", of };
}

/** Of all rules in an element one is enough; without rules: null. */
export function readRules(reading: Reading, element: Element): Rule | null {
  const rules = childrenOf(element, "rule");
  if (rules.length === 0) return null;
  return { kind: "any", of: rules.map((rule) => readRule(reading, rule, null)) };
}

function readPart(reading: Reading, part: Element, matches: Matches | null): Rule {
  switch (part.name) {
    case "rule":
      return readRule(reading, part, matches);
    case "expression":
      return readAttributeRule(reading, part, matches);
    case "date_expression":
      return readDateRule(reading, part);
    case "rsc_expression": {
      const { class: standard, provider, type } = part.attributes;
      return {
        kind: "agent",
        ...(standard === undefined ? {} : { class: standard }),
        ...(provider === undefined ? {} : { provider }),
        ...(type === undefined ? {} : { type }),
      };
    }
    case "op_expression": {
      const { name = "", interval } = part.attributes;
      return {
        kind: "operation",
        name,
        ...(interval === undefined ? {} : { interval: readInterval(interval) }),
      };
    }
    default:
      reading.warn(part, "is no part of a rule that is known: it never holds");
      return NEVER;
  }
}

const OPERATIONS: ReadonlySet<string> = new Set<AttributeRule["operation"]>([
  "lt",
  "gt",
  "lte",
  "gte",
  "eq",
  "ne",
  "defined",
  "not_defined",
]);
const TYPES: ReadonlySet<string> = new Set<AttributeRule["type"] & string>([
  "string",
  "integer",
  "number",
  "version",
]);

function readAttributeRule(reading: Reading, part: Element, matches: Matches | null): Rule {
  const { attribute, value } = part.attributes;
  const operation = part.attributes["operation"]?.toLowerCase() ?? "";
  if (attribute === undefined || !OPERATIONS.has(operation)) {
    reading.warn(part, "has no attribute, or no operation that is known: it never holds");
    return NEVER;
  }
  const type = part.attributes["type"]?.toLowerCase() ?? "";
  const source = part.attributes["value-source"]?.toLowerCase() ?? "";
  return {
    kind: "attribute",
    attribute: expandMatches(attribute, matches),
    operation: operation as AttributeRule["operation"],
    ...(value === undefined ? {} : { value }),
    ...(TYPES.has(type) ? { type: normalType(type) } : {}),
    ...(source === "param" || source === "meta" ? { valueSource: source } : {}),
  };
}

const normalType = (type: string) => type as AttributeRule["type"] & string;

/** `%1` is what the first group of the pattern matched, where it matched something. */
export const expandMatches = (text: string, matches: Matches | null): string =>
  matches === null
    ? text
    : text.replace(/%(\d)/g, (_, number: string) => matches[Number(number)] ?? "");

function readDateRule(reading: Reading, part: Element): Rule {
  const operation = part.attributes["operation"]?.toLowerCase() ?? "in_range";
  if (!["lt", "gt", "in_range", "date_spec"].includes(operation)) {
    reading.warn(part, `has the operation ${operation}, which is not known: it never holds`);
    return NEVER;
  }
  const start = readTime(part.attributes["start"]);
  const end = readTime(part.attributes["end"]) ?? endOf(start, childOf(part, "duration"));
  const spec = childOf(part, "date_spec")?.attributes;
  return {
    kind: "date",
    operation: operation as DateRule["operation"],
    ...(start === null ? {} : { start }),
    ...(end === null ? {} : { end }),
    ...(spec === undefined ? {} : { spec }),
  };
}

const endOf = (start: number | null, duration: Element | null): number | null =>
  start === null || duration === null
    ? null
    : addDuration(start, durationParts(duration.attributes));
