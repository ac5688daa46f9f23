/** The inverse of `parseRule`. */
import { assert, type AttributeRule, type DateRule, type Rule } from "../model/mod.ts";
import { printDate } from "./rule_dates.ts";
import { RULE_WORDS } from "./rule_text.ts";

export function printRule(rule: Rule): string {
  switch (rule.kind) {
    case "any":
      return rule.of.map((part) => part.kind === "any" ? bracket(part) : printRule(part))
        .join(" or ");
    case "all":
      return rule.of.map((part) =>
        part.kind === "any" || part.kind === "all" ? bracket(part) : printRule(part)
      ).join(" and ");
    case "attribute":
      return printAttribute(rule);
    case "date":
      return printDateRule(rule);
    case "agent":
    case "operation":
      assert(false, "rules of cluster.toml choose nodes, so they ask for attributes and the time");
  }
}

const bracket = (rule: Rule): string => `(${printRule(rule)})`;

function printAttribute({ attribute, operation, value, type, valueSource }: AttributeRule): string {
  const name = word(attribute);
  if (operation === "defined" || operation === "not_defined") return `${operation} ${name}`;
  const comparison = type === undefined ? operation : `${type}:${operation}`;
  const isLiteral = valueSource === undefined || valueSource === "literal";
  return `${name} ${comparison} ${isLiteral ? word(value ?? "") : `${valueSource}:${value ?? ""}`}`;
}

function printDateRule({ operation, start = 0, end = 0, spec = {} }: DateRule): string {
  switch (operation) {
    case "lt":
      return `date lt ${printDate(end)}`;
    case "gt":
      return `date gt ${printDate(start)}`;
    case "in_range":
      return `date in ${printDate(start)} to ${printDate(end)}`;
    case "date_spec":
      return Object.entries(spec).map(([unit, range]) => `${unit} ${range}`).join(" ");
  }
}

/** In quotes where it could be taken for something else. */
const word = (text: string): string =>
  /^[^\s()"'\\]+$/.test(text) && !RULE_WORDS.includes(text) && !/^(param|meta):/.test(text)
    ? text
    : `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
