/** The section `Node List`: every node that is not simply online or offline has its own line. */
import type { Node, Working } from "../scheduler/mod.ts";
import { parseHealth } from "./health.ts";
import { inBrackets, item } from "./words.ts";

export function nodeList(w: Working): readonly string[] {
  if (w.nodes.length === 0) return [];
  const single: string[] = [];
  const online: string[] = [];
  const offline: string[] = [];
  for (const node of w.nodes) {
    const state = stateOf(node);
    const health = parseHealth(node, w.input.options.nodeHealth);
    if (health !== "green" || (state !== "online" && state !== "OFFLINE")) {
      const illness = health === "green" ? "" : ` (health is ${health.toUpperCase()})`;
      single.push(item(2, `Node ${node.name}: ${state}${illness}`));
    } else (state === "online" ? online : offline).push(node.name);
  }
  return [
    item(1, "Node List:"),
    ...single,
    ...(online.length === 0 ? [] : [item(2, `Online: ${inBrackets(online)}`)]),
    ...(offline.length === 0 ? [] : [item(2, `OFFLINE: ${inBrackets(offline)}`)]),
  ];
}

/** In crm_mon's words; what hides the most comes first. */
export function stateOf(node: Node): string {
  if (node.unclean) {
    return `UNCLEAN (${node.online ? "online" : node.pending ? "pending" : "offline"})`;
  }
  if (node.pending) return "pending";
  if (node.standbyOnFail && node.online) return "standby (on-fail)";
  if (node.standby) {
    if (!node.online) return "OFFLINE (standby)";
    return node.running.length > 0 ? "standby (with active resources)" : "standby";
  }
  if (node.maintenance) return node.online ? "maintenance" : "OFFLINE (maintenance)";
  return node.online ? "online" : "OFFLINE";
}
