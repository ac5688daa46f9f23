/** Nodes, and the links between them. */
import { type Check, type Checking, numbered } from "./checking.ts";
import type { LinkDraft } from "./schema.ts";

export const checkNodes: Check = (checking) => {
  const nodes = checking.draft.node;
  if (nodes?.length === 0) {
    checking.error([], "Cannot make a cluster: it has no node; add a [[node]] for each host");
  }
  const lines = new Map<string, number>();
  for (const { index, value: { name } } of numbered(nodes)) {
    if (name === undefined) continue;
    const path = ["node", index, "name"];
    // Heartbeat takes N1 for n1, and so do people.
    const first = lines.get(name.toLowerCase());
    if (first !== undefined) {
      checking.error(path, `Cannot use node ${name}: line ${first} has it already; remove one`);
    }
    lines.set(name.toLowerCase(), first ?? checking.line(path));
  }
};

export const checkLinks: Check = (checking) => {
  const links = checking.draft.link;
  const several = (checking.draft.node?.length ?? 0) > 1;
  if (several && links?.length === 0) {
    checking.error(
      [],
      "Cannot make a cluster: its nodes have no link to hear each other by; add a [[link]]",
    );
  }
  const lines = new Map<string, number>();
  for (const { index, value: link } of numbered(links)) {
    checkAddresses(checking, index, link);
    checkSocket(checking, index, link, lines);
  }
};

function checkAddresses(checking: Checking, index: number, link: LinkDraft): void {
  const { kind, addresses } = link;
  const path = ["link", index];
  if (kind !== undefined && link.interface === null) {
    checking.error(path, 'Cannot use this [[link]]: interface is missing; add interface = "eth0"');
  }
  if (kind === "bcast" && addresses) {
    checking.error(
      [...path, "addresses"],
      'Cannot use addresses of a bcast link: it speaks to all at once; remove them, or write kind = "ucast"',
    );
  }
  if (kind !== "ucast" || addresses === undefined) return;
  const nodes = numbered(checking.draft.node).flatMap(({ value: { name } }) => name ?? []);
  const absent = nodes.filter((node) => !Object.hasOwn(addresses ?? {}, node));
  // Where a node's name was refused, nothing can be said about which are missing.
  if (absent.length > 0 && nodes.length === checking.draft.node?.length) {
    checking.error(
      addresses === null ? path : [...path, "addresses"],
      `Cannot use this ucast link: it has no address for ${absent.join(", ")}; ` +
        `write addresses = { ${nodes.map((node) => `${node} = "…"`).join(", ")} }`,
    );
  }
  checkEachAddress(checking, index, addresses ?? {}, nodes);
}

function checkEachAddress(
  checking: Checking,
  index: number,
  addresses: Readonly<Record<string, string | undefined>>,
  nodes: readonly string[],
): void {
  const owners = new Map<string, string>();
  for (const [node, address] of Object.entries(addresses)) {
    const path = ["link", index, "addresses", node];
    if (!nodes.includes(node) && nodes.length === checking.draft.node?.length) {
      checking.error(
        path,
        `Cannot use address of ${node}: there is no such node; the nodes are ${nodes.join(", ")}`,
      );
    }
    if (address === undefined) continue;
    const owner = owners.get(address);
    if (owner !== undefined) {
      checking.error(path, `Cannot use address ${address} of ${node}: it is ${owner}'s already`);
    }
    owners.set(address, owner ?? node);
  }
}

/** Two sockets on one interface and port would take each other's datagrams. */
function checkSocket(
  checking: Checking,
  index: number,
  link: LinkDraft,
  lines: Map<string, number>,
): void {
  const port = link.port === null ? checking.draft.cluster?.udpport : link.port;
  if (port === undefined || !link.interface) return;
  const path = ["link", index];
  const first = lines.get(`${link.interface}:${port}`);
  if (first !== undefined) {
    checking.error(
      [...path, "interface"],
      `Cannot use interface ${link.interface} with port ${port}: the link on line ${first} does ` +
        "already; give this one another interface or a port of its own",
    );
  }
  lines.set(`${link.interface}:${port}`, first ?? checking.line(path));
}
