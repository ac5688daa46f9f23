/** `deno task sim [SEED [groups | mixture] | --for SECONDS]`: replays one seed line by line, or runs random ones. */
import type { Load } from "./draw_config.ts";
import { simulate } from "./simulate.ts";

const LOADS: readonly Load[] = ["mixture", "groups"];

const [first = "--for", second, third] = Deno.args;
if (first === "--for") {
  const limit = Number(second ?? 60);
  const end = performance.now() + limit * 1000;
  const from = Math.floor(Math.random() * 2 ** 31);
  const loads = third === undefined ? LOADS : [third as Load];
  let runs = 0, events = 0, seconds = 0, bad = 0;
  for (let seed = from; performance.now() < end; seed += 1) {
    const run = simulate(seed, loads[seed % loads.length] as Load);
    runs += 1;
    events += run.events;
    seconds += run.seconds;
    if (run.violation === null) continue;
    bad += 1;
    console.log(`${run.summary}\n  ${run.violation}`);
  }
  const speed = (seconds / limit).toFixed(0);
  console.log(`${runs} seeds from ${from}, ${events} events, ${speed} simulated s/s`);
  console.log(`${runs - bad} passed, ${bad} failed`);
  Deno.exit(bad === 0 ? 0 : 1);
} else {
  const run = simulate(Number(first), (second ?? "mixture") as Load);
  console.log(run.log.join("\n"));
  console.log(run.summary);
  console.log(run.violation ?? "no violation");
  Deno.exit(run.violation === null ? 0 : 1);
}
