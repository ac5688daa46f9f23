/**
 * Rules as people write them, and back: `pingd lt 1 or not_defined pingd`. The words are crmsh's.
 *
 *     any   := all { "or" all }            all := one { "and" one }         one := "(" any ")"
 *      | ("defined" | "not_defined") ATTRIBUTE
 *      | ATTRIBUTE [TYPE ":"] COMPARISON (VALUE | "param:" NAME | "meta:" NAME)
 *      | "date" ("lt" | "gt") DATE  |  "date" "in" DATE "to" DATE
 *      | UNIT RANGE { UNIT RANGE }         e.g. hours 9-16 weekdays 1-5
 *
 * What is in quotes is never one of these words. What does not fit is told with its offset.
 */
import {
  type AttributeRule,
  type DateRule,
  ok,
  refuse,
  type Result,
  type Rule,
  suggestion,
} from "../model/mod.ts";
import { DATE_UNITS, explainRange, isDateUnit, parseDate } from "./rule_dates.ts";
import { type RuleWord, splitRule } from "./rule_words.ts";

export interface RuleFault {
  /** Where in the text it stands, from 0. */
  readonly offset: number;
  /** The rest of a sentence "Cannot use this rule: …". */
  readonly reason: string;
}

const COMPARISONS = ["lt", "gt", "lte", "gte", "eq", "ne"] as const;
const TYPES = ["string", "integer", "number", "version"] as const;

/** Words that an attribute or a value can be only in quotes. */
export const RULE_WORDS: readonly string[] = [
  "and",
  "or",
  "not",
  "defined",
  "not_defined",
  "date",
  ...Object.keys(DATE_UNITS),
];

/** Other languages' words for ours. */
const MEANT: ReadonlyMap<string, string> = new Map(Object.entries({
  "=": "eq",
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  ">": "gt",
  "<=": "lte",
  ">=": "gte",
  "&&": "and",
  "||": "or",
  "!": "not_defined, or ne",
}));

/** Brackets in brackets: nobody needs more. */
const DEEPEST = 20;

export function parseRule(text: string): Result<Rule, RuleFault> {
  const words = splitRule(text);
  if (!words.ok) return words;
  const parser = new RuleParser(words.value, text.length);
  try {
    return ok(parser.whole());
  } catch (fault) {
    if (fault instanceof Fault) return refuse(fault.told);
    throw fault;
  }
}

/** Leaves the parser from however deep; never leaves this file. */
class Fault extends Error {
  constructor(readonly told: RuleFault) {
    super(told.reason);
  }
}

class RuleParser {
  readonly #words: readonly RuleWord[];
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(words: readonly RuleWord[], end: number) {
    this.#words = words;
    this.#end = end;
  }

  whole(): Rule {
    const rule = this.#any();
    const left = this.#peek();
    if (left === null) return rule;
    const meant = left.text === ")" ? "it closes no bracket" : this.#hint(left);
    this.#fail(left, `"${left.text}" stands where "and", "or" or the end is expected; ${meant}`);
  }

  #any(): Rule {
    return this.#joined("or", "any", () => this.#joined("and", "all", () => this.#one()));
  }

  #joined(word: string, kind: "any" | "all", read: () => Rule): Rule {
    const of = [read()];
    while (this.#takes(word)) of.push(read());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind, of };
  }

  #one(): Rule {
    const word = this.#take("an attribute's name");
    if (word.quoted) return this.#comparison(word);
    if (word.text === "(") return this.#bracket(word);
    if (word.text === "defined" || word.text === "not_defined") {
      const { text } = this.#take("an attribute's name");
      return { kind: "attribute", operation: word.text, attribute: text };
    }
    if (word.text === "date") return this.#date();
    if (isDateUnit(word.text)) {
      return this.#comparisonFollows() ? this.#comparison(word) : this.#spec(word);
    }
    if (RULE_WORDS.includes(word.text) || MEANT.has(word.text) || word.text === ")") {
      const advice = word.text === "not" || word.text === "!"
        ? 'there is no "not"; turn it round: not_defined for defined, ne for eq, gte for lt'
        : `"${word.text}" stands where an attribute's name is expected`;
      this.#fail(word, advice);
    }
    return this.#comparison(word);
  }

  #bracket(open: RuleWord): Rule {
    if (++this.#depth > DEEPEST) this.#fail(open, "brackets are nested too deeply");
    const rule = this.#any();
    if (!this.#takes(")")) this.#fail(this.#peek() ?? open, 'a bracket is not closed; add ")"');
    this.#depth--;
    return rule;
  }

  #comparison({ text: attribute }: RuleWord): AttributeRule {
    const word = this.#take(`a comparison: ${COMPARISONS.join(", ")}`);
    const [first = "", second] = word.text.split(":");
    const operation = COMPARISONS.find((known) => known === (second ?? first));
    const type = second === undefined ? undefined : TYPES.find((known) => known === first);
    if (operation === undefined || (second !== undefined && type === undefined)) {
      this.#fail(word, explainComparison(word.text));
    }
    const value = this.#take("a value");
    const source = value.quoted ? null : /^(param|meta):(.+)$/.exec(value.text);
    if (!value.quoted && (value.text === "(" || value.text === ")" || isJoint(value.text))) {
      this.#fail(value, `"${value.text}" stands where a value is expected; quote it if it is one`);
    }
    return {
      kind: "attribute",
      attribute,
      operation,
      value: source?.[2] ?? value.text,
      ...(type === undefined ? {} : { type }),
      ...(source === null ? {} : { valueSource: source[1] as "param" | "meta" }),
    };
  }

  #date(): DateRule {
    const word = this.#take('"lt", "gt" or "in"');
    switch (word.text) {
      case "lt":
        return { kind: "date", operation: "lt", end: this.#moment() };
      case "gt":
        return { kind: "date", operation: "gt", start: this.#moment() };
      case "in":
      case "in_range": {
        const start = this.#moment();
        if (!this.#takes("to")) this.#fail(this.#peek(), 'between the two dates stands "to"');
        const last = this.#peek();
        const end = this.#moment();
        if (end <= start) this.#fail(last, "the end is not after the beginning");
        return { kind: "date", operation: "in_range", start, end };
      }
      default:
        this.#fail(word, `"${word.text}" follows date; write lt, gt or in${this.#meant(word)}`);
    }
  }

  #moment(): number {
    const word = this.#take("a date");
    const moment = parseDate(word.text);
    if (moment !== null) return moment;
    this.#fail(
      word,
      `"${word.text}" is no date; write 2026-01-31, or 2026-01-31T16:30:00Z with the time`,
    );
  }

  #spec(first: RuleWord): DateRule {
    const spec: Record<string, string> = {};
    let unit: RuleWord = first;
    while (true) {
      const range = this.#take(`a range, e.g. ${unit.text} ${DATE_UNITS[unit.text]?.join("-")}`);
      const reason = explainRange(unit.text, range.text);
      if (reason !== null) this.#fail(range, reason);
      if (spec[unit.text] !== undefined) this.#fail(unit, `${unit.text} is there already`);
      spec[unit.text] = range.text;
      const next = this.#peek();
      if (next === null || next.quoted || !isDateUnit(next.text)) break;
      unit = this.#take("");
    }
    return { kind: "date", operation: "date_spec", spec };
  }

  /** Whether the word before is an attribute that is called like a unit. */
  #comparisonFollows(): boolean {
    const operation = this.#peek()?.text.split(":").at(-1) ?? "";
    return COMPARISONS.some((known) => known === operation);
  }

  #peek(): RuleWord | null {
    return this.#words[this.#next] ?? null;
  }

  #takes(text: string): boolean {
    const word = this.#peek();
    if (word === null || word.quoted || word.text !== text) return false;
    this.#next++;
    return true;
  }

  #take(expected: string): RuleWord {
    const word = this.#peek();
    if (word === null) this.#fail(null, `it ends where ${expected} is expected`);
    this.#next++;
    return word;
  }

  #hint(word: RuleWord): string {
    const meant = this.#meant(word);
    if (meant !== "") return meant.slice(2);
    return word.text === "(" || RULE_WORDS.includes(word.text)
      ? 'write "and" or "or" before it'
      : "a value of several words stands in quotes";
  }

  #meant({ text }: RuleWord): string {
    const meant = MEANT.get(text);
    return meant === undefined
      ? suggestion(text, ["and", "or", "lt", "gt", "in"])
      : `; write ${meant}`;
  }

  #fail(at: RuleWord | null, reason: string): never {
    throw new Fault({ offset: at?.at ?? this.#end, reason });
  }
}

const isJoint = (text: string): boolean => text === "and" || text === "or";

function explainComparison(text: string): string {
  const meant = MEANT.get(text);
  if (meant !== undefined) return `"${text}" is no comparison here; write ${meant}`;
  const [type = "", operation] = text.split(":");
  const isType = operation === undefined || TYPES.some((known) => known === type);
  return isType
    ? `"${text}" is no comparison${suggestion(operation ?? type, COMPARISONS)}; they are ${
      COMPARISONS.join(", ")
    }`
    : `"${type}" is no type${suggestion(type, TYPES)}; they are ${TYPES.join(", ")}`;
}
