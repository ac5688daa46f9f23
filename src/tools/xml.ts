/** XML as Pacemaker's tools print it. */
import { printable } from "../model/mod.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly children?: readonly XmlElement[];
}

/** Each element on a line of its own, for agents look at it with grep. */
export function printXml(
  { name, attributes, children = [] }: XmlElement,
  indent = "",
): readonly string[] {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`).join("");
  if (children.length === 0) return [`${indent}<${name}${written}/>`];
  const inside = children.flatMap((child) => printXml(child, `${indent}  `));
  return [`${indent}<${name}${written}>`, ...inside, `${indent}</${name}>`];
}

/** Blanks that XML would take for spaces keep what they are; what it cannot hold is shown instead. */
const escape = (text: string): string =>
  printable(
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;").replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`),
  );
