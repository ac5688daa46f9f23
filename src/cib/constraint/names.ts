/** What constraints may name: resources, and templates and tags that stand for several. */
import { stripNumber } from "../../model/mod.ts";
import { childOf, childrenOf, type Element } from "../element.ts";
import type { ResourceInput } from "../../scheduler/mod.ts";
import type { ResourcesReading } from "../resource.ts";

export class Names {
  readonly #known = new Map<string, string>();
  readonly #cloned = new Set<string>();
  readonly #several = new Map<string, readonly string[]>();
  readonly topLevel: readonly string[];

  /** `recorded`: the names in resources' histories. */
  constructor(
    configuration: Element,
    { inputs, primitives, derived }: ResourcesReading,
    recorded: ReadonlySet<string>,
  ) {
    this.topLevel = inputs.map(({ id }) => id);
    for (const input of inputs) this.#note(input);
    for (const [id, { clone }] of primitives) {
      if (clone === null) continue;
      this.#cloned.add(id);
      // Pacemaker knows what is cloned by its own name only once it has been seen on a node.
      if (!clone.unique && recorded.has(id)) this.#known.set(id, clone.id);
    }
    for (const id of recorded) {
      if (!this.#known.has(id) && !this.#cloned.has(stripNumber(id))) {
        this.#known.set(id, id);
      }
    }
    for (const tag of childrenOf(childOf(configuration, "tags"), "tag")) {
      const ids = childrenOf(tag, "obj_ref").flatMap(({ attributes }) => attributes["id"] ?? []);
      const { id } = tag.attributes;
      if (id !== undefined && ids.length > 0) {
        this.#several.set(id, [...new Set([...this.#several.get(id) ?? [], ...ids])]);
      }
    }
    for (const [id, ids] of derived) {
      if (ids.length > 0) this.#several.set(id, ids);
      else this.#several.delete(id);
    }
  }

  #note(input: ResourceInput): void {
    this.#known.set(input.id, input.id);
    if (input.kind === "group") {
      for (const member of input.members) this.#known.set(member.id, member.id);
    }
    if (input.kind === "clone") {
      const { child } = input;
      this.#cloned.add(child.id);
      if (child.kind === "group") {
        for (const member of child.members) this.#cloned.add(member.id);
      }
    }
  }

  /** The resource that is meant; null: there is none of that name. */
  resource(name: string | undefined): string | null {
    if (name === undefined) return null;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const instance = /^(.*):\d+$/.exec(name);
    return instance !== null && this.#cloned.has(instance[1] as string) ? name : null;
  }

  /** What a template or tag stands for; null: it is neither. */
  several(name: string | undefined): readonly string[] | null {
    return name === undefined ? null : this.#several.get(name) ?? null;
  }
}
