/**
 * Faults in cluster.toml and what hb says of them; `faults/*.txt` say each as a change of
 * `faults/base.toml`, which has none, and list what is expected. `--rewrite` writes down what is
 * said now: `deno test -A tests/config/faults_test.ts -- --rewrite`, then read the difference.
 */
import { assertEquals } from "@std/assert";
import { formatProblem, parseConfig } from "../../src/config/mod.ts";

interface Fault {
  readonly title: string;
  /** Lines of base.toml, `-` those that go and `+` those that come, at the end if alone. */
  readonly change: readonly string[];
  readonly expected: readonly string[];
}

const folder = new URL("faults/", import.meta.url);
const base = Deno.readTextFileSync(new URL("base.toml", folder));

Deno.test("the file that the faults are brought into has no problem of its own", () => {
  assertEquals(problemsOf(base), []);
});

for (const { name } of Deno.readDirSync(folder)) {
  if (!name.endsWith(".txt")) continue;
  const file = new URL(name, folder);
  const [header = "", ...cases] = Deno.readTextFileSync(file).split(/^(?=== )/m);
  if (Deno.args.includes("--rewrite")) rewrite(file, header, cases.map(readCase));
  for (const fault of cases.map(readCase)) {
    Deno.test(`${name}: ${fault.title}`, () => {
      assertEquals(problemsOf(bringIn(fault.change)), fault.expected);
    });
  }
}

function readCase(text: string): Fault {
  const [title = "", ...lines] = text.trimEnd().split("\n");
  const isChange = (line: string) => /^([-+]|@@$)/.test(line);
  return {
    title: title.replace("== ", ""),
    change: lines.filter(isChange),
    expected: lines.filter((line) => !isChange(line)),
  };
}

/** Changes in several places are kept apart by a line `@@`. */
function bringIn(change: readonly string[]): string {
  const hunks = change.join("\n").split("\n@@\n");
  return hunks.reduce((text, hunk) => replace(text, hunk.split("\n")), base);
}

function replace(text: string, hunk: readonly string[]): string {
  const lines = (sign: string) =>
    hunk.filter((line) => line.startsWith(sign)).map((line) => `${line.slice(1)}\n`).join("");
  const [gone, come] = [lines("-"), lines("+")];
  if (gone === "") return text + come;
  if (gone === "all of it\n") return come;
  const start = `\n${text}`.indexOf(`\n${gone}`);
  if (start < 0) throw new Error(`base.toml has no line ${gone}`);
  return text.slice(0, start) + come + text.slice(start + gone.length);
}

/** The file's name is left out, for the reader's sake. */
function problemsOf(text: string): readonly string[] {
  return parseConfig(text, "").problems.map((problem) => formatProblem(problem).slice(1));
}

function rewrite(file: URL, header: string, cases: readonly Fault[]): void {
  const written = cases.map(({ title, change }) =>
    [`== ${title}`, ...change, ...problemsOf(bringIn(change)), "", ""].join("\n")
  );
  Deno.writeTextFileSync(file, (header + written.join("")).trimEnd() + "\n");
}
