/** What an operator names: a resource, group or clone, or what is cloned, as a node sees it. */
import type { NodeName, UnitName } from "../model/mod.ts";
import type { ResourceView, UnitView } from "../node/mod.ts";
import { namesUp, type StatusDocument, upkeepOf } from "../status/mod.ts";

export interface Target {
  readonly name: string;
  /** What it is, or is in. */
  readonly unit: UnitView;
  /** All of the unit's, or some. */
  readonly resources: readonly ResourceView[];
}

/** Null: there is nothing of that name; the engine says so with the names that there are. */
export function targetOf(name: string, { snapshot }: StatusDocument): Target | null {
  for (const unit of snapshot.units) {
    const whole = unit.name as string === name || unit.clone?.of as string | undefined === name;
    if (whole) return { name, unit, resources: unit.resources };
    const resources = unit.resources.filter(({ id }) => id.replace(/:\d+$/, "") === name);
    if (resources.length > 0) return { name, unit, resources };
  }
  return null;
}

/** Nodes that are up and have any of it, or may have; operations under way count. */
export function placesOf({ resources }: Target, { snapshot }: StatusDocument): readonly NodeName[] {
  const up = namesUp(snapshot);
  const places = resources.flatMap(({ on }) =>
    on.filter(({ node, state, busy }) =>
      up.has(node) && (state !== "stopped" || (busy !== null && busy !== "probe"))
    )
  );
  return [...new Set(places.map(({ node }) => node))];
}

/** Nodes that are up and run all of it, or an instance of it. */
export function runsOn(target: Target, document: StatusDocument): readonly NodeName[] {
  const some = target.unit.clone?.unique === true;
  const runs = (resource: ResourceView, node: NodeName) =>
    resource.on.some((here) =>
      here.node === node && here.state === "started" && here.busy !== "stop"
    );
  return placesOf(target, document).filter((node) =>
    some
      ? target.resources.some((resource) => runs(resource, node))
      : target.resources.every((resource) => runs(resource, node))
  );
}

/** Operations on it that are not over: `start of nginx on n1`. */
export function underWay(
  resources: readonly ResourceView[],
  { snapshot }: StatusDocument,
): readonly string[] {
  const up = namesUp(snapshot);
  return resources.flatMap(({ id, on }) =>
    on.flatMap(({ node, busy }) =>
      up.has(node) && busy !== null ? `${busy} of ${id} on ${node}` : []
    )
  );
}

/** Why the cluster leaves it alone, and the command that ends that; null: it does not. */
export function whyLeftAlone(target: Target, document: StatusDocument): string | null {
  const { snapshot } = document;
  const places = placesOf(target, document);
  const upkeep = upkeepOf(target.resources[0] ?? target.unit, places, snapshot);
  if (upkeep === null) return null;
  if (upkeep === "unmanaged") return `it is not managed (hb manage ${target.name})`;
  if (snapshot.maintenance) return "the cluster is in maintenance (hb maintenance off)";
  const node = snapshot.nodes.find(({ name, maintenance }) => maintenance && places.includes(name));
  return node === undefined
    ? "it is in maintenance, by cluster.toml"
    : `${node.name} is in maintenance (hb maintenance off ${node.name})`;
}

/** The last thing that could not be stopped of it. */
export function whyNotStopped({ resources }: Target): string | null {
  for (const { id, on } of resources) {
    const stuck = on.find(({ state, busy }) => state === "stopFailed" && busy === null);
    if (stuck === undefined) continue;
    const reason = stuck.lastFailure?.reason || stuck.lastFailure?.meaning || "no reason given";
    return `${id} could not be stopped on ${stuck.node} (${reason}): stop it there by hand, then run: hb cleanup ${id}`;
  }
  return null;
}

/** ` (vip, nginx)`; nothing for a lone resource, which goes by its own name. */
export function membersOf({ name, resources }: Target): string {
  const ids = [...new Set(resources.map(({ id }) => id.replace(/:\d+$/, "")))];
  return ids.length === 1 && ids[0] === name ? "" : ` (${ids.join(", ")})`;
}

/** Units by name that ran and do not any more, besides the target's. */
export function stoppedBesides(
  { unit }: Target,
  before: StatusDocument,
  after: StatusDocument,
): readonly UnitName[] {
  const running = (document: StatusDocument) =>
    new Set(
      document.snapshot.units.filter((one) =>
        runsOn({ name: one.name, unit: one, resources: one.resources }, document).length > 0
      ).map(({ name }) => name),
    );
  const now = running(after);
  return [...running(before)].filter((name) => name !== unit.name && !now.has(name));
}
