/**
 * How late a loop is at the worst while it begins many agents at once. To be run as a process of its
 * own, on V8's flags of dist/hb: prints that in milliseconds, and how long it took in all.
 */
import { runProgram } from "../../src/io/agent_process.ts";
import { becomeRealtime } from "../../src/io/realtime.ts";

const AGENTS = 200;
const BEAT = 5;

becomeRealtime();
let worst = 0;
let due = performance.now() + BEAT;
let timer = setTimeout(beat, BEAT);

function beat(): void {
  const now = performance.now();
  worst = Math.max(worst, now - due);
  due = now + BEAT;
  timer = setTimeout(beat, BEAT);
}

const agent = { programs: ["/bin/true"], args: [], env: { PATH: "/usr/bin:/bin" } } as const;
const all = async () => {
  const begun = performance.now();
  const outcomes = await Promise.all(
    Array.from({ length: AGENTS }, () => runProgram(agent, { timeout: 60_000 })),
  );
  const bad = outcomes.filter((outcome) => outcome.kind !== "exited" || outcome.status !== 0);
  if (bad.length > 0) throw new Error(`${bad.length} agents did not run`);
  return performance.now() - begun;
};
// Once without measuring: what is compiled at the first use is no matter of a daemon that has run.
await all();
worst = 0;
const took = await all();
clearTimeout(timer);
console.log(JSON.stringify({ worst, took }));
