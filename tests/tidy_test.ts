/** The code's form: what DESIGN says of modules, sizes and names, so that the picture cannot rot. */
import { assertEquals } from "@std/assert";

const ROOT = new URL("..", import.meta.url).pathname;

/** Who may import whom, by `mod.ts`; `std`, the import map's @std entries, is for all. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  model: [],
  std: [],
  config: ["model"],
  wire: ["model"],
  agent: ["model"],
  fencing: ["model"],
  arbiter: ["model"],
  membership: ["model", "wire"],
  scheduler: ["model", "agent"],
  cib: ["model", "scheduler"],
  simulation: ["model", "scheduler"],
  coordinator: ["model", "wire", "agent", "membership"],
  transition: ["model", "wire", "scheduler"],
  node: [
    "model",
    "config",
    "wire",
    "agent",
    "fencing",
    "arbiter",
    "membership",
    "scheduler",
    "coordinator",
    "transition",
  ],
  status: ["model", "config", "node"],
  tools: ["model", "node", "status"],
  cli: [
    "model",
    "config",
    "cib",
    "agent",
    "fencing",
    "scheduler",
    "simulation",
    "node",
    "status",
    "tools",
    "io",
    "lab",
  ],
  io: ["model", "config", "wire", "agent", "fencing", "arbiter", "node", "status", "tools"],
  lab: ["io", "status"],
};

/** Modules that may touch the world: Deno, clocks, timers. */
const WORLDLY = /^src\/(io|lab)\/|^src\/cli\/demo[a-z_]*\.ts$|^main\.ts$/;
/** Modules whose code is pure and synchronous. */
const PURE =
  /^src\/(model|config|wire|agent|fencing|arbiter|membership|scheduler|cib|simulation|coordinator|transition|node)\//;
const AMBIENT = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|set(Timeout|Interval)\()/;

const VAGUE = /(^|_)(utils?|helpers?|managers?|misc|common|stuff|things?)(_|\.|$)/;
const LONGEST = 400;
const LONGEST_GOLDEN = 150;

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  readonly imports: readonly string[];
  /** Those of them that are run before the file itself. */
  readonly importsNow: readonly string[];
}

const files = await readAll();
const typescript = files.filter(({ path }) => /\.tsx?$/.test(path));
const sources = typescript.filter(({ path }) => path.startsWith("src/"));

Deno.test("modules import only downwards, and each other only by mod.ts", () => {
  const wrong = sources.flatMap(({ path, imports }) => {
    const from = moduleOf(path);
    return imports.filter((target) => target.startsWith("src/")).flatMap((target) => {
      const to = moduleOf(target);
      if (to === from || to === "std") return [];
      const fine = MODULES[from]?.includes(to) && target === `src/${to}/mod.ts`;
      return fine ? [] : [`${path} imports ${target}`];
    });
  });
  assertEquals(wrong, []);
});

Deno.test("every module is in the table, has a mod.ts, and says in a header what it is for", () => {
  const rooms = new Set(sources.map(({ path }) => moduleOf(path)));
  const wrong = [...rooms].flatMap((room) => {
    if (MODULES[room] === undefined) return [`src/${room} is not in the table`];
    if (room === "std") return [];
    const face = sources.find(({ path }) => path === `src/${room}/mod.ts`);
    if (face === undefined) return [`src/${room} has no mod.ts`];
    return face.text.startsWith("/**") ? [] : [`src/${room}/mod.ts has no header`];
  });
  assertEquals(wrong, []);
});

Deno.test("only io, the lab and the demo name Deno", () => {
  const naming = sources.filter(({ path, code }) => !WORLDLY.test(path) && /\bDeno\./.test(code));
  assertEquals(paths(naming), []);
});

Deno.test("words leave only over the borders that make them printable", () => {
  const borders: readonly (readonly [RegExp, RegExp])[] = [
    // The lab and the demo hand on what hb itself has said.
    [
      /\bconsole\.(log|info|warn|error|debug)\(|\bstd(out|err)\.(write|fd)|writeSync\(/,
      /^src\/(cli\/(real_world|demo|demo_screen)|io\/(log|start_daemon|short_lives|libc|[a-z_]*file[a-z_]*)|lab\/\w+)\.ts$/,
    ],
    [/\bsendToUnixSocket\(/, /^src\/io\/(notify|syslog|unix_datagram)\.ts$/],
    [/\bcontext\.(text|json|html|body)\(/, /^src\/status\/app\.ts$/],
  ];
  const wrong = sources.flatMap(({ path, code }) =>
    borders.flatMap(([way, allowed]) => way.test(code) && !allowed.test(path) ? [path] : [])
  );
  assertEquals(wrong, []);
});

Deno.test("the engine's modules know no ambient clock, timer or chance, and never wait", () => {
  const impure = sources.filter(({ path, code }) =>
    PURE.test(path) && (AMBIENT.test(code) || /\b(await|async)\b/.test(code))
  );
  assertEquals(paths(impure), []);
});

Deno.test("files have names that say what they hold", () => {
  const vague = files.filter(({ path }) => VAGUE.test(path.split("/").at(-1) ?? ""));
  const wild = typescript.filter(({ path }) => !/^[a-z0-9_./]+$/.test(path));
  assertEquals(paths([...vague, ...wild]), []);
});

Deno.test("nothing is left for later", () => {
  const marks = new RegExp(
    ["TO" + "DO", "FIX" + "ME", "X" + "XX"].map((mark) => `\\b${mark}\\b`).join("|"),
  );
  assertEquals(paths(files.filter(({ text }) => marks.test(text))), []);
});

Deno.test("files can be read in one sitting", () => {
  const lines = ({ text }: SourceFile) => text.split("\n").length - 1;
  const long = typescript.filter((file) => lines(file) > LONGEST);
  const goldens = files.filter((file) =>
    file.path.startsWith("tests/golden/") && lines(file) > LONGEST_GOLDEN
  );
  assertEquals([...long, ...goldens].map((file) => `${file.path}: ${lines(file)} lines`), []);
});

Deno.test("the daemon says its first word before most of hb is read", () => {
  const early = ["model", "std", "wire", "cli", "io"];
  const now = reach(["main.ts", "src/cli/run.ts"], ({ importsNow }) => importsNow);
  const heavy = [...now].filter((path) =>
    path.startsWith("src/") && !early.includes(moduleOf(path))
  );
  assertEquals([heavy, now.has("src/io/first_word.ts")], [[], true]);
});

Deno.test("every source file is reached from main.ts", () => {
  const live = reach(["main.ts"]);
  const dead = sources.filter(({ path }) => !live.has(path) && moduleOf(path) !== "std");
  assertEquals(paths(dead), []);
});

Deno.test("every file of the tests and tools is used by a test or a task", () => {
  const tasks = files.filter(({ path }) => ["deno.json", ".ci/run"].includes(path))
    .map(({ text }) => text).join();
  const starts = typescript.map(({ path }) => path)
    .filter((path) =>
      /_test\.tsx?$/.test(path) || tasks.includes(path) || path === "tests/bench/main.ts"
    );
  const live = reach(starts);
  const run = typescript.filter(({ path }) => live.has(path)).map(({ code }) => code).join();
  const dead = typescript.filter(({ path }) =>
    /^(tests|tools)\//.test(path) && !live.has(path) &&
    // A test may run it as a process of its own.
    !run.includes(`/${path.split("/").at(-1)}"`)
  );
  assertEquals(paths(dead), []);
});

Deno.test("no file knows the machine that it was written on", () => {
  const own = new RegExp(
    ["/wo" + "rk/", "/ro" + "ot/\\.", "regis" + "try\\.", "jsr\\.i" + "o"].join("|"),
  );
  const knowing = files.filter(({ path, text }) => path !== "deno.lock" && own.test(text));
  assertEquals(paths(knowing), []);
});

const paths = (found: readonly SourceFile[]): readonly string[] => found.map(({ path }) => path);

const moduleOf = (path: string): string => path.split("/")[1] ?? "";

/** All files reached from `starts` by imports. */
function reach(
  starts: readonly string[],
  importsOf: (file: SourceFile) => readonly string[] = ({ imports }) => imports,
): ReadonlySet<string> {
  const byPath = new Map(typescript.map((file) => [file.path, file]));
  const live = new Set<string>();
  const queue = [...starts];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (live.has(path)) continue;
    live.add(path);
    const file = byPath.get(path);
    if (file !== undefined) queue.push(...importsOf(file));
  }
  return live;
}

async function readAll(): Promise<readonly SourceFile[]> {
  const map = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).imports;
  const found: SourceFile[] = [];
  const rooms = [""];
  for (let room = rooms.pop(); room !== undefined; room = rooms.pop()) {
    for await (const { name, isDirectory, isFile } of Deno.readDir(`${ROOT}${room}`)) {
      const path = `${room}${name}`;
      if (isDirectory && ![".git", ".cache", "dist", "coverage"].includes(name)) {
        rooms.push(`${path}/`);
      }
      if (!isFile) continue;
      const text = await Deno.readTextFile(`${ROOT}${path}`);
      const now = text.replaceAll(/^(import|export) type\b[^;]*;|\bimport\(/gm, "");
      found.push({
        path,
        text,
        code: codeOf(text),
        imports: importsOf(path, text, map),
        importsNow: importsOf(path, now, map),
      });
    }
  }
  return found.sort((one, other) => one.path < other.path ? -1 : 1);
}

function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}

/** Paths of the project's own files that `text` imports, types' files included. */
function importsOf(
  path: string,
  text: string,
  map: Readonly<Record<string, string>>,
): readonly string[] {
  const names = [
    ...text.matchAll(/^(?:import|export)\b[^"';]*?from\s+"([^"]+)"/gm),
    ...text.matchAll(/^import\s+"([^"]+)"/gm),
    ...text.matchAll(/\bimport\("([^"]+)"\)/g),
    ...text.matchAll(/@ts-types="([^"]+)"/g),
  ].map(([, name]) => name ?? "");
  return names.flatMap((name) => {
    const target = map[name] ?? name;
    if (target.startsWith("./") && target !== name) return [target.slice(2)];
    if (!target.startsWith(".")) return [];
    return [new URL(target, `file:///${path}`).pathname.slice(1)];
  });
}
