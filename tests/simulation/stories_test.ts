/** Whole simulations of small clusters: tests/golden/simulation, as crm_simulate tells them. */
import { assert } from "@std/assert";
import { readCib } from "../../src/cib/mod.ts";
import { simulate, simulationLines } from "../../src/simulation/mod.ts";
import { replay } from "../replay.ts";

replay("golden/simulation", (given) => {
  const read = readCib(given.join("\n"), { now: 1_600_000_000 });
  assert(read.ok);
  return `${simulationLines(simulate(read.value)).join("\n")}\n`;
});
