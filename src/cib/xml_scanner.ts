/**
 * XML as a tree of elements, in one pass: a CIB of a large cluster has tens of megabytes. Text between
 * elements has no meaning in a CIB and is dropped, as are comments and instructions.
 */
import type { Element } from "./element.ts";

/** What is wrong with a document, and where. */
export class XmlError extends Error {
  constructor(text: string, at: number, reason: string) {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    super(`line ${line}:${column}: ${reason}`);
  }
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  readonly at: number;
}

/** The root element; throws an `XmlError`. */
export function scanXml(text: string): Element {
  const scanner = new Scanner(text);
  const open: Open[] = [];
  let root: Element | null = null;
  for (let tag = scanner.nextTag(); tag !== null; tag = scanner.nextTag()) {
    if (tag.kind === "end") {
      const { name } = open.pop() ?? scanner.fail(tag.at, `</${tag.name}> ends nothing`);
      if (name !== tag.name) scanner.fail(tag.at, `</${tag.name}> ends <${name}>`);
      continue;
    }
    const element = { name: tag.name, attributes: tag.attributes, children: [], at: tag.at };
    const parent = open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (root === null) root = element;
    else scanner.fail(tag.at, `there is a second document, <${tag.name}>`);
    if (!tag.closed) open.push(element);
  }
  const left = open.at(-1);
  if (left !== undefined) scanner.fail(left.at, `<${left.name}> does not end`);
  return root ?? scanner.fail(0, "there is no element in it");
}

type Tag =
  | {
    readonly kind: "start";
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly closed: boolean;
    readonly at: number;
  }
  | { readonly kind: "end"; readonly name: string; readonly at: number };

const NAME = /[^\s=/>"'<&]+/y;
const SPACE = /\s*/y;

class Scanner {
  #at = 0;

  constructor(private readonly text: string) {}

  fail(at: number, reason: string): never {
    throw new XmlError(this.text, at, reason);
  }

  /** null: there are no more. */
  nextTag(): Tag | null {
    for (;;) {
      const at = this.text.indexOf("<", this.#at);
      if (at < 0) return null;
      this.#at = at + 1;
      const next = this.text[this.#at];
      if (next === "!" || next === "?") this.#skipSpecial(at);
      else return next === "/" ? this.#endTag(at) : this.#startTag(at);
    }
  }

  #skipSpecial(at: number): void {
    const { text } = this;
    const end = text.startsWith("!--", this.#at)
      ? "-->"
      : text.startsWith("![CDATA[", this.#at)
      ? "]]>"
      : text[this.#at] === "?"
      ? "?>"
      : ">";
    const found = text.indexOf(end, this.#at);
    if (found < 0) this.fail(at, `what begins here does not end with ${end}`);
    if (end === ">" && text.slice(at, found).includes("[")) {
      this.fail(at, "a document type with its own declarations is not read");
    }
    this.#at = found + end.length;
  }

  #endTag(at: number): Tag {
    this.#at += 1;
    const name = this.#name();
    this.#space();
    if (this.text[this.#at] !== ">") this.fail(at, `</${name} does not end with >`);
    this.#at += 1;
    return { kind: "end", name, at };
  }

  #startTag(at: number): Tag {
    const name = this.#name();
    const attributes: Record<string, string> = {};
    for (;;) {
      const spaced = this.#space();
      const next = this.text[this.#at];
      if (next === ">" || next === "/") break;
      if (next === undefined) this.fail(at, `<${name} does not end with >`);
      if (!spaced) this.fail(this.#at, `there is no blank between the attributes of <${name}>`);
      this.#attribute(attributes);
    }
    const closed = this.text[this.#at] === "/";
    if (closed) this.#at += 1;
    if (this.text[this.#at] !== ">") this.fail(this.#at, `<${name} does not end with >`);
    this.#at += 1;
    return { kind: "start", name, attributes, closed, at };
  }

  #attribute(attributes: Record<string, string>): void {
    const at = this.#at;
    const name = this.#name();
    this.#space();
    if (this.text[this.#at] !== "=") this.fail(at, `the attribute ${name} has no value`);
    this.#at += 1;
    this.#space();
    const quote = this.text[this.#at];
    if (quote !== '"' && quote !== "'") this.fail(at, `the value of ${name} is not in quotes`);
    const end = this.text.indexOf(quote, this.#at + 1);
    if (end < 0) this.fail(at, `the value of ${name} does not end`);
    if (Object.hasOwn(attributes, name)) this.fail(at, `the attribute ${name} is there twice`);
    attributes[name] = this.#decode(this.text.slice(this.#at + 1, end));
    this.#at = end + 1;
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.text) ?? this.fail(this.#at, "there is no name where one must be");
    this.#at = NAME.lastIndex;
    return found[0];
  }

  /** Whether there was any. */
  #space(): boolean {
    const before = this.#at;
    SPACE.lastIndex = before;
    SPACE.test(this.text);
    this.#at = SPACE.lastIndex;
    return this.#at > before;
  }

  #decode(value: string): string {
    if (!/[&<\t\n\r]/.test(value)) return value;
    if (value.includes("<")) this.fail(this.#at, "there is a < in a value");
    return value.replace(/[\t\n\r]/g, " ").replace(/&([^;]*);?/g, (_, name: string) => {
      if (name.startsWith("#")) return this.#character(name.slice(1));
      return ENTITIES[name] ?? this.fail(this.#at, `the entity &${name}; is not known`);
    });
  }

  #character(reference: string): string {
    const code = reference.startsWith("x")
      ? Number.parseInt(reference.slice(1), 16)
      : Number.parseInt(reference, 10);
    if (!(code > 0 && code <= 0x10ffff)) this.fail(this.#at, `&#${reference}; is no character`);
    return String.fromCodePoint(code);
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
