/** cibadmin -Q: of Pacemaker's cluster information base what agents look for: attributes of nodes. */
import type { NodeView } from "../node/mod.ts";
import { isMember, type StatusDocument } from "../status/mod.ts";
import { has, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, Exit, fail, noSuch, withStatus } from "./tool.ts";
import { printXml, type XmlElement } from "./xml.ts";

const SPELLINGS: Spellings = {
  Q: ["query", "flag"],
  query: ["query", "flag"],
  A: ["xpath", "value"],
  xpath: ["xpath", "value"],
  l: ["local", "flag"],
  local: ["local", "flag"],
  s: ["sync", "flag"],
  "sync-call": ["sync", "flag"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
};

export async function cibadmin(call: Call): Promise<number> {
  const read = readOptions(call.args, SPELLINGS);
  if (!read.ok || !has(read.value, "query")) {
    return fail(call, Exit.unimplemented, read.ok ? "hb knows only --query" : read.problem);
  }
  const path = valueOf(read.value, "xpath");
  return await withStatus(call, (document) => {
    if (path === undefined) {
      call.print(printXml(cib(document)));
      return Exit.ok;
    }
    const sought = readPath(path);
    if (sought === null) return fail(call, Exit.unimplemented, `hb cannot look for ${path}`);
    return tellPairs(find(sought, document), call);
  });
}

/** Transient attributes by the name of one, or how it begins; of nodes that are online, or of one. */
interface Sought {
  readonly node: string | null;
  readonly online: boolean;
  readonly fits: (name: string) => boolean;
}

/** The paths that agents and crm_failcount use. */
function readPath(path: string): Sought | null {
  const found =
    /^(?:\/cib\/status\/|\/\/)node_state(?:\[@(\w+)='([^']*)'\])?(?:\/[\w/]*)?\/nvpair\[(?:@name='([^']*)'|starts-with\(@name,\s*'([^']*)'\))\]$/
      .exec(path);
  if (found === null) return null;
  const [, key, value = "", name, start = ""] = found;
  if (key !== undefined && key !== "crmd" && key !== "uname") return null;
  return {
    node: key === "uname" ? value : null,
    online: key === "crmd" && value === "online",
    fits: (each) => name === undefined ? each.startsWith(start) : each === name,
  };
}

function find({ node, online, fits }: Sought, document: StatusDocument): readonly XmlElement[] {
  return document.snapshot.nodes
    .filter((each) =>
      (node === null || (each.name as string) === node) && (!online || isMember(each))
    )
    .flatMap(({ name, attributes }) => pairs(`status-${name}`, attributes.transient, fits));
}

function tellPairs(found: readonly XmlElement[], call: Call): number {
  if (found.length === 0) return noSuch(call);
  const [first] = found;
  const whole = found.length === 1 && first !== undefined
    ? first
    : { name: "xpath-query", attributes: {}, children: found };
  call.print(printXml(whole));
  return Exit.ok;
}

/** Nodes and their attributes; the rest of it is cluster.toml's. */
function cib({ snapshot }: StatusDocument): XmlElement {
  const { nodes, properties, quorum } = snapshot;
  const set = (id: string, children: readonly XmlElement[]) => ({
    name: "instance_attributes",
    attributes: { id },
    children,
  });
  return {
    name: "cib",
    attributes: { "validate-with": "none", "have-quorum": quorum.held ? 1 : 0 },
    children: [
      {
        name: "configuration",
        attributes: {},
        children: [
          {
            name: "crm_config",
            attributes: {},
            children: [{
              name: "cluster_property_set",
              attributes: { id: "cib-bootstrap-options" },
              children: pairs("cib-bootstrap-options", properties),
            }],
          },
          {
            name: "nodes",
            attributes: {},
            children: nodes.map(({ name, attributes }, index) => ({
              name: "node",
              attributes: { id: index + 1, uname: name },
              children: [set(`nodes-${name}`, pairs(`nodes-${name}`, attributes.permanent))],
            })),
          },
          { name: "resources", attributes: {} },
          { name: "constraints", attributes: {} },
        ],
      },
      { name: "status", attributes: {}, children: nodes.map(stateOf) },
    ],
  };
}

function stateOf(node: NodeView, index: number): XmlElement {
  const id = `status-${node.name}`;
  const attributes = { id, children: pairs(id, node.attributes.transient) };
  const here = isMember(node);
  return {
    name: "node_state",
    attributes: {
      id: index + 1,
      uname: node.name,
      in_ccm: here,
      crmd: here ? "online" : "offline",
      join: here ? "member" : "down",
      expected: node.because === "left" ? "down" : "member",
    },
    children: [{
      name: "transient_attributes",
      attributes: { id: index + 1 },
      children: [{
        name: "instance_attributes",
        attributes: { id: attributes.id },
        children: attributes.children,
      }],
    }],
  };
}

const pairs = (
  id: string,
  values: Readonly<Record<string, string>>,
  fits: (name: string) => boolean = () => true,
): readonly XmlElement[] =>
  Object.entries(values).filter(([name]) => fits(name)).map(([name, value]) => ({
    name: "nvpair",
    attributes: { id: `${id}-${name}`, name, value },
  }));
