/** What an OCF agent says of itself: its parameters, and how long its actions may take. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type Millis, ok, refuse, type Result } from "../model/mod.ts";

export interface AgentMetadata {
  readonly name: string;
  readonly version: string;
  readonly shortdesc: string;
  readonly longdesc: string;
  readonly parameters: readonly AgentParameter[];
  readonly actions: readonly AdvisedAction[];
}

export interface AgentParameter {
  readonly name: string;
  readonly required: boolean;
  /** `string`, `integer`, `boolean`, … as the agent wrote it. */
  readonly type: string;
  /** Null: it has none. */
  readonly default: string | null;
  /** No two instances may have the same value (OCF 1.0: `unique`; 1.1: `unique-group`). */
  readonly unique: boolean;
  /** A running resource can take a new value by `reload-agent` (OCF 1.1). */
  readonly reloadable: boolean;
  /** Its value is not to be told (Pacemaker: `private`). */
  readonly secret: boolean;
  readonly shortdesc: string;
  readonly longdesc: string;
}

/** The least that the agent's author advises for one action. */
export interface AdvisedAction {
  readonly name: string;
  readonly timeout: Millis | null;
  readonly interval: Millis | null;
  readonly depth: number;
}

/** Reads what an agent prints for `meta-data`. The problem is a sentence. */
export function parseMetadata(xml: string): Result<AgentMetadata, string> {
  const root = parseRoot(xml);
  if (!root.ok) return root;
  const agent = root.value;
  return ok({
    name: attribute(agent, "name"),
    version: attribute(agent, "version") || text(agent, "version"),
    shortdesc: text(agent, "shortdesc"),
    longdesc: text(agent, "longdesc"),
    parameters: children(agent, "parameters", "parameter").map(readParameter),
    actions: children(agent, "actions", "action").map(readAction),
  });
}

/** An element: attributes under `@name`, its own text under `#text`, children under their names. */
type Element = Readonly<Record<string, unknown>>;

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  alwaysCreateTextNode: true,
  parseTagValue: false,
  parseAttributeValue: false,
  // An agent is trusted to run as root, but its XML must not make the daemon read files or swell.
  processEntities: false,
  isArray: (name) => name === "parameter" || name === "action",
});

function parseRoot(xml: string): Result<Element, string> {
  try {
    const valid = XMLValidator.validate(xml);
    if (valid !== true) {
      const { msg, line } = valid.err;
      return refuse(`Cannot read the agent's meta-data: line ${line ?? 1}: ${msg}`);
    }
    const root: unknown = PARSER.parse(xml)["resource-agent"];
    return isElement(root)
      ? ok(root)
      : refuse("Cannot read the agent's meta-data: there is no <resource-agent> in it");
  } catch (error) {
    return refuse(`Cannot read the agent's meta-data: ${(error as Error).message}`);
  }
}

function readParameter(element: Element): AgentParameter {
  const content = isElement(element["content"]) ? element["content"] : {};
  return {
    name: attribute(element, "name"),
    required: isTrue(attribute(element, "required")),
    type: attribute(content, "type") || "string",
    default: "@default" in content ? attribute(content, "default") : null,
    unique: isTrue(attribute(element, "unique")) || attribute(element, "unique-group") !== "",
    reloadable: isTrue(attribute(element, "reloadable")),
    secret: isTrue(attribute(element, "private")),
    shortdesc: text(element, "shortdesc"),
    longdesc: text(element, "longdesc"),
  };
}

const isTrue = (word: string): boolean => ["1", "true", "yes"].includes(word.toLowerCase());

const readAction = (element: Element): AdvisedAction => ({
  name: attribute(element, "name"),
  timeout: readTime(attribute(element, "timeout")),
  interval: readTime(attribute(element, "interval")),
  depth: Number(attribute(element, "depth")) || 0,
});

/** `20`, `20s`, `20000ms`, `1m`, `2min`, `1h`; a number alone is seconds. */
function readTime(words: string): Millis | null {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(ms|msec|s|sec|m|min|h|hr)?\s*$/.exec(words);
  if (found === null) return null;
  return Math.min(LONGEST, Number(found[1]) * MILLIS_IN[found[2] ?? "s"]!);
}

/** A timer of more than 24 days would ring at once. */
const LONGEST: Millis = 24 * 3_600_000;

const MILLIS_IN: Readonly<Record<string, Millis>> = {
  ms: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
};

const isElement = (value: unknown): value is Element =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function children(element: Element, list: string, name: string): readonly Element[] {
  const parent = element[list];
  const found = isElement(parent) ? parent[name] : undefined;
  return Array.isArray(found) ? found.filter(isElement) : [];
}

const attribute = (element: Element, name: string): string => {
  const value = element[`@${name}`];
  return typeof value === "string" ? unescape(value) : "";
};

/** The text of a child; of several (one a language) the first. */
function text(element: Element, name: string): string {
  const value = element[name];
  const child: unknown = Array.isArray(value) ? value[0] : value;
  const words = isElement(child) ? child["#text"] : child;
  return typeof words === "string" ? unescape(words).trim() : "";
}

/** XML's own five; `&amp;` last, so that `&amp;lt;` stays `&lt;`. */
const unescape = (escaped: string): string =>
  escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'").replaceAll("&amp;", "&");
