/**
 * The table of promises that README.md and src/README.md show is what `promisesOf` says. `--rewrite`
 * writes it into both: `deno test -A tests/config/promises_table_test.ts -- --rewrite`.
 */
import { assertEquals } from "@std/assert";
import { type Fault, FAULT_WORDS, FAULTS, holdersIn, promisesOf } from "../../src/config/mod.ts";
import type { ClusterConfig } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";

const IPMI = '[[fence]]\nname = "ipmi"\nagent = "fence_ipmilan"\nrandom_delay = "5s"';
const ETCD = '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.9.0.1:2379"]';

const of = (nodes: number, ...more: readonly string[]): ClusterConfig =>
  clusterConfig({ nodes, alone: ["vip"], more });

const COLUMNS: Readonly<Record<string, ClusterConfig>> = {
  "two nodes": of(2),
  "two, fencing": of(2, IPMI),
  "two, arbiter": of(2, ETCD),
  "three nodes, or two and a witness": of(3),
  "three, watchdog": of(3, "[watchdog]"),
  "three, fencing": of(3, IPMI),
};

function cell(config: ClusterConfig, fault: Fault): string {
  const found = promisesOf(config).find((promise) => promise.fault === fault);
  return found === undefined ? "" : holdersIn(found);
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const table = [
  row(["what goes wrong", ...Object.keys(COLUMNS)]),
  ...FAULTS.map((fault) =>
    row([FAULT_WORDS[fault], ...Object.values(COLUMNS).map((config) => cell(config, fault))])
  ),
];

/** With the columns as narrow as they can be, and without the line below the heads. */
const plain = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !/^\| -/.test(line)).map((line) =>
    line.replaceAll(/ +\|/g, " |").replaceAll(/\| +/g, "| ")
  );

for (const name of ["README.md", "src/README.md"]) {
  const file = new URL(`../../${name}`, import.meta.url);
  const shown = () => /^\| what goes wrong[^\n]*\n(\|[^\n]*\n)+/m.exec(Deno.readTextFileSync(file));
  if (Deno.args.includes("--rewrite")) {
    const [head = "", ...rows] = table;
    const columns = Object.keys(COLUMNS).map(() => "---");
    const written = `${[head, row(["---", ...columns]), ...rows].join("\n")}\n`;
    const text = Deno.readTextFileSync(file);
    Deno.writeTextFileSync(file, text.replace(shown()?.[0] ?? "\0", written));
  }
  Deno.test(`the promises in ${name} are those of the code`, () => {
    assertEquals(plain((shown()?.[0] ?? "").trimEnd().split("\n")), plain(table));
  });
}
