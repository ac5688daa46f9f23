/** Goldens: one file a case, a comment on top, rewritten by `deno test -A -- --rewrite`. */
import { assertEquals } from "@std/assert";

const FOLDER = new URL("../golden/status/", import.meta.url);

/** Compares `text` with tests/golden/status/NAME.txt, whose first lines say what it shows. */
export async function assertGolden(name: string, about: string, text: string): Promise<void> {
  const file = new URL(`${name}.txt`, FOLDER);
  const whole = `# ${about}\n\n${text}\n`;
  if (Deno.args.includes("--rewrite")) return await Deno.writeTextFile(file, whole);
  assertEquals(await Deno.readTextFile(file), whole, `${name}.txt differs; see --rewrite`);
}
