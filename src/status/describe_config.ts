/** What becomes of a new configuration, in plain sentences. */
import type { Event } from "../node/mod.ts";
import { debug, type Description, error, info } from "./description.ts";
import { listOf } from "./words.ts";

export type ConfigEvent = Extract<Event, {
  kind:
    | "reconfigured"
    | "configProposed"
    | "configWithdrawn"
    | "configJoint"
    | "configNotKept"
    | "configRefused"
    | "configDiffers"
    | "configAgrees"
    | "keysTurned"
    | "keysDropped"
    | "termsDiffer"
    | "termsAgree";
}>;

export function describeConfig(event: ConfigEvent): Description {
  switch (event.kind) {
    case "reconfigured":
      return info("the new configuration is in force");
    case "configProposed":
      return info(
        `the new configuration changes ${listOf(event.changes)}: it is taken ` +
          "once all nodes have read it; hb status says which have not",
      );
    case "configWithdrawn":
      return info("the new configuration is withdrawn: the one in force stays");
    case "configJoint":
      return debug("all nodes have read the new configuration: it is about to be in force");
    case "configNotKept":
      return error(`Cannot take the new configuration yet, it cannot be saved: ${event.problem}`);
    case "configRefused":
      return error(`Cannot take the new configuration, the one in force stays: ${event.why}`);
    case "configDiffers":
      return error(`node ${event.node} has another cluster.toml than this node: make them equal`);
    case "configAgrees":
      return info(`node ${event.node} has the same cluster.toml as this node`);
    case "keysTurned":
      return info(`all nodes that are there take key ${event.key}: this node signs with it now`);
    case "keysDropped":
      return info(
        "all nodes that are there sign with new keys: the old ones are not taken any more",
      );
    case "termsDiffer":
      return error(`node ${event.node} ${OTHER_TERMS}`);
    case "termsAgree":
      return info(`node ${event.node} counts votes as this node does again`);
  }
}

/** What is said of a node whose vote is not counted for its configuration. */
export const OTHER_TERMS = "has other nodes, votes, links, times or another arbiter in its " +
  "cluster.toml: neither counts the other's vote; make the files equal, then reload both";
