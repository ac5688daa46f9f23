/** XML as a tree that can be built, pruned and written. */

export interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Tree[];
}

export const tree = (
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly (Tree | readonly Tree[])[]
): Tree => ({
  name,
  attributes: Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]]
    ),
  ),
  children: children.flat(),
});

export function writeTree({ name, attributes, children }: Tree, indent = ""): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  if (children.length === 0) return `${indent}<${name}${given.join("")}/>\n`;
  const inner = children.map((child) => writeTree(child, `${indent}  `)).join("");
  return `${indent}<${name}${given.join("")}>\n${inner}${indent}</${name}>\n`;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** `set` elements with one `nvpair` each entry; none for no entries. */
export function nvpairs(
  set: string,
  id: string,
  values: Readonly<Record<string, string | number | undefined>>,
): readonly Tree[] {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [tree("nvpair", { id: `${id}-${name.replaceAll(/[^\w.-]/g, "-")}`, name, value })]
  );
  return pairs.length === 0 ? [] : [tree(set, { id }, pairs)];
}

/** All that is below, itself first. */
export function* walk(root: Tree): Iterable<Tree> {
  yield root;
  for (const child of root.children) yield* walk(child);
}
