/** All that a command touches outside itself, so that tests can put something else in its place. */
import type { AgentHost, Inquiry, Operation, Outcome } from "../agent/mod.ts";
import type { HostFacts } from "../config/mod.ts";
import type { FenceOperation, FenceOutcome } from "../fencing/mod.ts";
import type { Answer, DaemonOptions, NoAnswer } from "../io/mod.ts";
import {
  type Lines,
  type Millis,
  type NodeName,
  printableInColour,
  printableLines,
  type ResourceConfig,
  type Result,
} from "../model/mod.ts";

/** What a command says is made printable on its way out: see `withPrintableWords`. */
export interface World extends Outside {
  readonly print: (lines: Lines) => void;
  readonly complain: (lines: Lines) => void;
  /** Lines with colours of their own: what `renderText` and `renderFencing` give. */
  readonly draw: (lines: Lines) => void;
  /** Leaves an empty screen to print on. */
  readonly clear: () => void;
}

export interface Outside {
  /** One text to standard output as it is, a line end added. */
  readonly print: (text: string) => void;
  /** The same to standard error. */
  readonly complain: (text: string) => void;
  /** Whether standard output is a terminal whose user has not asked for NO_COLOR. */
  readonly colour: boolean;
  /** What runs hb: `deno 2.9.6, v8 15.0`. */
  readonly runtime: string;
  /** Once something was thrown that nobody waited for: `tell` says it, and gives the exit status. */
  readonly onStray: (tell: (error: unknown) => number) => void;
  readonly environment: (name: string) => string | undefined;
  /** This host's name, as uname -n gives it. */
  readonly hostname: () => string;
  /** Only for lengths of time. */
  readonly now: () => Millis;
  /** Seconds since 1970. */
  readonly wallClock: () => number;
  readonly pause: (length: Millis) => Promise<void>;
  readonly randomBytes: (count: number) => Uint8Array;
  /** The problem is the reason alone: `no such file`. */
  readonly readFile: (path: string, largestMiB?: number) => Promise<Result<string, string>>;
  readonly hostFacts: (keysFile: string) => HostFacts;
  /** One HTTP request to a daemon's control socket. */
  readonly request: (
    socket: string,
    method: "GET" | "POST",
    path: string,
    body?: unknown,
  ) => Promise<Result<Answer, NoAnswer>>;
  /** The daemon, until it ends. @returns its exit status. */
  readonly runDaemon: (options: DaemonOptions) => Promise<number>;
  readonly agentHost: (node: NodeName) => AgentHost;
  readonly runOperation: (operation: Operation, host: AgentHost) => Promise<Outcome>;
  /** Null: agents of that class cannot be asked. */
  readonly runInquiry: (
    resource: ResourceConfig,
    inquiry: Inquiry,
    host: AgentHost,
    timeout: Millis,
  ) => Promise<Outcome | null>;
  /** By the real agent on this host. */
  readonly runFence: (operation: FenceOperation, cluster: string) => Promise<FenceOutcome>;
}

/** ECMA-48: to the upper left corner, and erase what is below. */
const CLEAR = "\x1b[H\x1b[J";

/**
 * The border over which every word of a command leaves. Names, values and reasons in it come from
 * agents, peers, files and whoever typed them, and a terminal obeys what it is sent.
 */
export const withPrintableWords = (outside: Outside): World => ({
  ...outside,
  print: (lines) => outside.print(printableLines(lines).join("\n")),
  complain: (lines) => outside.complain(printableLines(lines).join("\n")),
  draw: (lines) => outside.print([lines].flat().map(printableInColour).join("\n")),
  clear: () => outside.print(CLEAR),
});
