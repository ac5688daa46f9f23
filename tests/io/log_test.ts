import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { LogConfig } from "../../src/model/mod.ts";
import { eventually } from "./namespaces.ts";

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d node1 /;

/** A process that logs what it is fed. */
class Logging implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly errors: Promise<string>;

  constructor(config: LogConfig, journal = "1:2") {
    const script = `JOURNAL_STREAM="${journal}" exec "$@"`;
    const program = [Deno.execPath(), "run", "--allow-all", import.meta.resolve("./log_child.ts")];
    this.#process = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...program, JSON.stringify(config)],
      stdin: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.errors = new Response(this.#process.stderr).text();
  }

  async feed(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  async end(): Promise<string> {
    await this.#input.close();
    await this.#process.status;
    return await this.errors;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.status;
  }
}

Deno.test("every event is one line, whatever is in it, up to the last word before the exit", async () => {
  await using logging = new Logging({ level: "info" });
  await logging.feed(JSON.stringify("agent said {a}\nnode1 error: forged \x1b[31m"));
  const [first, last, ...rest] = (await logging.end()).split("\n");
  assertMatch(first!, STAMP);
  assertStringIncludes(first!, "warning: agent said {a} | node1 error: forged \\u001b[31m");
  assertStringIncludes(last!, "error: the last word");
  assertEquals(rest, [""]);
});

Deno.test("under the journal, which stamps lines itself, only their priority is told", async () => {
  const whatItSet = "$(stat -Lc %d:%i /proc/self/fd/2)";
  await using logging = new Logging({ level: "info" }, whatItSet);
  await logging.feed(`"one"`);
  assertEquals(await logging.end(), "<4>one\n<3>the last word\n");
});

Deno.test("a file that logrotate has moved is opened anew on reopen", async () => {
  const directory = await Deno.makeTempDir();
  const file = `${directory}/hb.log`;
  await using logging = new Logging({ level: "info", file });
  const read = async (path: string) => {
    return await Deno.readTextFile(path).catch(() => "");
  };
  await logging.feed(`"before"`);
  await eventually(async () => (await read(file)).endsWith("node1 warning: before\n"));
  await Deno.rename(file, `${file}.1`);
  await logging.feed("reopen");
  await logging.feed(`"after"`);
  await eventually(async () => (await read(file)).endsWith("node1 warning: after\n"));
  await logging.end();
  assertEquals((await read(file)).trim().split("\n").length, 2);
  assertEquals((await Deno.stat(file)).mode! & 0o777, 0o640);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a file that cannot be written is said once, and logging goes on", async () => {
  await using logging = new Logging({ level: "info", file: "/nowhere/hb.log" });
  await logging.feed(`"one"`);
  await logging.feed(`"two"`);
  const said = await logging.end();
  assertEquals(said.match(/Cannot write the log file \/nowhere\/hb.log: No such file/g)?.length, 1);
  assertStringIncludes(said, "warning: two");
});
