/** XML as Pacemaker's tools print it. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly children?: readonly XmlElement[];
}

/** Each element on a line of its own, for agents look at it with grep. */
export function printXml({ name, attributes, children = [] }: XmlElement, indent = ""): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`).join("");
  if (children.length === 0) return `${indent}<${name}${written}/>`;
  const inside = children.map((child) => printXml(child, `${indent}  `));
  return [`${indent}<${name}${written}>`, ...inside, `${indent}</${name}>`].join("\n");
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
