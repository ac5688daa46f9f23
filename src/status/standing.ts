/** What follows from a snapshot: who is up, what runs where, who holds a unit. */
import type { NodeName } from "../model/mod.ts";
import type { NodeView, ResourceOnNode, ResourceView, Snapshot, UnitView } from "../node/mod.ts";

/** The view that the node has of itself. */
export const selfOf = (snapshot: Snapshot): NodeView | undefined =>
  snapshot.nodes.find(({ name }) => name === snapshot.node);

/** Heard now; a peer that has not been heard yet is not up, whether or not initdead has passed. */
export const isUp = ({ standing, because }: NodeView): boolean =>
  standing !== "offline" && (because === "heard" || because === "self");

/** Runs there, or may run: what must never be true of two nodes at once. */
export const mayRun = ({ state }: ResourceOnNode): boolean =>
  state === "started" || state === "failed" || state === "stopFailed";

/** The same, and what is on its way up or down. */
export const isActive = (here: ResourceOnNode): boolean =>
  mayRun(here) || here.busy === "start" || here.busy === "stop";

/** Names of the nodes that are up. A silent node's last report is not the truth of now. */
export const namesUp = (snapshot: Snapshot): ReadonlySet<NodeName> =>
  new Set(snapshot.nodes.filter(isUp).map(({ name }) => name));

/** The nodes that run a resource, by the reports of those that are up. */
export function activeOn(resource: ResourceView, up: ReadonlySet<NodeName>): readonly NodeName[] {
  return resource.on.filter((here) => up.has(here.node) && isActive(here)).map(({ node }) => node);
}

/** The nodes that run a part of a unit, each once. */
export function partlyActiveOn(unit: UnitView, snapshot: Snapshot): readonly NodeName[] {
  const up = namesUp(snapshot);
  return [...new Set(unit.resources.flatMap((resource) => activeOn(resource, up)))];
}

/** Every member is started there, and none is on its way down. */
export function isHeldBy(unit: UnitView, node: NodeName): boolean {
  return unit.resources.length > 0 && unit.resources.every((resource) => {
    const here = resource.on.find((one) => one.node === node);
    return here?.state === "started" && here.busy !== "stop";
  });
}

/** The node that is up and holds all of it; null: none does, or not all of it in one place. */
export function holderOf(unit: UnitView, snapshot: Snapshot): NodeName | null {
  return snapshot.nodes.find((node) => isUp(node) && isHeldBy(unit, node.name))?.name ?? null;
}

/** Units of which some resource runs on more than one node that is up. */
export function heldTwice(
  snapshot: Snapshot,
): readonly { readonly unit: UnitView; readonly holders: readonly NodeName[] }[] {
  const up = namesUp(snapshot);
  return snapshot.units.flatMap((unit) => {
    const holders = new Set(
      unit.resources.map(({ on }) => on.filter((here) => up.has(here.node) && mayRun(here)))
        .filter((on) => on.length > 1).flat().map(({ node }) => node),
    );
    return holders.size === 0 ? [] : [{ unit, holders: [...holders] }];
  });
}

/** Its failures there have reached the threshold: it may not run there until they are forgotten. */
export const isBanned = (resource: ResourceView, here: ResourceOnNode): boolean =>
  here.failcount >= resource.migrationThreshold;

/** Each resource on each node that reported it. */
export function everywhere(
  snapshot: Snapshot,
): readonly {
  readonly unit: UnitView;
  readonly resource: ResourceView;
  readonly here: ResourceOnNode;
}[] {
  return snapshot.units.flatMap((unit) =>
    unit.resources.flatMap((resource) => resource.on.map((here) => ({ unit, resource, here })))
  );
}
