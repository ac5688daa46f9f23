/**
 * What one configuration changes of another, by how it comes to be in force: taken by all nodes
 * together, or by each when it reads its file. By the rules that the running cluster goes by.
 */
import {
  type ClusterConfig,
  formatAgentRef,
  formatMillis,
  type NodeConfig,
  type NodeName,
  type ResourceConfig,
  type ResourceId,
  SHARED_TERMS,
  sharedTerms,
} from "../model/mod.ts";
import { type FaultPromise, promisesOf } from "./promises.ts";
import { keyWord, problemOf } from "./shared_change.ts";

export interface Difference {
  /** Why a running cluster cannot be changed to it; null: it can. */
  readonly problem: string | null;
  readonly added: readonly NodeName[];
  readonly removed: readonly NodeName[];
  /** What else all nodes take together; lines. */
  readonly together: readonly string[];
  /** What each node takes by itself; lines. */
  readonly atOnce: readonly string[];
  /** Resources of both that do not run as the second has it. */
  readonly redefined: ReadonlySet<ResourceId>;
  /** Faults under which less is promised. */
  readonly weaker: readonly { readonly before: FaultPromise; readonly after: FaultPromise }[];
}

export function differenceOf(before: ClusterConfig, after: ClusterConfig): Difference {
  return {
    problem: problemOf(before, after),
    added: namesOf(after).filter((name) => !namesOf(before).includes(name)),
    removed: namesOf(before).filter((name) => !namesOf(after).includes(name)),
    together: together(before, after),
    atOnce: atOnce(before, after),
    redefined: new Set(inBoth(before, after).filter(isRedefined).map(([{ id }]) => id)),
    weaker: weaker(before, after),
  };
}

const namesOf = ({ nodes }: ClusterConfig): readonly NodeName[] => nodes.map(({ name }) => name);

function together(before: ClusterConfig, after: ClusterConfig): readonly string[] {
  const [one, other] = [sharedTerms(before), sharedTerms(after)];
  return SHARED_TERMS.flatMap((key): readonly string[] => {
    switch (key) {
      case "nodes":
        return nodeLines(before, after);
      case "links":
        return namedLines("link", before.links, after.links);
      // Both of the name are in the problem.
      case "name":
        return [];
      default:
        return valueLines(key, one[key], other[key]);
    }
  });
}

/** Those that come or go are told elsewhere. */
function nodeLines(before: ClusterConfig, after: ClusterConfig): readonly string[] {
  const lines = after.nodes.flatMap((node) => {
    const was = before.nodes.find(({ name }) => name === node.name);
    return was === undefined ? [] : [...votesLine(was, node), ...witnessLine(was, node)];
  });
  const kept = (one: ClusterConfig, other: ClusterConfig) =>
    namesOf(one).filter((name) => namesOf(other).includes(name)).join();
  const isReordered = kept(before, after) !== kept(after, before);
  return isReordered ? [...lines, "the order of the nodes"] : lines;
}

const votesLine = (was: NodeConfig, { name, votes }: NodeConfig): readonly string[] =>
  was.votes === votes ? [] : [`votes of ${name} ${was.votes} -> ${votes}`];

const witnessLine = (was: NodeConfig, { name, witness }: NodeConfig): readonly string[] =>
  was.witness === witness ? [] : [`${name} ${witness ? "becomes" : "is no longer"} a witness`];

/** What is no term of all nodes. */
function atOnce(before: ClusterConfig, after: ClusterConfig): readonly string[] {
  const others = (Object.keys(after) as (keyof ClusterConfig)[]).filter((key) =>
    !SHARED_TERMS.some((shared) => shared === key) && !(key in NAMED)
  );
  return [
    ...others.flatMap((key) => valueLines(key, before[key], after[key])),
    ...Object.entries(NAMED).flatMap(([key, word]) =>
      namedLines(word, before[key as keyof typeof NAMED], after[key as keyof typeof NAMED])
    ),
    ...namedLines("fence device", before.fencing.devices, after.fencing.devices),
    ...arbiterLines(before, after),
    ...after.nodes.flatMap((node) => {
      const was = before.nodes.find(({ name }) => name === node.name);
      const keys = was === undefined ? [] : differing(was, node, OF_NODES);
      return keys.length === 0 ? [] : [`node ${node.name}: ${keys.join(", ")}`];
    }),
    ...inBoth(before, after).flatMap(([was, resource]) => {
      const keys = differing(was, resource, ["agent", "params"]);
      return keys.length === 0 ? [] : [`resource ${resource.id}: ${keys.join(", ")}`];
    }),
  ];
}

const NAMED = { groups: "group", clones: "clone", pings: "ping node" } as const;

/** Of nodes all else is told by each node for itself. */
const OF_NODES = ["name", "votes", "witness"];

/** What of it is no term: where it is, and how it is asked. */
function arbiterLines(before: ClusterConfig, after: ClusterConfig): readonly string[] {
  if (before.arbiter === null || after.arbiter === null) return [];
  const keys = differing(before.arbiter, after.arbiter, ["kind", "key", "ttl"]);
  return keys.length === 0 ? [] : [`[arbiter]: ${keys.join(", ")}`];
}

const TIMES: readonly string[] = ["keepalive", "warntime", "deadtime", "initdead"];

/** Tables whose name is no key of `ClusterConfig`; empty: their keys speak for themselves. */
const TABLES: Readonly<Record<string, string>> = {
  keysFile: "keys",
  options: "",
  resources: "",
  locations: "[[location]]",
  colocations: "[[colocation]]",
  colocationSets: "[[colocation]] of sets",
  orders: "[[order]]",
  orderSets: "[[order]] of sets",
};

function valueLines(key: string, one: unknown, other: unknown): readonly string[] {
  if (same(one, other) || key === "resources") return [];
  const word = TABLES[key] ?? (isObject(one ?? other) ? `[${keyWord(key)}]` : keyWord(key));
  if (Array.isArray(other)) return [word];
  if (isObject(one) && isObject(other)) {
    const keys = differing(one, other, ["devices"]);
    return keys.length === 0 ? [] : [word === "" ? keys.join(", ") : `${word}: ${keys.join(", ")}`];
  }
  if (isObject(one ?? other)) return [`${word} ${one === null ? "is new" : "is taken out"}`];
  const said = (value: unknown) =>
    TIMES.includes(key) ? formatMillis(Number(value)) : JSON.stringify(value);
  return [`${word} ${said(one)} -> ${said(other)}`];
}

interface Named {
  readonly name: string;
}

function namedLines(
  word: string,
  before: readonly Named[],
  after: readonly Named[],
): readonly string[] {
  const changed = after.flatMap((one) => {
    const was = before.find(({ name }) => name === one.name);
    if (was === undefined) return [`${word} ${one.name} is new`];
    const keys = differing(was, one, []);
    return keys.length === 0 ? [] : [`${word} ${one.name}: ${keys.join(", ")}`];
  });
  const gone = before.filter((one) => !after.some(({ name }) => name === one.name));
  return [...changed, ...gone.map(({ name }) => `${word} ${name} is taken out`)];
}

/** Keys with other values, as cluster.toml calls them. Values may be secret, and are not told. */
function differing(one: object, other: object, but: readonly string[]): readonly string[] {
  const [before, after] = [one, other].map((each) =>
    new Map<string, unknown>(Object.entries(each))
  );
  return [...new Set([...before!.keys(), ...after!.keys()])]
    .filter((key) => !but.includes(key) && !same(before!.get(key), after!.get(key)))
    .map(keyWord);
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const inBoth = (
  before: ClusterConfig,
  after: ClusterConfig,
): readonly (readonly [ResourceConfig, ResourceConfig])[] =>
  after.resources.flatMap((resource) => {
    const was = before.resources.find(({ id }) => id === resource.id);
    return was === undefined ? [] : [[was, resource] as const];
  });

/** What `Digests.ofResource` is made of, in whatever order it is written. */
const isRedefined = ([one, other]: readonly [ResourceConfig, ResourceConfig]): boolean =>
  formatAgentRef(one.agent) !== formatAgentRef(other.agent) ||
  differing(one.params, other.params, []).length > 0;

function weaker(before: ClusterConfig, after: ClusterConfig): Difference["weaker"] {
  const promised = promisesOf(before);
  return promisesOf(after).flatMap((promise) => {
    const was = promised.find(({ fault }) => fault === promise.fault);
    return was !== undefined && isWeaker(was, promise) ? [{ before: was, after: promise }] : [];
  });
}

const isWeaker = (before: FaultPromise, after: FaultPromise): boolean =>
  (before.atMostOne && !after.atMostOne) || (before.atLeastOne && !after.atLeastOne) ||
  (before.provided === null && after.provided !== null);
