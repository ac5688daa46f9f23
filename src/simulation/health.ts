/** What a node's health attributes say of it together. */
import { INFINITY } from "../model/mod.ts";
import { type ClusterOptions, healthScores, type Node } from "../scheduler/mod.ts";

export type Health = "green" | "yellow" | "red";

/** The worst of all `#health…`. Where health decides nothing, every node is green. */
export function parseHealth(node: Node, options: ClusterOptions["nodeHealth"]): Health {
  if (options.strategy === "none") return "green";
  let worst: Health = "green";
  for (const [name, value] of node.attributes) {
    if (!name.startsWith("#health")) continue;
    const health = parseOne(value.toLowerCase(), options);
    if (health === "red") return "red";
    if (health === "yellow") worst = "yellow";
  }
  return worst;
}

function parseOne(value: string, options: ClusterOptions["nodeHealth"]): Health {
  if (value === "red" || value === "yellow" || value === "green") return value;
  const score = value === "infinity" || value === "+infinity"
    ? INFINITY
    : value === "-infinity"
    ? -INFINITY
    : Math.trunc(Number(value) || 0);
  const { red, yellow, green } = healthScores(options);
  if (score <= red) return "red";
  return score <= yellow && yellow !== green ? "yellow" : "green";
}
