/**
 * The next hb, made of a patched copy of this one's sources: it says a field more in every message,
 * report, saved state and lease, has a kind of message and of event that this one does not know, and
 * reads a level more. What it does is the same.
 */
import { makeExecutable } from "../tools/executable.ts";
import { isNewer, ROOT } from "../tools/suite.ts";

export const TOMORROW = "9.9.9-tomorrow";
const NAME = "hb-tomorrow";
const COPY = `${ROOT}/.cache/tomorrow`;
const OWN = ["tests/tomorrow.ts", "tests/with_more.ts"].map((file) => `${ROOT}/${file}`);

export interface Patch {
  readonly file: string;
  /** Found once. */
  readonly find: string;
  readonly put: string;
}

const MORE = 'import { withMore } from "../model/with_more.ts";\n';
const onTop = (file: string): Patch => ({
  file,
  find: "import * as v",
  put: `${MORE}import * as v`,
});

export const PATCHES: readonly Patch[] = [
  {
    file: "src/wire/levels.ts",
    find: "LEVELS: Levels = { lowest: 1, highest: 1 }",
    put: "LEVELS: Levels = { lowest: 1, highest: 2 }",
  },
  onTop("src/wire/letter.ts"),
  {
    file: "src/wire/letter.ts",
    find: "JSON.stringify({ ...message, level, to, at })",
    put: "JSON.stringify({ ...withMore(message), level, to, at })",
  },
  {
    file: "src/wire/message.ts",
    find: 'v.object({ kind: v.literal("want") }),',
    put: 'v.object({ kind: v.literal("want") }), v.object({ kind: v.literal("song") }),',
  },
  {
    file: "src/node/speaker.ts",
    find: "return this.send(message, null, now);",
    put: `const sung = this.sungAt !== undefined && since(this.sungAt, now) < 1000;
    if (!sung) this.sungAt = now;
    return [
      ...this.send({ kind: "song" }, null, now),
      ...this.send(message, null, now),
      ...(sung ? [] : [{ kind: "report", event: { kind: "sung" } }]),
    ];`,
  },
  {
    file: "src/status/describe.ts",
    find: "    default:\n",
    put: '    case "sung": return info("has sung");\n    default:\n',
  },
  onTop("src/io/saved_state.ts"),
  { file: "src/io/saved_state.ts", find: "const FORMAT = 1;", put: "const FORMAT = 2;" },
  {
    file: "src/io/saved_state.ts",
    find: "{ format: FORMAT, ...believable }",
    put: "{ format: FORMAT, readableFrom: 1, ...withMore(believable) }",
  },
  onTop("src/io/lease_file.ts"),
  {
    file: "src/io/lease_file.ts",
    find: "JSON.stringify(left, neverAsWord)",
    put: "JSON.stringify({ ...left, news: { of: 2030 } }, neverAsWord)",
  },
];

/** Null: the text has not exactly one place for the patch. */
export function apply({ find, put }: Patch, text: string): string | null {
  const [before, after, ...more] = text.split(find);
  return after === undefined || more.length > 0 ? null : `${before}${put}${after}`;
}

/** Makes dist/hb-tomorrow, unless it is newer than all that it is made of. @returns its path. */
export async function makeTomorrow(): Promise<string> {
  const path = `${ROOT}/dist/${NAME}`;
  if (await isNewer(path, OWN)) return path;
  console.log(`Building dist/${NAME} …`);
  await Deno.remove(COPY, { recursive: true }).catch(() => {});
  await copy("src");
  for (const file of ["main.ts", "deno.json", "deno.lock"]) {
    await Deno.copyFile(`${ROOT}/${file}`, `${COPY}/${file}`);
  }
  await Deno.copyFile(`${ROOT}/tests/with_more.ts`, `${COPY}/src/model/with_more.ts`);
  for (const patch of PATCHES) {
    const file = `${COPY}/${patch.file}`;
    const changed = apply(patch, await Deno.readTextFile(file));
    if (changed === null) throw new Error(`Cannot patch ${file}: not once in it: ${patch.find}`);
    await Deno.writeTextFile(file, changed);
  }
  const info = { version: TOMORROW, commit: "tomorrow" };
  await makeExecutable({ name: NAME, sources: COPY, info });
  return path;
}

async function copy(room: string): Promise<void> {
  await Deno.mkdir(`${COPY}/${room}`, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}/${room}`)) {
    const path = `${room}/${name}`;
    if (isDirectory) await copy(path);
    else await Deno.copyFile(`${ROOT}/${path}`, `${COPY}/${path}`);
  }
}
