/** The elements of a CIB, and ways through them. */
import { ok, refuse, type Result } from "../model/mod.ts";
import { scanXml, XmlError } from "./xml_scanner.ts";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

/** The root element, or why there is none: a sentence. */
export function parseXml(xml: string): Result<Element, string> {
  try {
    return ok(scanXml(xml));
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return refuse(`Cannot read the CIB: ${error.message}`);
  }
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
