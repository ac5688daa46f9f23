/** Asks hb and crm_simulate the same of random clusters, and makes what they differ in small. */
import { type Contender, modules, oracle } from "./contenders.ts";
import { randomCib } from "./random_cib.ts";
import { agrees, compare, differences, parseSections } from "./sections.ts";
import { shrink } from "./shrink.ts";
import { type Tree, walk, writeTree } from "./tree.ts";

export interface Odd {
  readonly seed: number;
  readonly cib: Tree;
  /** Lines that only one of the two says. */
  readonly lines: readonly string[];
}

export interface FuzzReport {
  readonly compared: number;
  /** crm_simulate had no plan to compare with. */
  readonly skipped: number;
  readonly odd: readonly Odd[];
}

export async function fuzz(
  seeds: readonly number[],
  shrinks: boolean,
  tell: (line: string) => void,
): Promise<FuzzReport> {
  const directory = await Deno.makeTempDir({ prefix: "hb-fuzz-" });
  const file = `${directory}/cib.xml`;
  const odd: Odd[] = [];
  let skipped = 0;
  try {
    for (const seed of seeds) {
      const found = await difference(randomCib(seed), file, oracle);
      if (found === null) skipped += 1;
      if (found === null || found.length === 0) continue;
      const cib = shrinks ? await smallest(seed, file) : randomCib(seed);
      const lines = await difference(cib, file, oracle) ?? found;
      odd.push({ seed, cib, lines });
      tell(`seed ${seed}: ${featuresOf(cib).join(" ")}\n${lines.join("\n")}`);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  return { compared: seeds.length - skipped, skipped, odd };
}

const smallest = (seed: number, file: string): Promise<Tree> =>
  shrink(randomCib(seed), async (cib) => ((await difference(cib, file, oracle)) ?? []).length > 0);

/** Null: there is nothing to compare with. */
async function difference(
  cib: Tree,
  file: string,
  other: Contender,
): Promise<readonly string[] | null> {
  await Deno.writeTextFile(file, writeTree(cib));
  const theirs = await other(file, null);
  if (theirs.kind === "none") return null;
  const ours = await modules(file, null);
  if (ours.kind === "none") return [ours.why];
  const sections = [parseSections(ours.text), parseSections(theirs.text)] as const;
  return agrees(compare(...sections)) ? [] : differences(...sections);
}

/** What is in a cluster, in words of the configuration: to see which kind of feature differs most. */
export function featuresOf(cib: Tree): readonly string[] {
  const features = new Set<string>();
  for (const { name, attributes } of walk(cib)) {
    if (/^rsc_(location|colocation|order|ticket)|^group$|^clone$|^resource_set$/.test(name)) {
      features.add(name);
    }
    if (name === "nvpair") {
      features.add(attributes["name"]?.replace(/^(master|fail-count|last-failure)-.*/, "$1") ?? "");
    }
    if (attributes["on-fail"] !== undefined) features.add(`on-fail=${attributes["on-fail"]}`);
    if (attributes["kind"] !== undefined) features.add(`kind=${attributes["kind"]}`);
    if (attributes["have-quorum"] === "0") features.add("no-quorum");
    if (name === "lrm_rsc_op" && attributes["rc-code"] !== "0") {
      features.add(`${attributes["operation"]}=${attributes["rc-code"]}`);
    }
  }
  return [...features].sort();
}

/** How often each kind of feature is in what differs, the most frequent first. */
export function frequencies(odd: readonly Odd[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { cib } of odd) {
    for (const feature of featuresOf(cib)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}
