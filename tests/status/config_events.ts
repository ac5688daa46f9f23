/** What becomes of a new configuration, as events and the sentences that tell them. */
import type { Event } from "../../src/model/mod.ts";
import type { ConfigEvent } from "../../src/status/describe_config.ts";
import type { Level } from "../../src/status/mod.ts";
import { n2 } from "./documents.ts";

/** Of each kind what is told, how loudly, and in which words. */
export type Told<Kinds extends Event["kind"]> = {
  readonly [Kind in Kinds]: readonly (readonly [
    Omit<Extract<Event, { kind: Kind }>, "kind">,
    Level,
    string,
  ])[];
};

export const CONFIG_EVENTS: Told<ConfigEvent["kind"]> = {
  configDiffers: [[
    { node: n2 },
    "error",
    "node n2 has another cluster.toml than this node: make them equal",
  ]],
  configAgrees: [[{ node: n2 }, "info", "node n2 has the same cluster.toml as this node"]],
  reconfigured: [[{}, "info", "the new configuration is in force"]],
  configProposed: [[
    { changes: ["nodes", "wait_for_all"] },
    "info",
    "the new configuration changes nodes and wait_for_all: it is taken once all nodes have read it; " +
    "hb status says which have not",
  ]],
  configWithdrawn: [[
    {},
    "info",
    "the new configuration is withdrawn: the one in force stays",
  ]],
  configJoint: [[
    {},
    "debug",
    "all nodes have read the new configuration: it is about to be in force",
  ]],
  configNotKept: [[
    { problem: "disk full" },
    "error",
    "Cannot take the new configuration yet, it cannot be saved: disk full",
  ]],
  configRefused: [[
    { why: "so" },
    "error",
    "Cannot take the new configuration, the one in force stays: so",
  ]],
  keysTurned: [[
    { key: "2027" },
    "info",
    "all nodes that are there take key 2027: this node signs with it now",
  ]],
  keysDropped: [[
    {},
    "info",
    "all nodes that are there sign with new keys: the old ones are not taken any more",
  ]],
  termsDiffer: [[
    { node: n2 },
    "error",
    "node n2 has other nodes, votes, links, times or another arbiter in its cluster.toml: neither " +
    "counts the other's vote; make the files equal, then reload both",
  ]],
  termsAgree: [[{ node: n2 }, "info", "node n2 counts votes as this node does again"]],
};
