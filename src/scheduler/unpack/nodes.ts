/** The nodes as a plan begins with them. */
import type { NodeInput, SchedulerInput } from "../input.ts";
import type { Node } from "../state/node.ts";

export const unpackNodes = ({ nodes, options }: SchedulerInput): readonly Node[] =>
  nodes.map((input, index): Node => ({
    index,
    name: input.name,
    input,
    online: input.online,
    unclean: input.unclean !== null,
    uncleanBecause: input.unclean,
    pending: input.pending,
    standby: input.standby,
    standbyOnFail: false,
    maintenance: input.maintenance,
    shutdown: input.shutdown,
    dc: input.dc,
    attributes: attributesOf(input, options.clusterName),
    running: [],
    assigned: [],
    count: 0,
    capacity: new Map(input.utilization),
    fencing: new Map(),
    health: 0,
  }));

/** With those that every node has. Source: Pacemaker Explained, "Built-in node attributes". */
function attributesOf(input: NodeInput, clusterName: string | null): Map<string, string> {
  const attributes = new Map(input.attributes);
  attributes.set("#uname", input.name);
  attributes.set("#id", input.id);
  attributes.set("#kind", "cluster");
  attributes.set("#is_dc", String(input.dc));
  if (clusterName !== null) attributes.set("#cluster-name", clusterName);
  const site = input.attributes.get("site-name");
  if (site !== undefined || clusterName !== null) {
    attributes.set("#site-name", site ?? clusterName as string);
  }
  return attributes;
}
