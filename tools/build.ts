/** `deno task build`: makes `dist/hb`, the one executable. */
import type { BuildInfo } from "../src/cli/build_info.ts";
import { giveUp, run } from "./command.ts";
import { makeExecutable } from "./executable.ts";
import { ROOT } from "./suite.ts";

const BINARY = `${ROOT}/dist/hb`;

const way = await makeExecutable({ name: "hb", sources: ROOT, info: await buildInfo() });

const megabytes = ((await Deno.stat(BINARY)).size / 1e6).toFixed(1);
const { code, output } = await run([BINARY, "version"]);
if (code !== 0) giveUp(`dist/hb was built but does not run:\n${output}`);
console.log(`dist/hb: ${megabytes} MB, ${way}\n${output.trim()}`);

async function buildInfo(): Promise<BuildInfo> {
  const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  const head = await run(["git", "-C", ROOT, "rev-parse", "--short=10", "HEAD"]);
  const changes = await run(["git", "-C", ROOT, "status", "--porcelain", "src", "main.ts"]);
  const commit = head.code === 0 ? head.output.trim() : "unknown";
  return {
    version,
    commit: changes.code === 0 && changes.output !== "" ? `${commit}+changes` : commit,
  };
}
