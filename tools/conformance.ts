/**
 * `deno task conformance DIR`: asks hb what the clusters of a directory of Pacemaker's regression cases
 * would do, and counts by tier how often it says the same.
 *
 *     DIR/INDEX.csv      case,tier,what it tests,arguments of crm_simulate; absent: all one tier
 *     DIR/NAME.xml       a CIB
 *     DIR/NAME.summary   what crm_simulate -S says of it
 *
 * --binary PATH   hb as a program in place of its modules: dist/hb, or main.ts
 * --oracle        crm_simulate, asked now, in place of the .summary files
 * --diff NAME     what differs in one case
 * --fuzz SEEDS    random clusters in place of a directory: `100` or `500-600`; --keep DIR keeps what differs
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Contender, modules, oracle, program } from "../tests/conformance/contenders.ts";
import { frequencies, fuzz } from "../tests/conformance/fuzz.ts";
import {
  compare,
  differences,
  parseSections,
  type Sections,
} from "../tests/conformance/sections.ts";
import { writeTree } from "../tests/conformance/tree.ts";
import { giveUp } from "./command.ts";

interface Case {
  readonly name: string;
  readonly tier: string;
  readonly now: string | null;
}

const given = parseArgs(Deno.args, {
  string: ["_", "binary", "diff", "fuzz", "keep"],
  boolean: ["oracle", "whole"],
});
const text = (name: string): string | null => {
  const value = given[name];
  return typeof value === "string" && value !== "" ? value : null;
};

if (text("fuzz") !== null) Deno.exit(await fuzzAll(text("fuzz") as string));
const [directory] = given._;
if (directory === undefined) {
  giveUp("Cannot compare: name a directory, e.g. deno task conformance DIR, or use --fuzz SEEDS");
}
const binary = text("binary");
const ours: Contender = binary === null
  ? modules
  : program(binary.endsWith(".ts") ? [Deno.execPath(), "run", "-A", binary] : [binary]);
const only = text("diff");
const cases = (await readIndex(directory)).filter(({ name }) => only === null || name === only);
if (cases.length === 0) giveUp(`Cannot compare: there is no such case in ${directory}`);
Deno.exit(await compareAll(directory, cases));

async function compareAll(directory: string, cases: readonly Case[]): Promise<number> {
  const tiers = new Map<string, { all: number; plan: number; revised: number; current: number }>();
  const wrong: string[] = [];
  for (const one of cases) {
    const counts = tiers.get(one.tier) ?? { all: 0, plan: 0, revised: 0, current: 0 };
    tiers.set(one.tier, counts);
    counts.all += 1;
    const found = await compareOne(directory, one);
    if (typeof found === "string") {
      wrong.push(`${one.name} (${one.tier}): ${found.split("\n")[0]}`);
      if (only !== null) console.log(found);
      continue;
    }
    const verdict = compare(...found);
    if (verdict.current) counts.current += 1;
    if (verdict.plan) counts.plan += 1;
    if (verdict.revised) counts.revised += 1;
    const parts = (["current", "plan", "revised"] as const).filter((part) => !verdict[part]);
    if (parts.length > 0) wrong.push(`${one.name} (${one.tier}): ${parts.join(", ")}`);
    if (only !== null) console.log(differences(...found).join("\n"));
  }
  if (only === null) {
    for (const [tier, { all, plan, revised, current }] of tiers) {
      console.log(
        `${tier}: ${all} cases; plan ${plan}, revised status ${revised}, current status ${current}`,
      );
    }
  }
  if (wrong.length > 0) console.log(`\ndiffering:\n${wrong.join("\n")}`);
  return wrong.length === 0 ? 0 : 1;
}

/** What hb says and what it should; or why hb says nothing. */
async function compareOne(
  directory: string,
  { name, now }: Case,
): Promise<readonly [Sections, Sections] | string> {
  const file = `${directory}/${name}.xml`;
  const expected = given["oracle"] === true
    ? await oracle(file, now)
    : { kind: "text", text: await Deno.readTextFile(`${directory}/${name}.summary`) } as const;
  if (expected.kind === "none") return `nothing to compare with: ${expected.why}`;
  const said = await ours(file, now);
  if (said.kind === "none") return said.why;
  return [parseSections(said.text), parseSections(expected.text)];
}

async function readIndex(directory: string): Promise<readonly Case[]> {
  const index = await Deno.readTextFile(`${directory}/INDEX.csv`).catch(() => "");
  const rows = new Map(
    index.split("\n").slice(1).map((row) => {
      const cells = [...row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) =>
        cell ?? ""
      );
      return [cells[0] ?? "", { tier: cells[1] ?? "", now: dateOf(cells[3] ?? "") }];
    }),
  );
  const names: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (name.endsWith(".xml")) names.push(name.slice(0, -".xml".length));
  }
  return names.sort().map((name) => ({
    name,
    tier: rows.get(name)?.tier ?? "all",
    now: rows.get(name)?.now ?? null,
  }));
}

/** `-t "2005-020"` */
function dateOf(options: string): string | null {
  return /(?:-t|--set-datetime)[ =]"*([^"]+)/.exec(options)?.[1]?.trim() ?? null;
}

async function fuzzAll(range: string): Promise<number> {
  const [low = 1, high = low] = range.includes("-")
    ? range.split("-").map(Number)
    : [1, Number(range)];
  const seeds = Array.from({ length: high - low + 1 }, (_, at) => low + at);
  const { compared, skipped, odd } = await fuzz(seeds, given["whole"] !== true, (line) => {
    console.log(`${line}\n`);
  });
  const keep = text("keep");
  if (keep !== null) {
    await Deno.mkdir(keep, { recursive: true });
    for (const { seed, cib } of odd) {
      await Deno.writeTextFile(`${keep}/${seed}.xml`, writeTree(cib));
    }
  }
  console.log(
    `${compared} compared, ${skipped} without a plan to compare with, ${odd.length} differ`,
  );
  for (const [feature, count] of frequencies(odd).slice(0, 30)) {
    console.log(`  ${count} ${feature}`);
  }
  return odd.length === 0 ? 0 : 1;
}
