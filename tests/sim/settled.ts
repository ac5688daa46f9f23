/** What must have come to be once the faults are over. */
import { baseOf } from "../../src/agent/mod.ts";
import { type NodeName, type ResourceId, type Unit, unitsOf } from "../../src/model/mod.ts";
import type { Node } from "../../src/node/mod.ts";
import { describeFile } from "./files.ts";
import type { Stage } from "./scene.ts";
import type { Host } from "./world.ts";

/** Why not all that can run runs, as it is to, and nothing is left to do. null: so it is. */
export function unsettled(scene: Stage): string | null {
  const { cluster, load } = scene;
  const leads = [...cluster.daemons.values()].filter(({ node }) => node.lastPlan !== null);
  if (leads.length !== 1) return `${leads.length} nodes coordinate`;
  const plan = leads[0]?.node.lastPlan;
  if (plan?.transition.actions.length !== 0) return `to do: ${JSON.stringify(plan?.transition)}`;
  const { blocked, fences } = plan.transition;
  if (fences.length > 0) return `to fence: ${JSON.stringify(fences)}`;
  const lasting = load === "groups" ? blocked : blocked.filter(({ passing }) => passing);
  if (lasting.length !== 0) return JSON.stringify(lasting);
  const behind = notInForce(scene);
  if (behind !== null) return behind;
  for (const unit of unitsOf(scene.config)) {
    const problem = load === "groups"
      ? notWhole(unit, placesOf(unit, scene))
      : notAsPlanned(unit, placesOf(unit, scene), plan);
    if (problem !== null) return problem;
  }
  return null;
}

/** Which node goes by another configuration than the last file's; null: none. */
function notInForce({ cluster, last }: Stage): string | null {
  if (last === null) return null;
  const terms = describeFile(last);
  const behind = last.nodes.find(({ name }) => {
    const kept = cluster.host(name).disk.config;
    return kept === null || kept.next !== null || describeFile(kept.inForce) !== terms;
  });
  return behind === undefined ? null : `${behind.name} has not the last file in force`;
}

/** Which group does not run as a whole on one host; null: all do. */
export function unheld(scene: Stage): string | null {
  for (const unit of unitsOf(scene.config)) {
    const problem = notWhole(unit, placesOf(unit, scene));
    if (problem !== null) return problem;
  }
  return null;
}

/** All of the unit that the resource is part of runs there. */
export function isWholeOn(id: ResourceId, name: NodeName, scene: Stage): boolean {
  const unit = unitsOf(scene.config).find(({ members }) =>
    members.some((member) => member.id === baseOf(id))
  );
  return unit !== undefined && placesOf(unit, scene).whole.includes(name);
}

interface Places {
  readonly any: readonly NodeName[];
  readonly whole: readonly NodeName[];
  readonly promoted: readonly NodeName[];
}

function placesOf({ members }: Unit, { cluster }: Stage): Places {
  const where = (holds: (host: Host) => boolean) =>
    cluster.names.filter((name) => holds(cluster.host(name)));
  return {
    any: where(({ running }) => members.some(({ id }) => isIn(running, id))),
    whole: where(({ running }) => members.every(({ id }) => isIn(running, id))),
    promoted: where(({ promoted }) => members.some(({ id }) => isIn(promoted, id))),
  };
}

const isIn = (active: ReadonlySet<ResourceId>, id: ResourceId): boolean =>
  active.has(id) || [...active].some((instance) => baseOf(instance) === id);

const notWhole = (unit: Unit, { any, whole }: Places): string | null =>
  any.length === 1 && whole.length === 1
    ? null
    : `${unit.name} is on ${any.join(" ")}, whole on ${whole.join(" ")}`;

type Plan = NonNullable<Node["lastPlan"]>;

/** What a plan gives a place runs there; what it gives none is nowhere, and said to be blocked or stopped. */
function notAsPlanned(
  unit: Unit,
  { any, whole, promoted }: Places,
  { transition: { placements, blocked }, input }: Plan,
): string | null {
  const { name, clone } = unit;
  const at = placements.find((each) => each.unit === name)?.node ?? null;
  const told = blocked.some((each) => each.unit === name);
  // What needs something that is to be stopped is as it should be, too.
  if (told || (anyStopped(input) && any.length === 0)) return null;
  if (at === null) return `${name} has no place, runs on ${any.join(" ")}, and nobody says why`;
  if (clone === null && !whole.includes(at)) {
    return `${name} is to be on ${at}, is on ${any.join(" ") || "none"}`;
  }
  if (any.length === 0) return `${name} is to be on ${at}, is nowhere, and nobody says why`;
  if (clone === null) return any.length === 1 ? null : `${name} is on ${any.join(" ")}`;
  const roles = clone.meta.promotable === true && promoted.length === 0;
  return roles && !isTied(unit, input) && !anyStopped(input)
    ? `${name} is promoted nowhere, and nobody says why`
    : null;
}

/** What other scores may keep from being promoted. */
const isTied = ({ name }: Unit, { config }: Plan["input"]): boolean =>
  [...config.locations, ...config.colocations].some(({ resource }) => resource === name) ||
  config.colocations.some((one) => one.with === name) ||
  config.orders.some((one) => one.then === name || one.first === name);

const anyStopped = ({ wishes, config }: Plan["input"]): boolean =>
  Object.values(wishes.targetRoles).includes("stopped") ||
  [...config.resources, ...config.groups, ...config.clones].some(({ meta }) =>
    meta.targetRole === "stopped"
  );
