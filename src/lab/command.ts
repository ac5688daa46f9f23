/** Short commands that the lab runs, and the one way in which it fails. */

/** What the lab cannot do here, in a sentence. Only the demo and the tests catch it. */
export class LabProblem extends Error {
  override name = "LabProblem";
}

export interface Ended {
  readonly code: number;
  /** Standard output and standard error, in this order. */
  readonly output: string;
}

/** Runs `argv` to its end with `input` as its standard input; 127 where it is not there. */
export async function run(argv: readonly string[], input = ""): Promise<Ended> {
  const [program = "", ...args] = argv;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    return { code: 127, output: `${program}: ${(cause as Error).message}` };
  }
  const writer = child.stdin.getWriter();
  // A program that has ended does not read: its exit code says more than a broken pipe does.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** The same where failing is not expected. @throws {LabProblem} */
export async function must(argv: readonly string[], input = ""): Promise<string> {
  const { code, output } = await run(argv, input);
  if (code !== 0) {
    throw new LabProblem(
      `Cannot run ${argv.join(" ")}: it ended with ${code}: ${input}${output.trim()}`,
    );
  }
  return output;
}

/** Whether `program` is on this host's PATH or in an administrator's directories. */
export function findProgram(program: string): string | null {
  const rooms = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/sbin", "/usr/bin"];
  for (const room of rooms) {
    try {
      if (room !== "" && Deno.statSync(`${room}/${program}`).isFile) return `${room}/${program}`;
    } catch {
      continue;
    }
  }
  return null;
}
