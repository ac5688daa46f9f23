/** What agents and operators say of nodes and of the cluster for good, in the settings of all nodes. */
import {
  FACT_BYTES,
  jsonBytes,
  LONGEST_NAME,
  type NodeName,
  ok,
  refuse,
  type Result,
  type Settings,
  writeSetting,
} from "../model/mod.ts";
import { problemOfAttribute } from "./attribute_text.ts";

/** attribute: for rules. utilization: what the node has of each kind that resources use. */
export type FactKind = "attribute" | "utilization";

const PROPERTY = "property/";

/** Overrides what the configuration says of the node; null takes that back. */
export const setNodeFact = (
  settings: Settings,
  { kind, node, name, value }: {
    readonly kind: FactKind;
    readonly node: NodeName;
    readonly name: string;
    readonly value: string | null;
  },
  by: NodeName,
  wallSeconds: number,
): Result<Settings, string> => write(settings, `${kind}/${node}/`, name, value, by, wallSeconds);

/** What was said of the node, over what the configuration says. */
export const nodeFacts = (
  settings: Settings,
  kind: FactKind,
  node: NodeName,
  configured: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  ...configured,
  ...valuesUnder(settings, `${kind}/${node}/`),
});

export const setProperty = (
  settings: Settings,
  name: string,
  value: string | null,
  by: NodeName,
  wallSeconds: number,
): Result<Settings, string> => write(settings, PROPERTY, name, value, by, wallSeconds);

/** What agents keep in the configuration of the whole cluster. */
export const properties = (settings: Settings): Readonly<Record<string, string>> =>
  valuesUnder(settings, PROPERTY);

/** A change in words; null: of something else. */
export function describeFact(key: string, value: string | null): string | null {
  const change = value === null ? "is no longer set" : `is ${value}`;
  const fact = /^(attribute|utilization)\/([^/]*)\/(.*)$/s.exec(key);
  if (fact !== null) return `${fact[1]} ${fact[3]} of ${fact[2]} ${change}`;
  return key.startsWith(PROPERTY) ? `property ${key.slice(PROPERTY.length)} ${change}` : null;
}

function write(
  settings: Settings,
  prefix: string,
  name: string,
  value: string | null,
  by: NodeName,
  wallSeconds: number,
): Result<Settings, string> {
  const key = prefix + name;
  if (key.length > LONGEST_NAME) return refuse(`The name is too long: ${key}`);
  const problem = problemOfAttribute(name, value);
  if (problem !== null) return refuse(problem);
  if ((settings[key]?.value ?? null) === value) return ok(settings);
  const written = writeSetting(settings, key, value, by, wallSeconds);
  const bytes = jsonBytes(Object.entries(written).filter(([key]) => FACT.test(key)));
  return value === null || bytes <= FACT_BYTES ? ok(written) : refuse(
    `What is kept for good of nodes and the cluster has at most ${FACT_BYTES} bytes, names that ` +
      `were taken back among them; with this there would be ${bytes}`,
  );
}

/** What agents and operators give names to as they like. */
const FACT = /^(attribute|utilization|property)\//;

/** By the rest of their keys, which may hold slashes. */
function valuesUnder(settings: Settings, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, { value }]) =>
      key.startsWith(prefix) && value !== null ? [[key.slice(prefix.length), value]] : []
    ),
  );
}
