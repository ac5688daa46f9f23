/**
 * `deno task bench [ROUNDS]`: what a client sees, and what an idle daemon costs, of the built binary
 * at keepalive 200 ms and deadtime 1 s. Prints a table beside its peers' figures, measured on the
 * same scenarios; asserts nothing.
 */
import { type HbCommand, labProblem } from "../../src/lab/mod.ts";
import { idle } from "./idle.ts";
import { CASES } from "./cases.ts";
import { longestStages, scheduling, simulating } from "./scheduler.ts";
import { starting } from "./starting.ts";
import { printTable, type Row, spread } from "./table.ts";

const HB: HbCommand = [new URL("../../dist/hb", import.meta.url).pathname];
const ROUNDS = 5;

const problem = await labProblem();
if (problem !== null) {
  console.error(`Cannot measure: ${problem}.`);
  Deno.exit(1);
}
const rounds = Number(Deno.args[0] ?? ROUNDS);
const rows: Row[] = [];
for (const { what, aim, peers, measure } of CASES) {
  const found: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    note(`${what}: ${round} of ${rounds}`);
    try {
      found.push(await measure(HB));
    } catch (cause) {
      note(`${what}: ${(cause as Error).message}\n`);
    }
  }
  rows.push({ what, hb: spread(found, rounds), aim, peers });
}
note("idle");
rows.push(...await idle(HB));
note("agents begun on a busy host");
rows.push(...await starting(rounds));
note("the scheduler");
rows.push(...scheduling(rounds), ...longestStages(rounds), ...simulating(HB, rounds));
note("");
printTable(rows, rounds);

/** Progress, on one line of the terminal. */
function note(text: string): void {
  if (Deno.stderr.isTerminal()) {
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[2K${text}`));
  } else if (text !== "") console.error(text);
}
