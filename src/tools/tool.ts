/** What a tool is given, and how it answers. */
import type { Lines, Result } from "../model/mod.ts";
import type { StatusDocument } from "../status/mod.ts";

export interface ToolWorld {
  /** One line to standard output, a line end added. */
  readonly print: (line: string) => void;
  /** The same to standard error. */
  readonly complain: (line: string) => void;
  readonly environment: (name: string) => string | undefined;
  /** What this node's daemon knows; else why it cannot be asked. */
  readonly status: () => Promise<Result<StatusDocument, string>>;
  /** Asks the daemon for a change: null when it is taken, else why it cannot be. */
  readonly ask: (path: string, body: unknown) => Promise<string | null>;
}

export interface Call extends ToolWorld {
  /** Its own name, as it was called by. */
  readonly name: string;
  readonly args: readonly string[];
  /** What is said leaves printable, whatever an attribute or an argument holds. */
  readonly print: (lines: Lines) => void;
  readonly complain: (lines: Lines) => void;
}

/** @returns the exit status. */
export type Tool = (call: Call) => Promise<number>;

/** Pacemaker's: crm_exit_t, and OCF's 3. */
export const Exit = {
  ok: 0,
  error: 1,
  unimplemented: 3,
  usage: 64,
  disconnected: 102,
  noSuch: 105,
} as const;

/** Complains in the tool's name. @returns `status`. */
export function fail({ name, complain }: Call, status: number, why: string): number {
  complain(`${name}: ${why}`);
  return status;
}

export const noSuch = (call: Call): number =>
  fail(call, Exit.noSuch, "Error performing operation: No such device or address");

/** Goes on with what the daemon knows. */
export async function withStatus(
  call: Call,
  goOn: (document: StatusDocument) => number | Promise<number>,
): Promise<number> {
  const document = await call.status();
  return document.ok ? await goOn(document.value) : fail(call, Exit.disconnected, document.problem);
}

/** Asks for a change. @returns the exit status. */
export async function change(call: Call, path: string, body: unknown): Promise<number> {
  const problem = await call.ask(path, body);
  return problem === null ? Exit.ok : fail(call, Exit.error, problem);
}
