/** The daemon's start: all that it needs, or why it cannot run. */
import { printable } from "../model/mod.ts";
import { makeAgentDirectories } from "./agent_tools.ts";
import { wallNow } from "./clock.ts";
import { readClusterFiles } from "./cluster_files.ts";
import { Daemon } from "./daemon.ts";
import { type DaemonOptions, type DaemonPaths, fromRoot } from "./daemon_paths.ts";
import type { FirstWord } from "./first_word.ts";
import type { ShortLives } from "./short_lives.ts";
import { openState } from "./state.ts";

const BAD_CONFIGURATION = 78;
const COULD_NOT = 1;

export interface Begun {
  readonly options: DaemonOptions;
  readonly paths: DaemonPaths;
  readonly lives: ShortLives;
  /** What this life has said already; null: nothing. */
  readonly word: FirstWord | null;
  /** What the host has not permitted, a sentence each. */
  readonly refusals: readonly string[];
}

/** Runs until the daemon has ended. Returns the exit status. */
export async function startDaemon(begun: Begun): Promise<number> {
  const { options, paths, lives, word, refusals } = begun;
  const files = await readClusterFiles(options.config, options.node, "start");
  if (!files.ok) return refuseStart(files.problem, BAD_CONFIGURATION, lives);
  const state = await openState(paths.state, wallNow(), word);
  if (!state.ok) return refuseStart([state.problem], COULD_NOT, lives);
  const unmade = makeAgentDirectories({ ...paths, socket: fromRoot(paths.socket) });
  if (unmade !== null) return refuseStart([unmade], COULD_NOT, lives);
  const daemon = new Daemon(options, paths, files.value, state.value, lives, word);
  const warnings = [...files.value.warnings, ...state.value.problems, ...refusals];
  const problem = await daemon.start(warnings);
  return problem === null ? await daemon.ended : refuseStart([problem], COULD_NOT, lives);
}

function refuseStart(problems: readonly string[], status: number, lives: ShortLives): number {
  for (const problem of problems) console.error(printable(problem));
  lives.note(problems.find((problem) => !problem.includes(" warning: ")) ?? "");
  // systemd leaves it at that (RestartPreventExitStatus): when asked, it is to start at once.
  if (status === BAD_CONFIGURATION) lives.forget();
  return status;
}
