/** The whole lab: nodes, a client, and the networks between them. */
import { Cable, type Network } from "./cable.ts";
import { networkPrefix } from "./cluster_file.ts";
import { must } from "./command.ts";
import { Holding } from "./holding.ts";
import { LabNode } from "./lab_node.ts";
import { Namespace } from "./namespace.ts";
import { OWN_FILES } from "./own_files.ts";
import { type HbCommand, partCommand } from "./part.ts";
import { PowerSwitch } from "./power_switch.ts";
import { Probe } from "./probe.ts";
import { type WebService, webService } from "./web_service.ts";

export interface LabOptions {
  readonly hb: HbCommand;
  /** At most 50; they are called n1, n2, … */
  readonly nodes: number;
  /** 1 where nothing is said. Each node has an interface on each: eth0, eth1. */
  readonly networks?: number;
}

/** The client's last octet, above all nodes'. */
const CLIENT = 100;

export class Lab {
  readonly hb: HbCommand;
  /** All its files; gone when it is closed. */
  readonly room: string;
  readonly nodes: readonly LabNode[];
  /** A host on the first network that is not in the cluster. */
  readonly client: Namespace;
  /** What `lsb:` names on the nodes. */
  readonly service: string;
  readonly #outside: Namespace;
  readonly #parts: { end(): Promise<void> }[] = [];

  private constructor(
    parts: Pick<Lab, "hb" | "room" | "nodes" | "client" | "service"> & { outside: Namespace },
  ) {
    this.hb = parts.hb;
    this.room = parts.room;
    this.nodes = parts.nodes;
    this.client = parts.client;
    this.service = parts.service;
    this.#outside = parts.outside;
  }

  /** @throws {LabProblem} where `labProblem` would have said why. */
  static async open({ hb, nodes: count, networks: networkCount = 1 }: LabOptions): Promise<Lab> {
    const room = await Deno.makeTempDir({ prefix: "hb-lab-" });
    const outside = await Namespace.outermost(FAREWELL, [room]);
    const networks = Array.from({ length: networkCount }, (_, index): Network => ({
      bridge: `sw${index}`,
      prefix: networkPrefix(index),
    }));
    for (const { bridge } of networks) {
      await must(
        outside.enter(["ip", "-batch", "-"]),
        `link add name ${bridge} type bridge\nlink set ${bridge} up\n`,
      );
    }
    const client = await hostOf(outside, room, "client", "");
    await cables(outside, client, networks.slice(0, 1), "c", CLIENT);
    const nodes: LabNode[] = [];
    let service = "";
    for (let number = 1; number <= count; number += 1) {
      const made = await makeNode(outside, networks, room, number, hb);
      nodes.push(made.node);
      service = made.service.name;
    }
    await must([...hb, "keygen"]).then((keys) =>
      Deno.writeTextFile(`${room}/keys`, keys, { mode: 0o600 })
    );
    return new Lab({ hb, room, nodes, client, service, outside });
  }

  get names(): readonly string[] {
    return this.nodes.map(({ name }) => name);
  }

  /** Counted from 1, as in its name. */
  node(number: number): LabNode {
    const node = this.nodes[number - 1];
    if (node === undefined) throw new RangeError(`there is no node n${number}`);
    return node;
  }

  /** The same cluster.toml for every node. */
  async configure(text: string): Promise<void> {
    for (const { room } of this.nodes) await Deno.writeTextFile(`${room}/cluster.toml`, text);
  }

  /** A client that asks `address` every 10 ms until the lab is closed. */
  probe(address: string): Probe {
    const probe = new Probe(this.client, this.hb, address);
    this.#parts.push(probe);
    return probe;
  }

  /** A fence device for all nodes, until the lab is closed. */
  async powerSwitch(): Promise<PowerSwitch> {
    const installed = await PowerSwitch.install(this.nodes, this.room, this.hb);
    this.#parts.push(installed);
    return installed;
  }

  /** Watches what every node's kernel holds until the lab is closed. */
  watchHolding(): Holding {
    const holding = new Holding(this.nodes, this.hb);
    this.nodes.forEach((node) => holding.pids.forEach((pid) => node.spared.add(pid)));
    this.#parts.push(holding);
    return holding;
  }

  /** Ends every process in it, whoever started it, and removes its files. */
  async close(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.end()));
    await this.#outside.close();
  }
}

/**
 * Run when the lab closes or its process dies: kills what runs in its namespaces until nothing
 * does, then removes its files.
 */
const FAREWELL = `
killed=1
while [ $killed = 1 ]; do
  killed=0
  for process in /proc/[0-9]*; do
    net=$(readlink $process/ns/net 2>/dev/null) || continue
    grep -qxF "$net" "$1/namespaces" || continue
    kill -9 \${process#/proc/} 2>/dev/null && killed=1
  done
done
rm -rf "$1"
`;

async function hostOf(
  outside: Namespace,
  room: string,
  name: string,
  script: string,
): Promise<Namespace> {
  await Deno.mkdir(`${room}/${name}`);
  const space = await outside.inner(`hostname ${name}; ${script}`, [`${room}/${name}`]);
  await Deno.writeTextFile(`${room}/namespaces`, `${space.net}\n`, { append: true });
  return space;
}

async function cables(
  outside: Namespace,
  inside: Namespace,
  networks: readonly Network[],
  port: string,
  octet: number,
): Promise<readonly Cable[]> {
  const laid = networks.map((network, index) =>
    new Cable({
      outside,
      inside,
      network,
      interface: `eth${index}`,
      port: `${port}p${index}`,
      address: `${network.prefix}.${octet}/24`,
    })
  );
  for (const cable of laid) await cable.lay();
  return laid;
}

async function makeNode(
  outside: Namespace,
  networks: readonly Network[],
  room: string,
  number: number,
  hb: HbCommand,
): Promise<{ node: LabNode; service: WebService }> {
  const name = `n${number}`;
  const space = await hostOf(outside, room, name, OWN_FILES);
  const own = partCommand(hb, "web", [name, `${room}/${name}/web.pid`]);
  const service = webService(name, `${room}/${name}`, own);
  await Deno.writeTextFile(`${room}/${name}/init.d/${service.name}`, service.script, {
    mode: 0o755,
  });
  for (const [path, text] of Object.entries(service.files)) await Deno.writeTextFile(path, text);
  const node = new LabNode({
    name,
    room: `${room}/${name}`,
    space,
    cables: await cables(outside, space, networks, name, number),
    hb,
  });
  return { node, service };
}
