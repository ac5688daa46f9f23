/**
 * The world: clocks, files, processes, sockets and signals, and the daemon that puts the engine
 * among them.
 *
 *     links ─ datagrams ─┐                       ┌─► links
 *     agents ─ outcomes ─┼─► Driver ─► engine ─► ┼─► agents
 *     sockets, signals ──┘     └ one timer       └─► state on disk, log, events
 *
 * Invariants
 * - Only this module names Deno, libc, the clock, files and processes; it decides nothing.
 * - One input after another, each with the time; a late loop wakes the engine before anything else.
 * - Nothing on the engine's thread waits: files are written and agents run beside it.
 * - A generation is on the disk, or taken from a later clock, before the daemon says a word.
 * - What was started for the cluster outlives the daemon, however that ends.
 *
 * Why so: whatever is Deno's alone can be replaced here without a change to the engine. The daemon
 * itself is read only once its first word has left (`run_daemon.ts`).
 */
export { bootNow } from "./clock.ts";
export { type Answer, type NoAnswer, request } from "./control_client.ts";
export { agentHost, type DaemonOptions, fenceHost } from "./daemon_paths.ts";
export { hostFacts, hostname, type Terminal, terminal } from "./host.ts";
export { runFence, runInquiry, runOperation } from "./on_call.ts";
export { runDaemon } from "./run_daemon.ts";
export { readText } from "./text_file.ts";
