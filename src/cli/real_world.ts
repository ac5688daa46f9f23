/** The world as it is. */
import process from "node:process";
import {
  agentHost,
  hostFacts,
  hostname,
  readText,
  request,
  runDaemon,
  runInquiry,
  runOperation,
  terminal,
} from "../io/mod.ts";
import { ExitCode } from "./exit_code.ts";
import type { World } from "./world.ts";

export const realWorld: World = {
  print,
  complain: (text) => console.error(text),
  colour: terminal().color,
  runtime: `deno ${process.versions["deno"]}, v8 ${process.versions.v8}`,
  environment: (name) => process.env[name],
  hostname,
  now: () => performance.now(),
  pause: (length) => new Promise((resolve) => setTimeout(resolve, length)),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  readFile: readText,
  hostFacts,
  request,
  runDaemon,
  agentHost: (node) => agentHost("test", node, "/run/resource-agents"),
  runOperation,
  runInquiry,
};

/** Nothing printed is a failure, as `hb keygen > FILE` on a full disk must show. */
function print(text: string): void {
  try {
    console.log(text);
  } catch (error) {
    const { name, message } = error as Error;
    // Whoever closed the pipe, e.g. head, has seen enough.
    if (name !== "BrokenPipe") console.error(`Cannot write to standard output: ${message}`);
    process.exit(ExitCode.couldNot);
  }
}
