/**
 * What an agent has started and what has left its process group since, by setsid for example. Each run
 * has a mark in its environment, which its children inherit, so they are found whatever they became;
 * only one that has cleared its environment is not. Source: proc(5), /proc/PID/environ.
 */

/** The variable that holds the mark. */
export const MARK = "HB_RUN";

export const newMark = (): string => crypto.randomUUID();

/** What is killed may have started something in the moment before. */
const ROUNDS = 5;

/** Kills all that carry the mark. */
export async function endStragglers(mark: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await stragglers(mark);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
}

async function stragglers(mark: string): Promise<readonly number[]> {
  const sought = `${MARK}=${mark}`;
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // A dead one that nobody has waited for has no environment any more.
    const environment = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
    if (environment.split("\0").includes(sought)) pids.push(Number(name));
  }
  return pids;
}
