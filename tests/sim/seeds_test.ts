/** Fixed seeds: a spread over all shapes of cluster, and every seed that ever found a bug. */
import { assertEquals } from "@std/assert";
import type { Load } from "./draw_config.ts";
import { simulate } from "./simulate.ts";

/** Seeds that once failed, with what they found. */
const FOUND: readonly (readonly [number, Load, string])[] = [
  [1088550875, "groups", "half a move was undone while its own stop was under way"],
  [1497223947, "groups", "a node went on by the word of members whom nobody heard any longer"],
  [184055222, "groups", "a start went on after its daemon's death, behind the next life's back"],
  [184055227, "groups", "the report of a node that follows another coordinator was believed"],
  [784416189, "groups", "a daemon anew in a partition did not know since when it was unheard"],
  [7, "mixture", "a notice under way made a promotion elsewhere wait, and was given for ever"],
  [8, "mixture", "instances of unique clones were restarted for ever"],
  [22, "mixture", "a clone's ordered = false let its group start in any order"],
  [759085475, "mixture", "two instances of a clone changed places for ever"],
  [759085488, "mixture", "a copy was stopped for another to start in its place"],
  [1484226799, "mixture", "a cloned group's instances met on one node, uncounted, for ever"],
  [935575811, "mixture", "a start under way was judged by what had changed since"],
  [759085500, "mixture", "a live migration made a circle, and the plan's reader ran out of stack"],
  [
    1061655995,
    "mixture",
    "what came after a clone restarted for ever for a copy that could not start",
  ],
  [
    1288495441,
    "mixture",
    "a group's copy started before all of it was known, and was told of nothing",
  ],
  [
    1663129988,
    "mixture",
    "an instance started beside another that the daemon's last life had begun",
  ],
  [1500336958, "mixture", "what had left for a node that fell silent was taken for running"],
  [2066231481, "world", "a migration waited for what waited for its room"],
  [
    1663129992,
    "mixture",
    "what was stopped for another to come took its room back, in turn for ever",
  ],
  [594349974, "mixture", "half a group was less bound to its place than all of it"],
  [5053, "mixture", "what must be beside a group started where that was not known yet"],
  [350000195, "world", "what must be beside a group started before that could"],
  [5022, "mixture", "a clone that is to be apart from another went from node to node for ever"],
  [1700000068, "mixture", "a group went after a clone that never came to rest"],
  [
    2011360186,
    "world",
    "a plan half done was judged otherwise: promoted and demoted in turn for ever",
  ],
  [2, "lasting", "two coordinators answered each other without an end"],
  [4, "lasting", "a node that hears nobody was waited for without an end"],
  [14, "lasting", "what one that is not heard runs was waited for without an end"],
  [23, "lasting", "with the arbiter's vote a node waited for one that does not hear it"],
  [26, "lasting", "what one that follows another coordinator runs was not known, for ever"],
  [36, "lasting", "what one that the coordinator does not hear runs was not known, for ever"],
  [15, "replays", "the farewell of an earlier life was believed by a new one"],
  [20, "replays", "the farewell of an earlier life was believed by a new one"],
  [13, "astray", "one that had left was taken for off, though a member heard its next life"],
  [18, "astray", "one left another coordinator, and two took over from it"],
  [48, "astray", "one left another coordinator, and two took over from it"],
  [75, "astray", "a report was believed that was made under another coordinator"],
  [11, "wipes", "the next life gave back the arbiter's vote that the last one lived on"],
  [33, "wipes", "the next life gave back the arbiter's vote that the last one lived on"],
  [73, "sleeps", "a member that slept had forgotten whom it heard, by its own clock"],
  [84, "sleeps", "a member that slept had forgotten whom it heard, by its own clock"],
  [1, "reverts", "a machine that was put back was shut out"],
  [9, "reverts", "a machine that was put back was shut out"],
  [15, "changes", "what a node ran that became a witness was started elsewhere at once"],
  [41, "changes", "what a node ran that became a witness was started elsewhere at once"],
  [14, "changes", "an arbiter that was new was to be asked in a moment gone by"],
];

/** The first of the seeds that show a spread. */
const SPREAD = [
  ["groups", 1],
  ["mixture", 1],
  ["world", 6],
  ["lasting", 100],
  ["replays", 100],
  ["astray", 100],
  ["wipes", 100],
  ["sleeps", 100],
  ["harsh", 8],
  ["versions", 100],
  ["changes", 100],
] as const;

for (const [load, first] of SPREAD) {
  for (let seed = first; seed < first + 6; seed += 1) {
    Deno.test(`simulator: ${load} ${seed} keeps one holder and settles`, () => {
      const { summary, violation } = simulate(seed, load);
      assertEquals(violation, null, summary);
    });
  }
}

for (const [seed, load, found] of FOUND) {
  Deno.test(`simulator: ${load} ${seed} (${found})`, () => {
    const { summary, violation } = simulate(seed, load);
    assertEquals(violation, null, summary);
  });
}
