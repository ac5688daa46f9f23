/**
 * `deno task build`: makes `dist/hb`, the one executable.
 *
 * 1. All modules become a few files with the build's facts inside (version, commit): one for what every
 *    start needs, the others for what it imports when it comes to that (`import()`).
 * 2. `deno compile` joins it to Deno's runtime, `denort`. The ordinary way has the Deno that runs
 *    this task download its own denort (or take the one in $DENORT_BIN). Where that host cannot be
 *    reached, the denort carried by an npm package is used with the Deno of the same version.
 */
import type { BuildInfo } from "../src/cli/build_info.ts";
import { giveUp, run } from "./command.ts";
import { CARRIED_DENO, denortFromNpm } from "./denort.ts";

const ROOT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const CACHE = `${ROOT}/.cache`;
const BUNDLE = `${CACHE}/hb`;
const BINARY = `${ROOT}/dist/hb`;
/** A host behind a firewall that drops packets would otherwise be waited for without end. */
const DOWNLOAD_BOUND = 180_000;
/** The bundle is complete and checked already: no configuration, no lock file, no types. */
const COMPILE = [
  "compile",
  "--no-config",
  "--no-lock",
  "--no-check",
  "--unstable-net",
  // A code cache lies in $TMPDIR under a known name, and is run whoever wrote it.
  "--no-code-cache",
  "--allow-all",
  // At real-time priority the main thread would otherwise wait for V8's own threads, which have
  // ordinary priority: for marking 0.95 s, until the kernel throttles it; for a compiler's thread to
  // reach a safepoint 100 to 150 ms, at each scavenge beside 20 busy processes.
  "--v8-flags=--single-threaded",
  "--output",
  `${BINARY}.new`,
  `${BUNDLE}/main.js`,
] as const;

await Deno.mkdir(CACHE, { recursive: true });
await Deno.mkdir(`${ROOT}/dist`, { recursive: true });
await bundle(await buildInfo());
const way = await compileTheOrdinaryWay() ?? await compileWithNpm();
await Deno.rename(`${BINARY}.new`, BINARY);

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

/** Minified; the module with the facts of a run from source is replaced by the build's. */
async function bundle(info: BuildInfo): Promise<void> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  const rooted = Object.entries(imports as Record<string, string>).map(([name, target]) => [
    name,
    target.startsWith("./") ? `file://${ROOT}/${target.slice(2)}` : target,
  ]);
  const replaced = `file://${ROOT}/src/cli/build_info.ts`;
  await Deno.writeTextFile(
    `${CACHE}/build_info.ts`,
    `export const BUILD = ${JSON.stringify(info)};\n`,
  );
  await Deno.writeTextFile(
    `${CACHE}/import_map.json`,
    JSON.stringify({
      imports: { ...Object.fromEntries(rooted), [replaced]: `file://${CACHE}/build_info.ts` },
    }),
  );
  await Deno.remove(BUNDLE, { recursive: true }).catch(() => {});
  const { code, output } = await run([
    Deno.execPath(),
    "bundle",
    "--quiet",
    "--minify",
    "--code-splitting",
    "--import-map",
    `${CACHE}/import_map.json`,
    "--outdir",
    BUNDLE,
    `${ROOT}/main.ts`,
  ], { cwd: ROOT, bound: DOWNLOAD_BOUND });
  if (code !== 0) giveUp(`Cannot bundle main.ts:\n${output}`);
}

/** Null where denort cannot be had; any other failure ends the build. */
async function compileTheOrdinaryWay(): Promise<string | null> {
  const { code, output } = await run([Deno.execPath(), ...COMPILE], { bound: DOWNLOAD_BOUND });
  const from = Deno.env.get("DENORT_BIN") === undefined ? "downloaded" : "from $DENORT_BIN";
  if (code === 0) return `denort ${Deno.version.deno} ${from}`;
  const killed = code === 137 || code === 143;
  if (!killed && !/error sending request|base binary|Download failed/i.test(output)) {
    giveUp(`Cannot compile dist/hb:\n${output}`);
  }
  console.log(
    killed
      ? `denort ${Deno.version.deno} did not arrive within ${DOWNLOAD_BOUND / 1000} s;`
      : `denort ${Deno.version.deno} cannot be downloaded here;`,
    `taking denort ${CARRIED_DENO} out of an npm package.`,
  );
  return null;
}

async function compileWithNpm(): Promise<string> {
  const denort = await denortFromNpm(CACHE);
  const { code, output } = await run(["npx", "-y", `deno@${CARRIED_DENO}`, ...COMPILE], {
    // A company's own certificate authority is in the system's store, not in Deno's.
    env: { DENORT_BIN: denort, DENO_TLS_CA_STORE: "mozilla,system" },
    bound: 300_000,
  });
  if (code !== 0) giveUp(`Cannot compile dist/hb with Deno ${CARRIED_DENO}:\n${output}`);
  return `denort ${CARRIED_DENO} out of npm, sha256 checked`;
}
