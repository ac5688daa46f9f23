/**
 * The configuration in force, kept beside the saved state: what nodes have agreed on goes on after a
 * restart, though cluster.toml has been changed meanwhile. As text, for that is the format that is
 * documented and that every version reads.
 *
 *     {"format":1,"number":3,"inForce":"[cluster]\n…","next":null}
 */
import * as v from "valibot";
import { parseConfig } from "../config/mod.ts";
import {
  type ClusterConfig,
  MOST_EPOCH,
  type NodeName,
  ok,
  refuse,
  type Result,
} from "../model/mod.ts";
import type { Effect, KeptConfig } from "../node/mod.ts";

const KEPT = v.object({
  format: v.literal(1),
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MOST_EPOCH)),
  inForce: v.string(),
  next: v.nullable(v.string()),
});

export const NOT_RESUMED =
  "Cannot go on by the configuration that was in force: this hb does not understand it, or this " +
  "node is not in it; takes cluster.toml as it is";

/** Texts of cluster.toml, as they were kept. */
export type KeptTexts = v.InferOutput<typeof KEPT>;

export function readKeptTexts(text: string): Result<KeptTexts, string> {
  try {
    const read = v.safeParse(KEPT, JSON.parse(text));
    return read.success ? ok(read.output) : refuse("it does not say what is in force");
  } catch {
    return refuse("it is damaged");
  }
}

/** Which text each configuration was read from. */
export class ConfigTexts {
  readonly #texts = new WeakMap<ClusterConfig, string>();

  note(config: ClusterConfig, text: string): void {
    this.#texts.set(config, text);
  }

  /** Empty: it was read from none. */
  of(config: ClusterConfig): string {
    return this.#texts.get(config) ?? "";
  }

  /** Null: this hb does not understand what was in force, or `self` is not in it. */
  parse({ inForce, number, next }: KeptTexts, self: NodeName): KeptConfig | null {
    const [first, second] = [
      this.#parse(inForce, self),
      next === null ? null : this.#parse(next, self),
    ];
    if (first === null || (next !== null && second === null)) return null;
    return { inForce: first, number, next: second };
  }

  #parse(text: string, self: NodeName): ClusterConfig | null {
    const { config } = parseConfig(text, "what was in force");
    if (config === null || !config.nodes.some(({ name }) => name === self)) return null;
    this.note(config, text);
    return config;
  }

  print({ inForce, number, next }: Effect & { kind: "config" }): string {
    const kept: KeptTexts = {
      format: 1,
      number,
      inForce: this.of(inForce),
      next: next === null ? null : this.of(next),
    };
    return `${JSON.stringify(kept)}\n`;
  }
}
