/** Draws what a cluster is to run: groups alone, or all that the scheduler knows. */
import { parseConfig } from "../../src/config/mod.ts";
import type { ClusterConfig, Random } from "../../src/model/mod.ts";
import { drawMixture } from "./draw_mixture.ts";
import { clusterTable, LINK, type Shape } from "./shape.ts";

/**
 * groups: of plain resources. mixture: clones, constraints, attributes, options of all kinds besides.
 * The others are stories, each drawn whole (`stories.ts`).
 */
export type OldLoad = "groups" | "mixture";
export type Load = OldLoad | StoryLoad;

/**
 * world: with fencing, votes, arbiters and all that can go wrong with hosts (`story.ts`).
 * cuts, late, busy, fencing, arbiter: small clusters, one kind of trouble (`focus.ts`).
 * lasting: links that stay broken (`draw_lasting.ts`).
 * replays, astray, wipes, reverts, twins, sleeps: trouble across lives (`draw_lives.ts`).
 * harsh, many: worse weather and clocks; up to 32 nodes (`draw_harsh.ts`).
 * versions: any of these, in a fleet of two versions of hb (`versions.ts`).
 * changes: other configurations while a cluster runs (`draw_changes.ts`).
 */
export const STORY_LOADS = [
  "world",
  "cuts",
  "late",
  "busy",
  "fencing",
  "arbiter",
  "lasting",
  "replays",
  "astray",
  "wipes",
  "reverts",
  "twins",
  "sleeps",
  "harsh",
  "many",
  "versions",
  "changes",
] as const;
export type StoryLoad = typeof STORY_LOADS[number];

export function drawConfig(random: Random, shape: Shape, load: OldLoad): ClusterConfig {
  const names = Array.from({ length: shape.nodes }, (_, index) => `n${index + 1}`);
  const lines = load === "groups"
    ? drawGroups(random, shape, names)
    : drawMixture(random, shape, names);
  return readConfig(lines);
}

export function readConfig(lines: readonly string[]): ClusterConfig {
  const { config, problems } = parseConfig(lines.join("\n"), "sim.toml");
  if (config === null) throw new Error(problems.map((each) => each.message).join("\n"));
  return config;
}

export function drawGroups(
  random: Random,
  shape: Shape,
  names: readonly string[],
): readonly string[] {
  const groups = Array.from({ length: shape.units }, (_, index) => {
    const members = Array.from({ length: random.between(1, 3) }, (_, part) => `r${index}_${part}`);
    const prefer = random.chance(0.5) ? [random.pick(names)] : [];
    return { name: `g${index}`, members, prefer };
  });
  return [
    ...clusterTable(shape),
    ...names.map((name) => `[[node]]\nname = "${name}"`),
    LINK,
    `[defaults]\nmigration_threshold = ${random.pick(["1", "3", '"INFINITY"'])}`,
    `failure_timeout = "${shape.deadtime * 2}ms"\nmonitor = "${shape.keepalive * 2}ms"`,
    ...groups.map(({ name, members, prefer }) =>
      `[[group]]\nname = "${name}"\nprefer = ${JSON.stringify(prefer)}\nmembers = ${
        JSON.stringify(members)
      }`
    ),
    ...groups.flatMap(({ members }) =>
      members.map((id) => `[[resource]]\nname = "${id}"\nagent = "ocf:sim:${id}"`)
    ),
  ];
}
