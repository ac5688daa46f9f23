/**
 * Agents that an earlier life of the daemon left running when it was killed.
 *
 * A start that goes on without its daemon would start the resource behind the back of the next one,
 * which had just found it stopped. So each start and stop is noted while it runs, and whoever runs an
 * agent for the same resource first in a new life waits for the old one's end, or ends it when its
 * time is up.
 */
import { type Instant, instant, type ResourceId } from "../model/mod.ts";
import { bootNow } from "./clock.ts";
import { killGroup } from "./process_group.ts";
import { readTextSync } from "./text_file.ts";

interface Note {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: with the pid it names one process for ever (proc(5)). */
  readonly startedAt: string;
  readonly until: Instant;
}

const LOOK_EVERY_MS = 20;

export class LeftoverAgents {
  readonly #directory: string;
  /** Resources that have been looked after in this life. */
  readonly #settled = new Set<ResourceId>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Notes an agent's process, to be known in a next life. */
  note(resource: ResourceId, pid: number, until: Instant): void {
    const startedAt = startOf(pid);
    if (startedAt === null) return;
    try {
      Deno.writeTextFileSync(this.#pathOf(resource), `${pid} ${startedAt} ${until}`);
    } catch {
      // Then a next life does not wait for it, as if it had been started by hand.
    }
  }

  /** It has ended; there is nothing to wait for. */
  forget(resource: ResourceId): void {
    try {
      Deno.removeSync(this.#pathOf(resource));
    } catch {
      // Never noted, or gone.
    }
  }

  /** Resolves once no agent of an earlier life runs for the resource. */
  async settle(resource: ResourceId, signal: AbortSignal): Promise<void> {
    if (this.#settled.has(resource)) return;
    const note = this.#read(resource);
    while (note !== null && startOf(note.pid) === note.startedAt && !signal.aborted) {
      if (bootNow() >= note.until) killGroup(note.pid);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (signal.aborted) return;
    this.#settled.add(resource);
    this.forget(resource);
  }

  #read(resource: ResourceId): Note | null {
    const text = readTextSync(this.#pathOf(resource));
    if (!text.ok) return null;
    const [pid = "", startedAt = "", until = ""] = text.value.trim().split(" ");
    return { pid: Number(pid), startedAt, until: instant(Number(until)) };
  }

  #pathOf(resource: ResourceId): string {
    return `${this.#directory}/${resource}.agent`;
  }
}

/** When the process was started, in the kernel's ticks since boot; null: it is gone, or dead. */
function startOf(pid: number): string | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name, in parentheses, may hold blanks and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : fields[19] ?? null;
  } catch {
    return null;
  }
}
