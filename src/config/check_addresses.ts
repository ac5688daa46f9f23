/** Addresses that resources bring up: well-formed, and nobody else's. */
import { suggestion } from "../model/mod.ts";
import { explainUnusable, isIpv6, parseAddress, shortIpv6 } from "./address.ts";
import { type Check, numbered } from "./checking.ts";
import type { WholeResource } from "./templates.ts";
import type { Path } from "./tree.ts";
import { foreignWord } from "./foreign_words.ts";

const VIP_PARAMS = ["address", "interface", "conflict"];
const CONFLICT = ["warn", "refuse"];

/** The parameters of hb:vip are hb's own, so they are checked as keys are. */
export const checkVips: Check = (checking) => {
  for (const { index, value: resource } of numbered(checking.directory.resources)) {
    const { agent, params } = resource;
    if (agent?.class !== "hb" || params === undefined) continue;
    const path = ["resource", index, "params"];
    for (const name of Object.keys(params).filter((key) => !VIP_PARAMS.includes(key))) {
      checking.error(
        [...path, name],
        `Cannot use params.${name}: there is no such parameter of hb:vip` +
          (foreignWord(name) ?? suggestion(name, VIP_PARAMS)),
      );
    }
    const { conflict } = params;
    if (conflict !== undefined && !CONFLICT.includes(conflict)) {
      checking.error(
        [...path, "conflict"],
        `Cannot use conflict = "${conflict}": it is "warn" or "refuse"` +
          suggestion(conflict, CONFLICT),
      );
    }
    if (!Object.hasOwn(params, "address")) {
      checking.error(
        path,
        `Cannot use ${resource.name ?? "this resource"}: hb:vip needs an address; ` +
          'add params = { address = "10.0.0.100/24" }',
      );
    } else if (params["address"] !== undefined) {
      const reason = explainVip(params["address"], Object.hasOwn(params, "interface"));
      if (reason !== null) {
        checking.error(
          [...path, "address"],
          `Cannot use address = "${params["address"]}": ${reason}`,
        );
      }
    }
  }
};

function explainVip(text: string, hasInterface: boolean): string | null {
  const [ipv6 = "", prefix] = text.split("/", 2);
  if (isIpv6(ipv6)) return explainIpv6Vip(ipv6, prefix, hasInterface);
  const address = parseAddress(text);
  if (address === null) return EXAMPLES;
  return address.prefix === 0 ? "a prefix is from 1 to 32" : explainUnusable(address);
}

const EXAMPLES =
  'it must be an address with its network, e.g. "10.0.0.100/24" or "2001:db8::100/64"';

function explainIpv6Vip(
  address: string,
  prefix: string | undefined,
  hasInterface: boolean,
): string | null {
  if (address.includes("%")) return "the interface is named by a parameter of its own: interface";
  if (prefix !== undefined && !/^([1-9]|[1-9]\d|1[01]\d|12[0-8])$/.test(prefix)) {
    return "a prefix of IPv6 is from 1 to 128";
  }
  if (/^ff/i.test(address) || address === "::") return "it is not a host's";
  return hasInterface ? null : 'IPv6 needs its interface beside it; add interface = "eth0"';
}

/** An address on two resources, or on a resource and a node, would answer from two places. */
export const checkAddressesOnce: Check = (checking) => {
  const owners = new Map<string, string>();
  for (const { value: { addresses } } of numbered(checking.draft.link)) {
    for (const [node, address] of Object.entries(addresses ?? {})) {
      if (address !== undefined) owners.set(address, `node ${node}'s own on a link`);
    }
  }
  for (const { index, value: resource } of numbered(checking.directory.resources)) {
    const brought = addressOf(resource, index);
    if (brought === null) continue;
    const owner = owners.get(brought.address);
    if (owner !== undefined) {
      checking.error(brought.path, `Cannot use address ${brought.address}: it is ${owner}`);
    }
    const line = checking.line(brought.path);
    owners.set(
      brought.address,
      owner ?? `that of ${resource.name ?? "a resource"} on line ${line}`,
    );
  }
};

/** The address that a resource brings up, of the agents that are known for it. */
function addressOf(
  { agent, params }: WholeResource,
  index: number,
): { readonly address: string; readonly path: Path } | null {
  const found = (text: string | undefined, path: Path) => {
    const [given = ""] = (text ?? "").split("/");
    const address = isIpv6(given) ? shortIpv6(given) : /^[\d.]+/.exec(given)?.[0];
    return address === undefined ? null : { address, path: ["resource", index, ...path] };
  };
  switch (agent?.class) {
    case "hb":
      return found(params?.["address"], ["params", "address"]);
    case "ocf":
      return /^IPaddr2?$/.test(agent.type) ? found(params?.["ip"], ["params", "ip"]) : null;
    case "heartbeat":
      return /^IPaddr2?$/.test(agent.type) ? found(agent.args[0], ["agent"]) : null;
    case "lsb":
    case "systemd":
    case undefined:
      return null;
  }
}
