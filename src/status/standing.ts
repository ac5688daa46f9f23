/** What follows from a snapshot: who is up, what runs where, who holds a unit. */
import type { NodeName } from "../model/mod.ts";
import type { NodeView, ResourceOnNode, ResourceView, Snapshot, UnitView } from "../node/mod.ts";

/** The view that the node has of itself. */
export const selfOf = (snapshot: Snapshot): NodeView | undefined =>
  snapshot.nodes.find(({ name }) => name === snapshot.node);

/** Heard now; a peer that has not been heard yet is not up, whether or not initdead has passed. */
export const isUp = ({ standing, because }: NodeView): boolean =>
  standing !== "offline" && (because === "heard" || because === "self");

/** A member of the partition, whatever it may run. */
export const isMember = ({ standing }: NodeView): boolean =>
  standing !== "pending" && standing !== "offline" && standing !== "unclean";

/** Runs there, or may run: what must never be true of two nodes at once. */
export const mayRun = ({ state }: ResourceOnNode): boolean =>
  state === "started" || state === "failed" || state === "stopFailed";

/** The same, and what is on its way up or down. */
export const isActive = (here: ResourceOnNode): boolean =>
  mayRun(here) || here.busy === "start" || here.busy === "stop" || here.busy === "migrate_from";

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

/** The nodes on which any of it is promoted. */
export function promotedOn(
  { resources }: Pick<UnitView, "resources">,
  snapshot: Snapshot,
): readonly NodeName[] {
  const up = namesUp(snapshot);
  const places = resources.flatMap(({ on }) =>
    on.flatMap(({ node, promoted }) => promoted && up.has(node) ? node : [])
  );
  return [...new Set(places)];
}

/** The resources of each instance; of a unit that is no clone there is one. */
export function instancesOf({ clone, resources }: UnitView): readonly (readonly ResourceView[])[] {
  if (clone?.unique !== true) return [resources];
  const numbers = new Map<string, ResourceView[]>();
  for (const resource of resources) {
    const number = /:(\d+)$/.exec(resource.id)?.[1] ?? "";
    numbers.set(number, [...numbers.get(number) ?? [], resource]);
  }
  return [...numbers.values()];
}

/**
 * All of it, or of a clone an instance, is started there, and promoted if it can be; none of that is on
 * its way down.
 */
export function isHeldBy(unit: UnitView, node: NodeName): boolean {
  const promotable = unit.clone?.promotable === true;
  return instancesOf(unit).some((resources) =>
    resources.length > 0 && resources.every(({ on }) => {
      const here = on.find((one) => one.node === node);
      if (here?.state !== "started" || here.busy === "stop") return false;
      return !promotable || (here.promoted && here.busy !== "demote");
    })
  );
}

/** The nodes that are up and hold it. */
export const holdersOf = (unit: UnitView, snapshot: Snapshot): readonly NodeName[] =>
  snapshot.nodes.filter((node) => isUp(node) && isHeldBy(unit, node.name)).map(({ name }) => name);

/** The first of them; null: none does, or not all of it in one place. */
export const holderOf = (unit: UnitView, snapshot: Snapshot): NodeName | null =>
  holdersOf(unit, snapshot)[0] ?? null;

/** Units that run, or are promoted, on more nodes that are up than they may. */
export function heldTwice(
  snapshot: Snapshot,
): readonly { readonly unit: UnitView; readonly holders: readonly NodeName[] }[] {
  const up = namesUp(snapshot);
  return snapshot.units.flatMap((unit) => {
    const { clone } = unit;
    if (clone !== null && !clone.unique && !clone.promotable) return [];
    const most = clone?.promotable ? clone.promotedMax : 1;
    const counts = clone?.promotable ? ({ promoted }: ResourceOnNode) => promoted : mayRun;
    const holders = new Set(
      unit.resources.map(({ on }) => on.filter((here) => up.has(here.node) && counts(here)))
        .filter((on) => on.length > most).flat().map(({ node }) => node),
    );
    return holders.size === 0 ? [] : [{ unit, holders: [...holders] }];
  });
}

/** Is to be stopped, by its configuration or an operator. */
export const isDisabled = ({ targetRole }: Pick<UnitView, "targetRole">): boolean =>
  targetRole === "stopped";

/** Of an anonymous clone each resource counts as often as there may be instances of it. */
export const instanceCount = (
  units: readonly UnitView[],
  wanted: (unit: UnitView, resource: ResourceView) => boolean,
): number =>
  units.reduce((sum, unit) => {
    const { clone, resources } = unit;
    const times = clone !== null && !clone.unique ? clone.max : 1;
    return sum + times * resources.filter((resource) => wanted(unit, resource)).length;
  }, 0);

/** Why the cluster does nothing with it, in crm_mon's word; null: it does. `on`: the nodes that have it. */
export function upkeepOf(
  { maintenance, managed }: Pick<UnitView, "maintenance" | "managed">,
  on: readonly NodeName[],
  { nodes }: Snapshot,
): "maintenance" | "unmanaged" | null {
  const resting = nodes.some((node) => node.maintenance && on.includes(node.name));
  return maintenance || resting ? "maintenance" : managed ? null : "unmanaged";
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

/** By which operators may speak of units, or of their parts. */
export const resourceNames = ({ units }: Pick<Snapshot, "units">): readonly string[] => [
  ...new Set(units.flatMap(({ name, clone, resources }): readonly string[] => [
    name,
    ...(clone === null ? [] : [clone.of]),
    ...resources.map(({ id }) => id.replace(/:\d+$/, "")),
  ])),
];
