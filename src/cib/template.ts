/** Resources made after a `template`: its content, with the resource's own after it. */
import { childOf, childrenOf, type Element } from "./element.ts";
import type { Reading } from "./reading.ts";

/** null: the template does not exist, so the resource cannot be made. */
export function expandTemplate(
  reading: Reading,
  element: Element,
  resources: Element | null,
): Element | null {
  const name = element.attributes["template"];
  if (name === undefined) return element;
  const template = childrenOf(resources, "template").find(({ attributes }) =>
    attributes["id"] === name
  );
  if (template === undefined || name === element.attributes["id"]) {
    reading.warn(element, `is ignored: there is no template ${name}`);
    return null;
  }
  const operations = mergeOperations(
    childOf(template, "operations"),
    childOf(element, "operations"),
  );
  return {
    name: element.name,
    attributes: { ...template.attributes, id: element.attributes["id"] ?? "" },
    children: [
      ...template.children.filter((child) => child.name !== "operations"),
      ...element.children.filter((child) => child.name !== "operations"),
      ...(operations === null ? [] : [operations]),
    ],
  };
}

/** An operation of the resource replaces the template's of the same name and role. */
function mergeOperations(theirs: Element | null, own: Element | null): Element | null {
  if (theirs === null || own === null) return own ?? theirs;
  const taken = new Set(own.children.map(keyOf));
  return {
    ...own,
    children: [...own.children, ...theirs.children.filter((one) => !taken.has(keyOf(one)))],
  };
}

function keyOf({ attributes }: Element): string {
  const role = attributes["role"]?.toLowerCase() ?? "started";
  const plain = ["started", "unpromoted", "slave"].includes(role);
  return `${attributes["name"]} ${plain ? "" : attributes["role"]}`;
}
