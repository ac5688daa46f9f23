/** The lab's cluster.toml: short times, one group of an address and a web server. */

export interface LabGroup {
  readonly name: string;
  /** Without prefix length; on the first network. */
  readonly address: string;
  /** What is done where another host has it; a warning where nothing is said. */
  readonly conflict?: "refuse";
  /** The agent beside the address, e.g. `lsb:nginx`; absent: the address alone. */
  readonly agent?: string;
  /** Lines of TOML for that agent's resource. */
  readonly more?: string;
  readonly prefer?: readonly string[];
}

export interface LabCluster {
  readonly nodes: readonly string[];
  /** The directory with the keys file. */
  readonly room: string;
  readonly keepalive?: string;
  readonly deadtime?: string;
  readonly initdead?: string;
  readonly autoFailback?: boolean;
  readonly noQuorum?: "stop" | "freeze" | "ignore" | "fence";
  /** Of which kind the link over each of the networks is; the first is the service's own. */
  readonly links?: readonly ("bcast" | "ucast")[];
  /** Lines of TOML under `[defaults]`. */
  readonly defaults?: string;
  readonly groups: readonly LabGroup[];
}

/** The network that `index` counts from 0: its addresses' first three octets. */
export const networkPrefix = (index: number): string => `10.77.${index}`;

/** The text for all nodes. Times are 200 ms and 1 s where nothing else is asked for. */
export function clusterFile(cluster: LabCluster): string {
  const { nodes, room, keepalive = "200ms", deadtime = "1s", initdead = "3s" } = cluster;
  return [
    `[cluster]
name = "lab"
keepalive = "${keepalive}"
deadtime = "${deadtime}"
initdead = "${initdead}"
keys = "${room}/keys"
auto_failback = ${cluster.autoFailback ?? false}
no_quorum = "${cluster.noQuorum ?? "stop"}"
`,
    ...nodes.map((name) => `[[node]]\nname = "${name}"\n`),
    ...(cluster.links ?? ["ucast"]).map((kind, index) => linkTable(kind, index, nodes)),
    `[defaults]\n${cluster.defaults ?? 'monitor = "500ms"'}\n`,
    ...cluster.groups.flatMap(groupTables),
  ].join("\n");
}

function linkTable(kind: "bcast" | "ucast", index: number, nodes: readonly string[]): string {
  const head = `[[link]]\nkind = "${kind}"\ninterface = "eth${index}"\n`;
  if (kind === "bcast") return head;
  const addresses = nodes.map((name, at) => `${name} = "${networkPrefix(index)}.${at + 1}"`);
  return `${head}addresses = { ${addresses.join(", ")} }\n`;
}

function groupTables(
  { name, address, conflict, agent, more, prefer }: LabGroup,
): readonly string[] {
  const params = { address: `${address}/24`, interface: "eth0", ...(conflict && { conflict }) };
  const given = Object.entries(params).map(([key, value]) => `${key} = "${value}"`).join(", ");
  const members = [`${name}-vip`, ...(agent === undefined ? [] : [`${name}-service`])];
  const quoted = (names: readonly string[]) => names.map((one) => `"${one}"`).join(", ");
  return [
    `[[group]]\nname = "${name}"\nprefer = [${quoted(prefer ?? [])}]\n` +
    `members = [${quoted(members)}]\n`,
    `[[resource]]\nname = "${name}-vip"\nagent = "hb:vip"\n` +
    `params = { ${given} }\n`,
    ...(agent === undefined ? [] : [
      `[[resource]]\nname = "${name}-service"\nagent = "${agent}"\n${more ?? ""}\n`,
    ]),
  ];
}
