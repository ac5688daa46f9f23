/**
 * Parts that a process of its own plays inside a namespace: hb runs itself again with the part's
 * name and arguments in its environment. Each prints one line of JSON for each thing to be told.
 */
import { labNow } from "./until.ts";

/** The variable that makes `hb demo` play a part instead. */
export const PART = "HB_LAB_PART";
const ARGUMENTS = "HB_LAB_ARGUMENTS";

/** How hb is run: the executable alone, or Deno with `main.ts`. */
export type HbCommand = readonly [string, ...string[]];

/**
 * Runs `argv` at real-time priority from its first instruction, where the machine permits it: as
 * config/hb.service starts hb, and so that what is measured is hb and not a busy machine.
 */
export const promptly = (argv: readonly string[]): readonly string[] => [
  "sh",
  "-c",
  'chrt --rr --reset-on-fork --pid 1 $$ 2>/dev/null; exec "$@"',
  "sh",
  ...argv,
];

/** The words that run a part, to be entered into a namespace. */
export function partCommand(
  hb: HbCommand,
  part: string,
  args: readonly string[],
): readonly string[] {
  return ["env", `${PART}=${part}`, `${ARGUMENTS}=${JSON.stringify(args)}`, ...hb, "demo"];
}

/** The same for one that measures. */
export const promptPart = (...part: Parameters<typeof partCommand>): readonly string[] =>
  promptly(partCommand(...part));

/** What the part was given. */
export function partArguments(): readonly string[] {
  return JSON.parse(Deno.env.get(ARGUMENTS) ?? "[]");
}

/** Tells the lab one thing, with the time. */
export function tell(what: Record<string, unknown>): void {
  const line = new TextEncoder().encode(`${JSON.stringify({ at: labNow(), ...what })}\n`);
  // Synchronous and whole: a line is there once the call returns, even if the part is then killed.
  Deno.stdout.writeSync(line);
}

/** A running part as the lab sees it. */
export class PartProcess<Told> {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  /** All that it told so far. */
  readonly told: Told[] = [];

  constructor(argv: readonly string[]) {
    const [program = "", ...args] = argv;
    this.#child = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  get pid(): number {
    return this.#child.pid;
  }

  async write(text: string): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    writer.releaseLock();
  }

  /** Ends it; all that it told before is there. */
  async end(): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
    await this.#reading;
  }

  /** Waits until it ends by itself. */
  async ended(): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    await this.#child.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.told.push(JSON.parse(line));
    }
  }
}
