/** Running a part of the tests and counting what came of it. */
import { giveUp, run } from "./command.ts";

export const ROOT: string = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Names of the tests that did not run; each says why in its own name or a line of its own. */
  readonly leftOut: readonly string[];
}

/** What needs only the runtime itself. File by file on all processors: none needs the host for itself. */
export const UNIT = ["--parallel", "tests", "--ignore=tests/e2e,tests/bench"] as const;
/** What needs namespaces and `dist/hb`. */
export const E2E = ["tests/e2e"] as const;

/** Runs `deno test` on what is named, shown as it goes. */
export async function runSuite(
  name: string,
  what: readonly string[],
  env: Record<string, string> = {},
): Promise<Tally> {
  const report = `${ROOT}/.cache/junit-${name}.xml`;
  await Deno.mkdir(`${ROOT}/.cache`, { recursive: true });
  await Deno.remove(report).catch(() => {});
  const { code } = await run([Deno.execPath(), "test", "-A", `--junit-path=${report}`, ...what], {
    cwd: ROOT,
    env,
    shown: true,
  });
  const xml = await Deno.readTextFile(report).catch(() => "");
  const tally = tallyOf(xml);
  // A file that does not compile, or a test that leaks, fails the run without a failed test case.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** Counts a JUnit report's cases: steps count as tests, ignored tests as left out. */
export function tallyOf(xml: string): Tally {
  const cases = [...xml.matchAll(/<testcase name="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g)];
  const leftOut = cases.filter(([, , body]) => body?.includes("<skipped"));
  const failed = cases.filter(([, , body]) => /<(failure|error)\b/.test(body ?? ""));
  return {
    passed: cases.length - leftOut.length - failed.length,
    failed: failed.length,
    leftOut: leftOut.map(([, name]) => unescape(name ?? "")),
  };
}

const unescape = (text: string): string =>
  text.replace(
    /&(gt|lt|quot|apos|amp);/g,
    (_, name) => ({ gt: ">", lt: "<", quot: '"', apos: "'", amp: "&" })[name as string] ?? "",
  );

/** Prints the closing line that people and CI read, and ends with the status that it deserves. */
export function close(tallies: readonly Tally[]): never {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const leftOut = tallies.flatMap((tally) => tally.leftOut);
  console.log("");
  for (const name of leftOut) console.log(`left out: ${name}`);
  const skipped = leftOut.length === 0 ? "" : `, ${leftOut.length} skipped`;
  console.log(`${passed} passed, ${failed} failed${skipped}`);
  Deno.exit(failed === 0 ? 0 : 1);
}

/** Builds `dist/hb` unless it is newer than all that it is made of. Null, or why it cannot be. */
export async function freshBinary(): Promise<string | null> {
  if (await isNewer(`${ROOT}/dist/hb`)) return null;
  console.log("Building dist/hb …");
  const { code, output } = await run([Deno.execPath(), "run", "-A", "tools/build.ts"], {
    cwd: ROOT,
  });
  console.log(output.trim());
  return code === 0 ? null : "dist/hb cannot be built here (see above)";
}

/** The same, for a task that is nothing without it. */
export async function needBinary(): Promise<void> {
  const problem = await freshBinary();
  if (problem !== null) giveUp(problem);
}

/** Whether an executable is newer than the sources, and than `besides`. */
export async function isNewer(path: string, besides: readonly string[] = []): Promise<boolean> {
  const times = await Promise.all([newestSource(), ...besides.map(modified)]);
  return await modified(path) > Math.max(...times);
}

async function newestSource(): Promise<number> {
  let newest = 0;
  const rooms = [`${ROOT}/src`, `${ROOT}/tools`];
  for (const file of ["main.ts", "deno.json"]) {
    newest = Math.max(newest, await modified(`${ROOT}/${file}`));
  }
  for (let room = rooms.pop(); room !== undefined; room = rooms.pop()) {
    for await (const entry of Deno.readDir(room)) {
      if (entry.isDirectory) rooms.push(`${room}/${entry.name}`);
      else newest = Math.max(newest, await modified(`${room}/${entry.name}`));
    }
  }
  return newest;
}

const modified = (path: string): Promise<number> =>
  Deno.stat(path).then(({ mtime }) => mtime?.getTime() ?? 0, () => 0);
