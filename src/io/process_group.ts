/** Ends a process that leads a group, with all that are still in the group. */
export function killGroup(leader: number): void {
  try {
    Deno.kill(-leader, "SIGKILL");
  } catch {
    // Gone in the meantime: that is what was wanted.
  }
}
