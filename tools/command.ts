/** Running other programs from the project's own tasks. */

export interface Ended {
  readonly code: number;
  readonly output: string;
}

export interface CommandOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Milliseconds after which the program and all that it started are killed. */
  readonly bound?: number;
  /** True: what it prints is shown at once and not returned. */
  readonly shown?: boolean;
}

/** Runs `argv` to its end. A program that is not there ends with code 127. */
export async function run(
  argv: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<Ended> {
  const [program, ...args] = argv;
  const channel = options.shown ? "inherit" : "piped";
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      env: options.env ?? {},
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdin: "null",
      stdout: channel,
      stderr: channel,
    }).spawn();
  } catch (cause) {
    return { code: 127, output: `Cannot run ${program}: ${(cause as Error).message}` };
  }
  const timer = options.bound === undefined ? null : setTimeout(() => {
    child.kill("SIGKILL");
  }, options.bound);
  const ended = options.shown
    ? { code: (await child.status).code, output: "" }
    : await child.output().then(({ code, stdout, stderr }) => ({
      code,
      output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr),
    }));
  if (timer !== null) clearTimeout(timer);
  return ended;
}

/** Ends the task with a sentence and no stack: the reader is at a terminal. */
export function giveUp(sentence: string): never {
  console.error(sentence);
  Deno.exit(1);
}
