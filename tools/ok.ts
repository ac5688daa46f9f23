/** `deno task ok`: all that must hold before a commit, in under a minute and without namespaces. */
import { giveUp, run } from "./command.ts";
import { close, ROOT, runSuite, UNIT } from "./suite.ts";

for (const [name, ...args] of [["fmt", "--check"], ["lint"], ["check"]] as const) {
  const { code, output } = await run([Deno.execPath(), name, "--quiet", ...args], { cwd: ROOT });
  if (code !== 0) giveUp(`deno ${name} found:\n${output}`);
  console.log(`deno ${name}: ok`);
}
close([await runSuite("unit", UNIT)]);
