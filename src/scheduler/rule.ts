/**
 * Whether a rule holds. Source: Pacemaker Explained, "Rules".
 *
 * What a rule asks for and is not there to be compared (a node, an operation) makes that part of it
 * false, whatever it asks.
 */
import type { AttributeRule, DateRule, Millis, Rule } from "../model/mod.ts";
import type { AgentName } from "./input.ts";
import { matchesSpec } from "./date_spec.ts";

export interface RuleContext {
  /** Seconds since 1970. */
  readonly now: number;
  /** Of the node, `#uname` and its like included; null: there is no node. */
  readonly attributes: ReadonlyMap<string, string> | null;
  /** Of the resource, for rules whose value is the name of one. */
  readonly params?: ReadonlyMap<string, string>;
  readonly meta?: ReadonlyMap<string, string>;
  readonly agent?: AgentName;
  readonly operation?: { readonly name: string; readonly interval: Millis };
}

export function holds(rule: Rule, context: RuleContext): boolean {
  switch (rule.kind) {
    case "all":
      return rule.of.every((part) => holds(part, context));
    case "any":
      return rule.of.some((part) => holds(part, context));
    case "attribute":
      return attributeHolds(rule, context);
    case "date":
      return dateHolds(rule, context.now);
    case "agent": {
      const { agent } = context;
      return agent !== undefined &&
        (rule.class === undefined || rule.class === agent.class) &&
        (rule.provider ?? null) === agent.provider &&
        (rule.type === undefined || rule.type === agent.type);
    }
    case "operation": {
      const { operation } = context;
      return operation !== undefined && rule.name === operation.name &&
        (rule.interval === undefined || rule.interval === operation.interval);
    }
  }
}

function attributeHolds(rule: AttributeRule, context: RuleContext): boolean {
  if (context.attributes === null) return false;
  const actual = context.attributes.get(rule.attribute) ?? null;
  if (rule.operation === "defined") return actual !== null;
  if (rule.operation === "not_defined") return actual === null;
  const wanted = wantedValue(rule, context);
  if (actual === null || wanted === null) {
    if (rule.operation === "eq") return actual === wanted;
    return rule.operation === "ne" && actual !== wanted;
  }
  const order = compareAs(typeOf(rule, actual, wanted), actual, wanted);
  switch (rule.operation) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "lt":
      return order < 0;
    case "lte":
      return order <= 0;
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
  }
}

function wantedValue(rule: AttributeRule, { params, meta }: RuleContext): string | null {
  if (rule.value === undefined || rule.value === "") return null;
  switch (rule.valueSource ?? "literal") {
    case "literal":
      return rule.value;
    case "param":
      return params?.get(rule.value) ?? null;
    case "meta":
      return meta?.get(rule.value) ?? null;
  }
}

/** Equality is of texts unless a type is given; a point makes numbers of what is ordered. */
function typeOf(rule: AttributeRule, actual: string, wanted: string) {
  if (rule.type !== undefined) return rule.type;
  if (rule.operation === "eq" || rule.operation === "ne") return "string";
  return actual.includes(".") || wanted.includes(".") ? "number" : "integer";
}

function compareAs(
  type: NonNullable<AttributeRule["type"]>,
  one: string,
  other: string,
): number {
  switch (type) {
    case "string":
      return compareTexts(one, other);
    case "integer":
      return compareNumbers(one, other, /^\s*[+-]?\d+/);
    case "number":
      return compareNumbers(one, other, /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i);
    case "version":
      return compareVersions(one, other);
  }
}

/** What are no numbers are compared as texts. */
function compareNumbers(one: string, other: string, form: RegExp): number {
  const [left, right] = [form.exec(one), form.exec(other)];
  if (left === null || right === null) return compareTexts(one, other);
  return Math.sign(Number(left[0]) - Number(right[0]));
}

function compareTexts(one: string, other: string): number {
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** `1.10` is later than `1.9`; a missing part is less than any. */
export function compareVersions(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  const [left, right] = [one.split("."), other.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = partOf(left, index) - partOf(right, index);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

const partOf = (version: readonly string[], index: number): number =>
  Number.parseInt(version[index] ?? "-1", 10) || 0;

function dateHolds({ operation, start, end, spec }: DateRule, now: number): boolean {
  switch (operation) {
    case "lt":
      return end !== undefined && now < end;
    case "gt":
      return start !== undefined && now > start;
    case "in_range":
      return (start !== undefined || end !== undefined) &&
        (start === undefined || now >= start) && (end === undefined || now <= end);
    case "date_spec":
      return matchesSpec(spec ?? {}, now);
  }
}
