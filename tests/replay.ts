/**
 * Told cases: each text file of a folder is one, its first lines say what it shows, then what is
 * given, and below a line `----` what comes of it. `deno test -A tests/… -- --rewrite` writes that.
 */
import { assertEquals } from "@std/assert";

const RULE = "----\n";

/** One test a file of `folder`, a path below tests/. */
export function replay(folder: string, tell: (given: readonly string[]) => string): void {
  const place = new URL(`./${folder}/`, import.meta.url);
  const files = [...Deno.readDirSync(place)].map(({ name }) => name).toSorted();
  for (const file of files) {
    const path = new URL(file, place);
    const [given = "", expected = ""] = Deno.readTextFileSync(path).split(RULE);
    Deno.test(`${file.replace(".txt", "").replaceAll("_", " ")} (${folder}/${file})`, () => {
      const lines = given.split("\n").map((line) => line.trim());
      const told = tell(lines.filter((line) => line !== "" && !line.startsWith("#")));
      if (Deno.args.includes("--rewrite")) return Deno.writeTextFileSync(path, given + RULE + told);
      assertEquals(told, expected, `${file} differs; see --rewrite`);
    });
  }
}
