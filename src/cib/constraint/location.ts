/** `rsc_location`: one constraint for each resource, and each rule. */
import { type LocationConstraint, own, type Role } from "../../model/mod.ts";
import type { HealthScores } from "../../scheduler/mod.ts";
import { childrenOf, type Element } from "../element.ts";
import type { Reading } from "../reading.ts";
import { expandMatches, type Matches, readRule } from "../rule_element.ts";
import { readRole, readScore } from "../value.ts";
import type { Names } from "./names.ts";
import { readMeant, readSets, untilGap } from "./resource_set.ts";

export interface LocationSpec {
  readonly reading: Reading;
  readonly names: Names;
  readonly health: HealthScores;
  /** The nodes' names. */
  readonly nodes: ReadonlySet<string>;
}

export function readLocation(spec: LocationSpec, element: Element): readonly LocationConstraint[] {
  const { rsc, role } = element.attributes;
  const pattern = element.attributes["rsc-pattern"];
  const sets = readSets(spec.reading, spec.names, element);
  if (sets === null) return [];
  const read: LocationConstraint[] = untilGap(sets).flatMap((set) =>
    set.resources.flatMap((resource) =>
      forResource(spec, element, resource, {
        role: set.role === null ? role : set.role,
        score: set.score === null ? undefined : String(set.score),
        matches: null,
      })
    )
  );
  if (rsc !== undefined) read.push(...forName(spec, element, rsc));
  if (pattern !== undefined) read.push(...forPattern(spec, element, pattern));
  return read;
}

function forName(
  spec: LocationSpec,
  element: Element,
  name: string,
): readonly LocationConstraint[] {
  const { role } = element.attributes;
  const meant = readMeant(spec.names, name, {});
  if (meant === null) {
    spec.reading.warn(element, `is ignored: ${name} is no resource, template or tag`);
    return [];
  }
  const resources = meant.kind === "one" ? [meant.resource] : meant.set.resources;
  return resources.flatMap((resource) =>
    forResource(spec, element, resource, { role, score: undefined, matches: null })
  );
}

/** For every resource of the highest level whose id the pattern matches; after `!`: does not match. */
function forPattern(
  spec: LocationSpec,
  element: Element,
  pattern: string,
): readonly LocationConstraint[] {
  const { role } = element.attributes;
  const inverted = pattern.startsWith("!");
  const expression = compile(inverted ? pattern.slice(1) : pattern);
  if (expression === null) {
    spec.reading.warn(element, `is ignored: its rsc-pattern ${pattern} cannot be understood`);
    return [];
  }
  return spec.names.topLevel.flatMap((resource) => {
    const found = expression.exec(resource);
    if ((found === null) !== inverted) return [];
    return forResource(spec, element, resource, { role, score: undefined, matches: found });
  });
}

function compile(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern.replace(/\[:(\w+):\]/g, (_, name) => own(CLASSES, name) ?? ""));
  } catch {
    return null;
  }
}

/** Inside of brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\s",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9A-Fa-f",
};

interface Details {
  readonly role: string | undefined;
  /** Of a set, before the constraint's. */
  readonly score: string | undefined;
  readonly matches: Matches | null;
}

function forResource(
  { reading, health, nodes, names }: LocationSpec,
  element: Element,
  name: string,
  { role, score: ofSet, matches }: Details,
): readonly LocationConstraint[] {
  const resource = names.resource(name);
  if (resource === null) return [];
  const { id = "", node } = element.attributes;
  const score = ofSet ?? element.attributes["score"];
  const discovery = readDiscovery(element.attributes["resource-discovery"]);
  if (node !== undefined && score !== undefined) {
    const known = [...nodes].find((one) => one.toLowerCase() === node.toLowerCase());
    if (known === undefined) return [];
    const filter = roleOf(role);
    if (filter === "wrong") {
      reading.warn(element, `is ignored: ${role} is no role`);
      return [];
    }
    const where = { kind: "node", node: known, score: readScore(score, health) } as const;
    return [{ id, resource, where, role: filter, discovery }];
  }
  const rules = childrenOf(element, "rule");
  if (rules.length === 0) reading.warn(element, "is ignored: it has neither score nor rules");
  return rules.flatMap((reference): readonly LocationConstraint[] => {
    const rule = reading.resolve(reference);
    if (rule === null) return [];
    const filter = roleOf(rule.attributes["role"], false);
    if (filter === "wrong") {
      reading.warn(rule, `is ignored: ${rule.attributes["role"]} is no role`);
      return [];
    }
    return [{
      id: rule.attributes["id"] ?? id,
      resource,
      where: {
        kind: "rule",
        rule: readRule(reading, rule, matches),
        score: scoreOf(rule, health, matches),
      },
      role: filter,
      discovery,
    }];
  });
}

function scoreOf(rule: Element, health: HealthScores, matches: Matches | null) {
  const { score } = rule.attributes;
  const attribute = rule.attributes["score-attribute"];
  if (score !== undefined || attribute === undefined) return readScore(score, health);
  return { attribute: expandMatches(attribute, matches) };
}

/** What is to run as unpromoted concerns the promoted too, since nothing is promoted at once. */
function roleOf(text: string | undefined, startedIsAll = true): Role | null | "wrong" {
  if (text === undefined) return null;
  const role = readRole(text);
  if (role === null || role === "unknown") return "wrong";
  if (role === "unpromoted" || (startedIsAll && role === "started")) return null;
  return role;
}

function readDiscovery(text: string | undefined): LocationConstraint["discovery"] {
  switch (text?.toLowerCase()) {
    case "never":
      return "never";
    case "exclusive":
      return "exclusive";
    default:
      return "always";
  }
}
