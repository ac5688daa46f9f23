/**
 * Short fingerprints by which nodes see that they read the same thing.
 *
 * They are told to all who listen on the links, and made of passwords too. A plain digest would let
 * them try passwords until one fits, so each is keyed by what only the cluster's nodes know. A node
 * tells one under each of its keys, because any other way of choosing a key would part two nodes
 * between which a roll-over has come: of the documented steps none leaves two nodes without a common
 * key, and what is the same under one key is the same. Keyed like that they never reach the disk, so
 * new keys restart nothing.
 */
import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import {
  type ClusterConfig,
  DEFAULT_OPTIONS,
  DIGEST_JOINT,
  formatAgentRef,
  type Key,
  type Keys,
  NO_FENCING,
  type ResourceConfig,
  sharedTerms,
} from "../model/mod.ts";

/** Messages have room for so many; more keys than two are rare. */
const MOST_KEYS = 15;

/** What the keys are used for here, so that no digest is ever the signature of a message. */
const PURPOSE = "hb: digests of the configuration";

export class Digests {
  readonly #keys: readonly Buffer[];
  /** Of resources: reports are made often, and configurations seldom. */
  readonly #known = new WeakMap<ResourceConfig, string>();

  constructor(keys: Keys) {
    this.#keys = keys.slice(0, MOST_KEYS).map(({ secret }) =>
      createHmac("sha256", Buffer.from(secret)).update(PURPOSE).digest()
    );
  }

  /**
   * The same for the same configuration, however its file is laid out: 16 hexadecimal digits for
   * each key. To be compared by `sameDigest`.
   */
  ofConfig(config: ClusterConfig): string {
    const shared = Object.entries(config).filter(([key]) => !PER_HOST.some((own) => own === key));
    const unlessUsual = (value: unknown, usual: unknown) =>
      canonical(value) === canonical(usual) ? {} : value;
    return this.#digest({
      ...Object.fromEntries(shared),
      options: unlessUsual(config.options, DEFAULT_OPTIONS),
      fencing: unlessUsual(config.fencing, NO_FENCING),
    });
  }

  /** Changes where a running resource must be restarted to be what is configured. */
  ofResource(resource: ResourceConfig): string {
    const known = this.#known.get(resource);
    if (known !== undefined) return known;
    const { agent, params } = resource;
    const digest = this.#digest({ agent: formatAgentRef(agent), params });
    this.#known.set(resource, digest);
    return digest;
  }

  #digest(value: unknown): string {
    const text = canonical(value);
    return this.#keys.map((key) =>
      createHmac("sha256", key).update(text).digest("hex").slice(0, 16)
    ).join(DIGEST_JOINT);
  }
}

/**
 * The same for the same terms (`sharedTerms`), whatever else the file says. There is no secret in them,
 * so it is under no key: while keys are changed nodes go on counting on each other.
 */
export function digestOfTerms(config: ClusterConfig): string {
  const known = OF_TERMS.get(config);
  if (known !== undefined) return known;
  const text = canonical(sharedTerms(config));
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  OF_TERMS.set(config, digest);
  return digest;
}

/** They are told in each keepalive, and compared with what is heard. */
const OF_TERMS = new WeakMap<ClusterConfig, string>();

/** By which nodes say which keys they have, without saying anything of them. */
export const fingerprintOf = ({ secret }: Key): string =>
  createHmac("sha256", Buffer.from(secret)).update("hb: which key").digest("hex").slice(0, 16);

/** What each host may have its own way. */
const PER_HOST: readonly (keyof ClusterConfig)[] = ["log", "status", "keysFile"];

/**
 * What files of earlier versions did not have. Where it says nothing it is left out, so that nodes
 * of two versions agree while one of them is being updated.
 */
const LATER: ReadonlySet<string> = new Set([
  "arbiter",
  "attributes",
  "clones",
  "colocationSets",
  "colocations",
  "defaults",
  "fencing",
  "locations",
  "meta",
  "onFail",
  "options",
  "orderSets",
  "orders",
  "pings",
  "role",
  "utilization",
  "votes",
  "waitForAll",
  "watchdog",
  "witness",
]);

/** JSON with the keys in order; the order of arrays is part of what they say. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const pairs = Object.entries(value)
    .filter(([key, part]) => part !== undefined && !(LATER.has(key) && isBlank(key, part)))
    .toSorted(([one], [other]) => one < other ? -1 : 1)
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
  return `{${pairs.join(",")}}`;
}

const isBlank = (key: string, value: unknown): boolean =>
  value === null || value === false || (key === "votes" && value === 1) ||
  (typeof value === "object" && Object.keys(value).length === 0);
