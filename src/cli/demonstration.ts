/** `hb demo` */
import type { Command } from "./command.ts";
import { demo } from "./demo.ts";

const KEEP = "keep";

export const demonstration: Command = {
  name: "demo",
  operands: "",
  fewest: 0,
  most: 0,
  summary: "See a cluster of two nodes fail over, on this machine",
  details:
    "Makes two nodes and a client in network namespaces, crashes the active node, measures the\n" +
    "gap that the client sees, and leaves nothing behind. Needs root, or unprivileged user namespaces.",
  options: [{ name: KEEP, help: "Leave the cluster running until Ctrl-C, to be looked at" }],
  run: ({ flags }) => demo(flags.has(KEEP) ? [`--${KEEP}`] : []),
};
