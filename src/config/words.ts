/** Readers of the cluster's own words: names, addresses, agents, where the status listens. */
import {
  type AgentRef,
  type FenceAgentRef,
  isWordOfObjects,
  parseAgentRef,
  type StatusConfig,
} from "../model/mod.ts";
import { explainUnusable, isIpv6, parseAddress } from "./address.ts";
import { complain, type Reader } from "./decode.ts";
import { parseNetwork } from "./network.ts";
import { text } from "./values.ts";

/** Names stand in paths, addresses of pages and environments, so they are kept plain. */
const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?$/;

/** Of groups, resources and nodes; Linux allows as many characters in a host's name. */
export const name = text(explainName);

function explainName(value: string): string | null {
  if (!NAME.test(value)) {
    return "a name has 1 to 64 of A-Z a-z 0-9 _ . -, and neither begins nor ends with . or -";
  }
  // JavaScript's own words would be found in every record that is kept by name.
  return isWordOfObjects(value) ? "this word is reserved; choose another" : null;
}

/** Linux allows 15 bytes. */
export const interfaceName = text((value) =>
  /^[^\s/:]{1,15}$/.test(value) && value !== "." && value !== ".."
    ? null
    : 'an interface is named as `ip link` prints it, e.g. "eth0"'
);

/** A host's IPv4 address without a prefix. */
export const ipv4 = text((value) => {
  const address = parseAddress(value);
  if (address === null) return 'it must be an IPv4 address, e.g. "192.168.1.1"';
  if (address.prefix !== null) return `it must be an address alone; leave out /${address.prefix}`;
  return explainUnusable(address);
});

/** Of what is pinged. Names are refused: a name server that is away would look like a broken cable. */
export const hostAddress = text((value) => {
  if (isIpv6(value)) {
    return /^fe[89ab].*[^%]$/i.test(value) && !value.includes("%")
      ? `it is on every link at once; write "${value}%eth0" with the interface`
      : null;
  }
  const address = parseAddress(value);
  if (address === null) return 'it must be an IPv4 or IPv6 address, e.g. "192.168.1.254"';
  if (address.prefix !== null) return `it must be an address alone; leave out /${address.prefix}`;
  return explainUnusable(address);
});

/** As browsers name the host that they ask; no port. */
export const hostName = text((value) =>
  /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(value)
    ? null
    : 'it must be a host\'s name alone, e.g. "status.example.org"'
);

/** Of those who may ask: `10.0.0.0/24`, `fd00::/8`, an address alone. */
export const network = text((value) =>
  parseNetwork(value) === null
    ? 'it must be a network or an address, e.g. "10.0.0.0/24" or "fd00::/8"'
    : null
);

/** `http://10.0.0.1:2379`, as what is asked is put behind it. */
export const endpoint: Reader<string> = (tree, reading) => {
  const found = tree.kind === "string" ? tree.value.replace(/\/$/, "") : "";
  const url = URL.canParse(found) ? new URL(found) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "" &&
    found === `${url.protocol}//${found.split("/")[2]}` && !found.includes("@");
  return isPlain
    ? found
    : complain(tree, reading, 'it must be "http://HOST:PORT" or "https://HOST:PORT"');
};

/** A file's path; relative ones would depend on where the daemon was started. */
export const path = text((value) =>
  value.startsWith("/") && !value.includes("\0") ? null : 'it must be a path that begins with "/"'
);

export const agent: Reader<AgentRef> = (tree, reading) => {
  if (tree.kind !== "string") return complain(tree, reading, 'it must be text, e.g. "lsb:nginx"');
  const parsed = parseAgentRef(tree.value);
  return parsed.ok ? parsed.value : complain(tree, reading, parsed.problem);
};

const FENCE_AGENT =
  'it must be an agent of the fence-agents package, e.g. "fence_ipmilan", a plugin of ' +
  'cluster-glue, e.g. "external/ipmi", or "command", "manual", "watchdog"';

/** What fences; `command` is filled in from the key of that name. */
export const fenceAgent: Reader<FenceAgentRef> = (tree, reading) => {
  if (tree.kind !== "string") return complain(tree, reading, FENCE_AGENT);
  const { value } = tree;
  if (value === "manual" || value === "watchdog") return { kind: value };
  if (value === "command") return { kind: value, command: [] };
  const [, agent] = /^(?:stonith:)?(fence_[A-Za-z0-9_-]+)$/.exec(value) ?? [];
  if (agent !== undefined) return { kind: "fence", name: agent };
  const [, plugin] = /^(?:stonith:(?=.)|(?=external\/.))((?:[a-z0-9]+\/)?[A-Za-z0-9_.-]+)$/
    .exec(value) ?? [];
  if (plugin !== undefined) return { kind: "stonith", name: plugin };
  const foreign: Readonly<Record<string, string>> = { meatware: "manual", ssh: "external/ssh" };
  const here = Object.hasOwn(foreign, value) ? `; here it is "${foreign[value]}"` : "";
  return complain(tree, reading, `${FENCE_AGENT}${here}`);
};

/** As a device calls a node: an outlet's number, a machine's name. */
export const plug: Reader<string> = (tree, reading) => {
  const value = param(tree, reading);
  return value === undefined || (value !== "" && !/[\r\n]/.test(value))
    ? value
    : complain(tree, reading, "it is what the device calls the node, on one line");
};

/** A word of a command. */
export const commandWord = text((value) =>
  value !== "" && !value.includes("\0") ? null : "a word of a command is not empty"
);

/** Parameters reach agents through their environment, so each is text in the end. */
export const param: Reader<string> = (tree, reading) => {
  switch (tree.kind) {
    case "string":
      return tree.value.includes("\0")
        ? complain(tree, reading, "an environment cannot hold the character NUL")
        : tree.value;
    case "number":
      return /^[+-]?0[xob]/.test(tree.text) ? String(tree.value) : tree.text.replaceAll("_", "");
    case "boolean":
      return String(tree.value);
    case "unreadable":
      return undefined;
    case "date":
    case "array":
    case "table":
      return complain(tree, reading, "a parameter is text, a number, true or false");
  }
};

export const paramName = (key: string): string | null =>
  /^[A-Za-z][A-Za-z0-9_.-]*$/.test(key) && !isWordOfObjects(key)
    ? null
    : "a parameter's name begins with a letter and goes on with A-Z a-z 0-9 _ . -";

/** Of what nodes have and resources use: `cpu`, `memory`. */
export const capacityName = (key: string): string | null =>
  /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key) && !isWordOfObjects(key)
    ? null
    : "it is named with A-Z a-z 0-9 _ . -, and begins with a letter";

/** "127.0.0.1:7694"; ":7694" on every IPv4 address; null for "off". */
export const listen: Reader<StatusConfig["listen"] | null> = (tree, reading) => {
  const found = tree.kind === "string" ? tree.value : tree.text;
  if (found === "off") return null;
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]*)):(\d{1,5})$/.exec(found);
  const port = Number(match?.[3]);
  if (tree.kind === "string" && port >= 1 && port <= 65535) {
    return { hostname: match?.[1] ?? (match?.[2] || "0.0.0.0"), port };
  }
  return complain(
    tree,
    reading,
    'it must be "ADDRESS:PORT", ":PORT" with a port to 65535, or "off"',
  );
};
