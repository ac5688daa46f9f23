/** The clusters of `big_cluster.ts` as Pacemaker CIBs, for `hb simulate --cib` and its peer. */
import { shapeOf, type State } from "./big_cluster.ts";

export function bigCib(nodeCount: number, resourceCount: number, state: State): string {
  const { nodes, groups, homes } = shapeOf(nodeCount, resourceCount);
  const parts: string[] = [
    '<cib admin_epoch="0" epoch="1" num_updates="1" have-quorum="1" validate-with="pacemaker-3.7">',
    '<configuration><crm_config><cluster_property_set id="cps">',
    '<nvpair id="o1" name="stonith-enabled" value="false"/>',
    '<nvpair id="o2" name="no-quorum-policy" value="ignore"/>',
    "</cluster_property_set></crm_config><nodes>",
    ...nodes.map((name, index) => `<node id="${index + 1}" uname="${name}"/>`),
    "</nodes><resources>",
    ...groups.map(({ name, members }) =>
      `<group id="${name}">${members.map(primitive).join("")}</group>`
    ),
    "</resources><constraints>",
  ];
  groups.forEach(({ name }, index) => {
    const partner = groups[index + 1];
    if (index % 2 !== 0 || partner === undefined) return;
    parts.push(
      `<rsc_location id="l-${name}" rsc="${name}" node="${homes[index]}" score="100"/>`,
      `<rsc_colocation id="c-${name}" rsc="${partner.name}" with-rsc="${name}" score="INFINITY"/>`,
      `<rsc_order id="o-${name}" first="${name}" then="${partner.name}"/>`,
    );
  });
  parts.push("</constraints></configuration><status>");
  nodes.forEach((name, at) => {
    const up = state !== "failed" || at > 0;
    parts.push(
      `<node_state id="${at + 1}" uname="${name}" in_ccm="${up}" crmd="${up ? "on" : "off"}line" ` +
        `join="${up ? "member" : "down"}" expected="${up ? "member" : "down"}">`,
    );
    if (state !== "cold") {
      parts.push(`<lrm id="${at + 1}"><lrm_resources>`);
      groups.forEach(({ members }, index) => {
        for (const id of members) parts.push(history(id, homes[index] === name));
      });
      parts.push("</lrm_resources></lrm>");
    }
    parts.push("</node_state>");
  });
  return parts.join("\n") + "\n</status></cib>\n";
}

const primitive = (id: string): string =>
  `<primitive id="${id}" class="ocf" provider="heartbeat" type="Dummy"><operations>` +
  `<op id="${id}-m" name="monitor" interval="10s"/></operations></primitive>`;

const history = (id: string, runs: boolean): string =>
  `<lrm_resource id="${id}" class="ocf" provider="heartbeat" type="Dummy">` +
  (runs
    ? operation(id, "start", 0, 0, 2) + operation(id, "monitor", 10_000, 0, 3)
    : operation(id, "monitor", 0, 7, 1)) +
  "</lrm_resource>";

function operation(id: string, task: string, interval: number, rc: number, call: number): string {
  const key = `${id}_${task}_${interval}`;
  return `<lrm_rsc_op id="${key}" operation_key="${key}" operation="${task}" call-id="${call}" ` +
    `rc-code="${rc}" op-status="0" interval="${interval}" ` +
    `transition-key="${call}:0:${rc}:0" transition-magic="0:${rc};${call}:0:${rc}:0"/>`;
}
