/** Where location constraints let a resource be looked for (resource-discovery). */
import type { Discovery, Location, Resource } from "../state/resource.ts";

type Mode = Location["discovery"];

/**
 * Of its own constraints and those of what it is in; null: none says anything. First asked for while
 * locations are applied, since those for a role count by the role that is wanted by then.
 */
export function discoveryOf(resource: Resource): Discovery | null {
  if (resource.discovery === undefined) resource.discovery = collect(resource);
  return resource.discovery;
}

const STRENGTH: Readonly<Record<Mode, number>> = { always: 0, never: 1, exclusive: 2 };

function collect(resource: Resource): Discovery | null {
  const modes = new Map<number, Mode>();
  let exclusive = false;
  for (let one: Resource | null = resource; one !== null; one = one.parent) {
    for (const { discovery, role, scores } of one.locations) {
      if (discovery === "always") continue;
      if (discovery === "exclusive") exclusive = true;
      if (role !== null && role !== resource.nextRole) continue;
      for (const node of scores.keys()) {
        const before = modes.get(node) ?? "always";
        if (STRENGTH[before] < STRENGTH[discovery]) modes.set(node, discovery);
      }
    }
  }
  return modes.size === 0 && !exclusive ? null : { exclusive, modes };
}
