/** Makes a CIB smaller as long as it keeps what is odd about it. */
import { type Tree, walk } from "./tree.ts";

/** @returns a CIB from which nothing more can be taken without losing the oddity. */
export async function shrink(
  cib: Tree,
  isOdd: (cib: Tree) => Promise<boolean>,
): Promise<Tree> {
  let smallest = cib;
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of smaller(smallest)) {
      if (!await isOdd(candidate)) continue;
      smallest = candidate;
      progress = true;
      break;
    }
  }
  return smallest;
}

const REMOVABLE = new Set([
  "node",
  "primitive",
  "group",
  "clone",
  "rsc_location",
  "rsc_colocation",
  "rsc_order",
  "rsc_ticket",
  "resource_ref",
  "op",
  "nvpair",
  "node_state",
  "lrm_resource",
  "lrm_rsc_op",
  "ticket_state",
  "template",
  "expression",
  "date_expression",
  "transient_attributes",
]);

/** Each with one part less, the largest parts first. */
function* smaller(cib: Tree): Iterable<Tree> {
  const parts = [...walk(cib)].filter(({ name }) => REMOVABLE.has(name))
    .map((part) => ({ part, size: [...walk(part)].length }))
    .sort((one, other) => other.size - one.size);
  for (const { part } of parts) {
    const names = new Set(
      [...walk(part)].flatMap(({ name, attributes }) =>
        isResource(name) || name === "node" ? [attributes["id"] ?? ""] : []
      ),
    );
    const nodes = part.name === "node" ? part.attributes["uname"] : undefined;
    yield prune(
      cib,
      (one) =>
        one === part || (isResource(part.name) && refersTo(one, names)) ||
        (nodes !== undefined &&
          (one.attributes["uname"] === nodes || one.attributes["node"] === nodes)),
    );
  }
  for (const part of walk(cib)) {
    const optional = Object.keys(part.attributes).filter((name) => LOOSE.has(name));
    for (const name of optional) yield replace(cib, part, withoutAttribute(part, name));
    // What is inside a group or clone may do alone.
    if (part.name !== "group" && part.name !== "clone") continue;
    const inner = part.children.find(({ name }) => isResource(name));
    if (inner !== undefined && part.name === "group") {
      const only = {
        ...inner,
        attributes: { ...inner.attributes, id: part.attributes["id"] ?? "" },
      };
      yield replace(cib, part, only);
    }
  }
}

const LOOSE = new Set([
  "role",
  "rsc-role",
  "with-rsc-role",
  "kind",
  "symmetrical",
  "first-action",
  "then-action",
  "influence",
  "require-all",
  "sequential",
  "on-fail",
  "resource-discovery",
  "loss-policy",
  "node-attribute",
]);

const isResource = (name: string): boolean =>
  name === "primitive" || name === "group" || name === "clone";

const REFERENCES = ["rsc", "with-rsc", "first", "then"] as const;

const refersTo = ({ name, attributes }: Tree, names: ReadonlySet<string>): boolean =>
  REFERENCES.some((key) => names.has(attributes[key] ?? "")) ||
  ((name === "resource_ref" || name === "lrm_resource") &&
    names.has((attributes["id"] ?? "").replace(/:\d+$/, "")));

/** What is left empty by it, and means nothing then, goes too. */
function prune(root: Tree, isGone: (one: Tree) => boolean): Tree {
  const children = root.children.filter((child) => !isGone(child))
    .map((child) => prune(child, isGone))
    .filter((child) =>
      child.children.length > 0 || !HOLLOW.has(child.name) || child.name === root.name
    );
  return { ...root, children };
}

const HOLLOW = new Set([
  "meta_attributes",
  "cluster_property_set",
  "instance_attributes",
  "utilization",
  "operations",
  "resource_set",
  "group",
  "clone",
  "transient_attributes",
  "tickets",
]);

function replace(root: Tree, old: Tree, fresh: Tree): Tree {
  if (root === old) return fresh;
  return { ...root, children: root.children.map((child) => replace(child, old, fresh)) };
}

function withoutAttribute(part: Tree, name: string): Tree {
  const { [name]: _, ...attributes } = part.attributes;
  return { ...part, attributes };
}
