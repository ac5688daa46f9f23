/** Who is asked what a cluster would do: hb's modules, hb as a program, or Pacemaker's crm_simulate. */
import { readCib, readTime } from "../../src/cib/mod.ts";
import { simulate, simulationLines } from "../../src/simulation/mod.ts";

/** The text of a simulation, or why there is none. */
export type Answer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none"; readonly why: string };

/** `now`: the moment to look from, in seconds since 1970; null: as the CIB says. */
export type Contender = (file: string, now: string | null) => Promise<Answer>;

export const modules: Contender = async (file, now) => {
  const at = now === null ? null : readTime(now);
  const settings = at === null ? { now: Math.floor(Date.now() / 1000) } : { at };
  const text = await Deno.readTextFile(file);
  try {
    const read = readCib(text, settings);
    if (!read.ok) return { kind: "none", why: read.problem.map(({ text }) => text).join("; ") };
    return { kind: "text", text: simulationLines(simulate(read.value)).join("\n") };
  } catch (error) {
    return { kind: "none", why: (error as Error).stack ?? String(error) };
  }
};

/** `command`: how hb is called, e.g. a path to its binary. */
export const program = (command: readonly [string, ...string[]]): Contender => async (file, now) =>
  await ask([...command, "simulate", "--cib", file, ...(now === null ? [] : ["--at", now])]);

export const oracle: Contender = async (file, now) =>
  await ask(["crm_simulate", "-x", file, "-S", ...(now === null ? [] : ["-t", now])]);

/**
 * Of a plan that goes round in circles crm_simulate says that it failed and prints half of it: there is
 * nothing to equal.
 */
async function ask([program, ...args]: readonly [string, ...string[]]): Promise<Answer> {
  const command = new Deno.Command(program, { args, stdin: "null", env: { LC_ALL: "C" } });
  const { code, stdout, stderr } = await command.output();
  const complaints = new TextDecoder().decode(stderr);
  if (code === 0 && !complaints.includes("Transition failed")) {
    return { kind: "text", text: new TextDecoder().decode(stdout) };
  }
  return { kind: "none", why: complaints.trim().split("\n").at(-1) || `exit status ${code}` };
}
