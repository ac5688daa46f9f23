/**
 * The daemon's first milliseconds: priority, first word, and only then the rest of the program, whose code
 * takes longer to read than all of this (`start_daemon.ts`).
 */
import { type DaemonOptions, pathsOf } from "./daemon_paths.ts";
import { sayFirstWord } from "./first_word.ts";
import { becomeRealtime, stayInMemory } from "./realtime.ts";
import { ShortLives } from "./short_lives.ts";

/** Runs until the cluster has taken over what ran here. Returns the exit status. */
export async function runDaemon(options: DaemonOptions): Promise<number> {
  // First of all, so that a life that takes over from one that was killed is there in time.
  const refusal = becomeRealtime();
  const paths = pathsOf(options);
  const lives = new ShortLives(paths.runtime);
  if (!await lives.begin()) return 0;
  const word = sayFirstWord(options, paths);
  const refusals = [...refusal === null ? [] : [refusal], ...stayInMemory()];
  const { startDaemon } = await import("./start_daemon.ts");
  return await startDaemon({ options, paths, lives, word, refusals });
}
