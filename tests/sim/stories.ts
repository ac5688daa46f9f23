/** All that draws a story from a seed, by name. */
import { drawChanges } from "./draw_changes.ts";
import type { StoryLoad } from "./draw_config.ts";
import { drawHarsh, drawMany } from "./draw_harsh.ts";
import { drawLasting } from "./draw_lasting.ts";
import { drawLives } from "./draw_lives.ts";
import { drawFocused } from "./focus.ts";
import { drawStory, type Story } from "./story.ts";

/** Throws where hb refuses the drawn configuration. */
export function drawStoryOf(load: StoryLoad, seed: number): Story {
  switch (load) {
    case "world":
      return drawStory(seed);
    case "lasting":
      return drawLasting(seed);
    case "replays":
    case "astray":
    case "wipes":
    case "reverts":
    case "twins":
    case "sleeps":
      return drawLives(seed, load);
    case "harsh":
      return drawHarsh(seed);
    case "many":
      return drawMany(seed);
    case "changes":
      return drawChanges(seed);
    case "cuts":
    case "late":
    case "busy":
    case "fencing":
    case "arbiter":
      return drawFocused(seed, load);
    case "versions":
      return inTwoVersions(seed);
  }
}

/** Those in which lives end and links break. */
const BETWEEN_VERSIONS = ["world", "lasting", "replays", "astray", "wipes", "harsh"] as const;

function inTwoVersions(seed: number): Story {
  const load = BETWEEN_VERSIONS[seed % BETWEEN_VERSIONS.length] ?? "world";
  const story = drawStoryOf(load, seed);
  return { ...story, load: "versions", make: { ...story.make, versions: seed } };
}
