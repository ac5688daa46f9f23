/** The sections that tell how a cluster stands. */
import type { Working } from "../scheduler/mod.ts";
import { countInstances } from "./counts.ts";
import { nodeList } from "./node_list.ts";
import { resourceList } from "./resource_list.ts";

/** `pending`: with operations that are under way. */
export function statusLines(w: Working, pending: boolean): readonly string[] {
  const nodes = nodeList(w);
  return [...nodes, ...(nodes.length === 0 ? [] : [""]), ...resourceList(w, pending)];
}

/** What must be known of the whole cluster before its parts are looked at. */
export function warningLines(w: Working): readonly string[] {
  const { instances, disabled, blocked } = countInstances(w);
  return [
    ...(w.input.options.maintenanceMode
      ? [
        "",
        "              *** Resource management is DISABLED ***",
        "  The cluster will not attempt to start, stop or recover services",
        "",
      ]
      : []),
    ...(disabled + blocked > 0
      ? [
        `${disabled} of ${instances} resource instances DISABLED and ${blocked} ` +
        "BLOCKED from further action due to failure",
        "",
      ]
      : []),
  ];
}
