/** The world as it is. */
import process from "node:process";
import {
  hostFacts,
  hostname,
  readText,
  request,
  runInquiry,
  runOperation,
  terminal,
} from "../io/mod.ts";
import type { World } from "./world.ts";

export const realWorld: World = {
  print: (text) => console.log(text),
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
  runDaemon: () => Promise.resolve(1),
  agentHost: (node) => ({
    cluster: "test",
    node,
    stateDir: "/run/resource-agents",
    ocfRoot: "/usr/lib/ocf",
    initDir: "/etc/init.d",
    heartbeatDir: "/etc/ha.d/resource.d",
  }),
  runOperation,
  runInquiry,
};
