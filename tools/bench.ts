/** `deno task bench`: measures the built binary and prints a table; it never fails on a figure. */
import { run } from "./command.ts";
import { needBinary, ROOT } from "./suite.ts";

await needBinary();
const bench = [Deno.execPath(), "run", "-A", "tests/bench/main.ts", ...Deno.args] as const;
Deno.exit((await run([...bench], { cwd: ROOT, shown: true })).code);
