/** The world as it is. */
import { writeSync } from "node:fs";
import process from "node:process";
import {
  agentHost,
  fenceHost,
  hostFacts,
  hostname,
  readText,
  request,
  runDaemon,
  runFence,
  runInquiry,
  runOperation,
  terminal,
} from "../io/mod.ts";
import { nodeName } from "../model/mod.ts";
import { ExitCode } from "./exit_code.ts";
import type { Outside } from "./world.ts";

export const realWorld: Outside = {
  print,
  complain: (text) => console.error(text),
  colour: terminal().color,
  runtime: `deno ${process.versions["deno"]}, v8 ${process.versions.v8}`,
  onStray: (tell) => {
    globalThis.addEventListener("unhandledrejection", (event) => process.exit(tell(event.reason)));
    globalThis.addEventListener("error", (event) => process.exit(tell(event.error)));
  },
  environment: (name) => process.env[name],
  hostname,
  now: () => performance.now(),
  wallClock: () => Math.floor(Date.now() / 1000),
  pause: (length) => new Promise((resolve) => setTimeout(resolve, length)),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  readFile: readText,
  hostFacts,
  request,
  runDaemon,
  agentHost: (node) => agentHost("test", node, null),
  runOperation,
  runInquiry,
  runFence: (operation, cluster) => runFence(operation, fenceHost(cluster, nodeName(hostname()))),
};

/**
 * Nothing printed is a failure, as `hb keygen > FILE` on a full disk must show. Not console.log,
 * which keeps a closed pipe to itself: `hb status --watch | head` would never end.
 */
function print(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(process.stdout.fd, bytes.subarray(at));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code !== "EPIPE") console.error(`Cannot write to standard output: ${message}`);
    process.exit(ExitCode.couldNot);
  }
}
