/** The elements of a CIB, and ways through them. */
import { SaxesParser } from "saxes";
import { ok, refuse, type Result } from "../model/mod.ts";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

interface Open extends Element {
  readonly children: Element[];
}

/** Rules within rules have no bound of their own; what people and tools write has ten levels. */
const DEEPEST = 100;

/** The root element, or why there is none: a sentence with line and column. Texts in it mean nothing. */
export function parseXml(xml: string): Result<Element, string> {
  const parser = new SaxesParser();
  const open: Open[] = [];
  let root: Element | null = null;
  parser.on("opentag", ({ name, attributes }) => {
    const element: Open = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
    if (open.length > DEEPEST) parser.fail(`more than ${DEEPEST} elements are within each other`);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("error", (error) => {
    throw error;
  });
  try {
    parser.write(xml).close();
  } catch (error) {
    const what = (error as Error).message.replace(/^\d+:\d+: |\.$/g, "");
    return refuse(`Cannot read the CIB: line ${parser.line}:${parser.column + 1}: ${what}`);
  }
  return root === null ? refuse("Cannot read the CIB: there is no element in it") : ok(root);
}

/** The children of that name. */
export const childrenOf = (element: Element | null, name: string): readonly Element[] =>
  element === null ? [] : element.children.filter((child) => child.name === name);

/** The first child of that name; null: none. */
export const childOf = (element: Element | null, name: string): Element | null =>
  element?.children.find((child) => child.name === name) ?? null;

/** The element that a path of names leads to; null: there is none. */
export const descend = (element: Element | null, ...names: readonly string[]): Element | null =>
  names.reduce<Element | null>(childOf, element);

export function* descendantsOf(element: Element): Iterable<Element> {
  for (const child of element.children) {
    yield child;
    yield* descendantsOf(child);
  }
}
