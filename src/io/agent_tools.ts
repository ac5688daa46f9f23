/** The tools of Pacemaker that agents call: each a few lines of shell that ask hb under its name. */
import { TOOL_NAMES } from "../tools/mod.ts";

/** Makes them in `directory`, for the very hb that runs. @throws where that is not possible. */
export async function makeAgentTools(directory: string): Promise<void> {
  await Deno.mkdir(directory, { recursive: true, mode: 0o755 });
  const script = `#!/bin/sh\nexec ${ownCommand().map(quoted).join(" ")} tool "\${0##*/}" "$@"\n`;
  for (const tool of TOOL_NAMES) {
    const path = `${directory}/${tool}`;
    // Replaced at once: an agent of an earlier life may be about to run it.
    await Deno.writeTextFile(`${path}.new`, script, { mode: 0o755 });
    await Deno.chmod(`${path}.new`, 0o755);
    await Deno.rename(`${path}.new`, path);
  }
}

/** What runs this process: the executable, or Deno with the source. */
function ownCommand(): readonly string[] {
  const program = Deno.execPath();
  if (Deno.build.standalone) return [program];
  return [program, "run", "-A", "--no-check", new URL(Deno.mainModule).pathname];
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
