/** What can be said of a rule before any node is there: rules on nodes' names are decided at once. */
import type { Rule } from "../model/mod.ts";

/** Null: it depends on what attributes and clocks will say. */
export function decidedFor(rule: Rule, node: string): boolean | null {
  switch (rule.kind) {
    case "all":
      return combine(rule.of, node, false);
    case "any":
      return combine(rule.of, node, true);
    case "attribute": {
      if (rule.attribute !== "#uname" || (rule.valueSource ?? "literal") !== "literal") return null;
      // Names are compared as Pacemaker compares strings, whatever their case.
      const isIt = rule.value?.toLowerCase() === node.toLowerCase();
      if (rule.operation === "eq") return isIt;
      if (rule.operation === "ne") return !isIt;
      if (rule.operation === "defined") return true;
      return rule.operation === "not_defined" ? false : null;
    }
    case "date":
    case "agent":
    case "operation":
      return null;
  }
}

/** One that is `decisive` decides for all. */
function combine(rules: readonly Rule[], node: string, decisive: boolean): boolean | null {
  const each = rules.map((rule) => decidedFor(rule, node));
  if (each.includes(decisive)) return decisive;
  return each.includes(null) ? null : !decisive;
}

/** Nodes whose name the rule asks for. */
export function nodesNamedIn(rule: Rule): readonly string[] {
  if (rule.kind === "all" || rule.kind === "any") return rule.of.flatMap(nodesNamedIn);
  const isName = rule.kind === "attribute" && rule.attribute === "#uname" &&
    (rule.operation === "eq" || rule.operation === "ne") && rule.valueSource === undefined;
  return isName ? [rule.value ?? ""] : [];
}
