/** `hb simulate`: what a cluster would do now, and how it would stand afterwards; nothing is touched. */
import { allocationScores } from "../scheduler/mod.ts";
import {
  simulate as simulateCluster,
  simulationDocument,
  simulationLines,
} from "../simulation/mod.ts";
import type { Command } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { jsonLines } from "./words.ts";
import { readSource, SOURCE, SUPPOSED } from "./simulation_source.ts";

export const simulate: Command = {
  name: "simulate",
  operands: "[FILE]",
  fewest: 0,
  most: 1,
  summary: "What a cluster would do now, and how it would stand afterwards",
  details:
    "FILE is a cluster.toml; --cib takes a cluster of Pacemaker's instead. No daemon is asked and\n" +
    "nothing is changed. The text is that of crm_simulate -S.",
  options: [
    ...SOURCE,
    ...SUPPOSED,
    { name: "scores", help: "Each resource's score for each node" },
    { name: "json", help: "As JSON, with every action's reason and every score's parts" },
  ],
  run: async (given, world) => {
    const [file] = given.operands;
    const cluster = file === undefined ? null : { file, running: false };
    const source = await readSource(given, world, cluster);
    if (!source.ok) {
      world.complain(source.problem.text);
      return source.problem.code;
    }
    const detailed = given.flags.has("json") || given.flags.has("scores");
    const simulation = simulateCluster(source.value.input, detailed);
    if (given.flags.has("json")) {
      world.print(jsonLines(simulationDocument(simulation)));
      return ExitCode.done;
    }
    const scores = given.flags.has("scores") ? { scores: allocationScores(simulation.plan) } : {};
    world.print(simulationLines(simulation, { date: source.value.date, ...scores }));
    return ExitCode.done;
  },
};
