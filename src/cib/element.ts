/** The CIB's XML as a tree. Text between elements has no meaning in a CIB and is dropped. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { ok, refuse, type Result } from "../model/mod.ts";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

/** The root element, or why there is none: a sentence. */
export function parseXml(xml: string): Result<Element, string> {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) {
    const { msg, line, col } = valid.err;
    return refuse(`Cannot read the CIB: line ${line ?? 1}:${col ?? 1}: ${msg}`);
  }
  try {
    const root = toElements(PARSER.parse(xml) as readonly Ordered[])[0];
    return root === undefined ? refuse("Cannot read the CIB: there is no element in it") : ok(root);
  } catch (error) {
    return refuse(`Cannot read the CIB: ${(error as Error).message}`);
  }
}

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Done below: a CIB has the five entities of XML itself and character references, no others.
  processEntities: false,
});

/** The parser's form: one key names the element, `:@` holds its attributes. */
type Ordered = Readonly<Record<string, unknown>>;

function toElements(found: readonly Ordered[]): readonly Element[] {
  const elements: Element[] = [];
  for (const one of found) {
    for (const name in one) {
      if (name === ":@" || name === "#text") continue;
      elements.push({
        name,
        attributes: decodeAll((one[":@"] ?? NONE) as Record<string, string>),
        children: toElements(one[name] as readonly Ordered[]),
      });
      break;
    }
  }
  return elements;
}

const NONE: Readonly<Record<string, string>> = {};

function decodeAll(attributes: Record<string, string>): Readonly<Record<string, string>> {
  for (const name in attributes) {
    const value = attributes[name] as string;
    if (/[&\t\n\r]/.test(value)) attributes[name] = decode(value);
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

const decode = (value: string): string =>
  value.replace(/[\t\n\r]/g, " ").replace(/&([^;&\s]*);?/g, (_, name: string) => {
    if (name.startsWith("#")) return characterOf(name.slice(1));
    const entity = ENTITIES[name];
    if (entity === undefined) throw new Error(`the entity &${name}; is not known`);
    return entity;
  });

function characterOf(reference: string): string {
  const code = reference.startsWith("x")
    ? Number.parseInt(reference.slice(1), 16)
    : Number.parseInt(reference, 10);
  if (!(code >= 0 && code <= 0x10ffff)) throw new Error(`&#${reference}; is no character`);
  return String.fromCodePoint(code);
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
