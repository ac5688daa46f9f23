/** What every part of the reader needs: the document, the time, and where problems are noted. */
import { descendantsOf, type Element } from "./element.ts";

export interface CibProblem {
  /** Of what, e.g. `rsc_location prefer-node1`. */
  readonly where: string;
  readonly text: string;
}

export class Reading {
  readonly warnings: CibProblem[] = [];
  #byId: Map<string, Element> | null = null;

  constructor(
    readonly configuration: Element,
    /** Seconds since 1970. */
    readonly now: number,
  ) {}

  warn(element: Element, text: string): void {
    this.warnings.push({ where: nameOf(element), text });
  }

  /** What an `id-ref` stands for; itself without one; null: it refers to nothing. */
  resolve(element: Element): Element | null {
    const reference = element.attributes["id-ref"];
    if (reference === undefined) return element;
    const found = this.#ids().get(`${element.name} ${reference}`) ?? null;
    if (found === null) this.warn(element, `refers to ${reference}, which does not exist`);
    return found;
  }

  #ids(): ReadonlyMap<string, Element> {
    if (this.#byId !== null) return this.#byId;
    const byId = this.#byId = new Map<string, Element>();
    for (const element of descendantsOf(this.configuration)) {
      const { id } = element.attributes;
      const key = `${element.name} ${id}`;
      if (id !== undefined && !byId.has(key)) byId.set(key, element);
    }
    return byId;
  }
}

export const nameOf = ({ name, attributes }: Element): string =>
  attributes["id"] === undefined ? name : `${name} ${attributes["id"]}`;
