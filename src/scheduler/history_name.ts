/**
 * The names by which nodes' histories know resources. Of an anonymous clone all instances are alike
 * and go by what is cloned; older histories number them.
 */
import { childrenOf, type Primitive, type Resource } from "./state/resource.ts";
import type { Working } from "./state/working.ts";

export class HistoryNames {
  /** All that any resource is called, or recorded as. */
  readonly #known = new Set<string>();

  constructor({ resources }: Working) {
    for (const resource of resources) this.#note(resource);
  }

  #note(resource: Resource): void {
    this.#known.add(resource.id);
    const recorded = recordedName(resource);
    if (recorded !== null) this.#known.add(recorded);
    for (const child of childrenOf(resource)) this.#note(child);
  }

  /** What a new history of it is called. */
  newName(resource: Primitive): string {
    if (resource.unique) return resource.id;
    return (resource.orphan ? recordedName(resource) : null) ?? resource.baseId;
  }

  /** What people are told: of an instance whose clone has no history anywhere, its own name. */
  shownName(resource: Primitive): string {
    const preferred = this.newName(resource);
    return this.#known.has(preferred) ? preferred : recordedName(resource) ?? resource.id;
  }
}

/** Where it is known by another name than its id, that; null: it is not. */
export function recordedName(resource: Resource): string | null {
  if (resource.kind !== "primitive") return null;
  if (resource.recordedAs !== null) return resource.recordedAs;
  if (resource.unique || resource.baseId === resource.id) return null;
  for (const fact of resource.facts.values()) {
    if (fact.resource === resource.baseId) return resource.baseId;
  }
  return null;
}
