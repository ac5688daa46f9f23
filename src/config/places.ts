/** Where the file lets each unit run, as far as that can be told before the cluster runs. */
import { INFINITY, type LocationConstraint } from "../model/mod.ts";
import type { Checking } from "./checking.ts";
import type { Written } from "./constraints.ts";
import { decidedFor } from "./decided.ts";

/** What has a place of its own: a clone, a group, or a resource in neither. */
export interface Places {
  readonly nodes: ReadonlySet<string>;
  /** What keeps it from the others. */
  readonly bans: readonly Written<LocationConstraint>[];
}

export function placesOf(checking: Checking): ReadonlyMap<string, Places> {
  const { directory, constraints, draft } = checking;
  const ofUnit = new Map<string, Written<LocationConstraint>[]>();
  for (const written of constraints.locations) {
    const { resource, role } = written.it;
    // Where it may not be promoted it may still run.
    if (role !== null && role !== "started") continue;
    const unit = directory.unitOf(resource);
    ofUnit.set(unit, [...ofUnit.get(unit) ?? [], written]);
  }
  const isOptIn = draft.cluster?.symmetric_cluster === false;
  const names = directory.namesOf("resource", "group", "clone");
  const units = [...new Set(names.map((name) => directory.unitOf(name)))];
  const preferred = isOptIn ? preferences(checking) : new Map<string, ReadonlySet<string>>();
  return new Map(units.map((unit) => {
    const locations = ofUnit.get(unit) ?? [];
    const nodes = directory.nodes.filter((node) =>
      !directory.isWitness(node) && !locations.some(({ it }) => bans(it, node)) &&
      !isExcluded(locations, node) &&
      (!isOptIn || preferred.get(unit)?.has(node) || locations.some(({ it }) => allows(it, node)))
    );
    const keeping = locations.filter(({ it }) =>
      it.discovery === "exclusive" || directory.nodes.some((node) => bans(it, node))
    );
    return [unit, { nodes: new Set(nodes), bans: keeping }];
  }));
}

/** In a cluster where nothing runs that was not allowed, who is preferred is allowed. */
function preferences({ draft, directory }: Checking): Map<string, ReadonlySet<string>> {
  const preferred = new Map<string, Set<string>>();
  for (const kind of ["resource", "group", "clone"] as const) {
    for (const each of draft[kind] ?? []) {
      if (each?.name === undefined) continue;
      const unit = directory.unitOf(each.name);
      const nodes = preferred.get(unit) ?? new Set();
      each.prefer?.forEach((node) => node && nodes.add(node));
      preferred.set(unit, nodes);
    }
  }
  return preferred;
}

function bans({ where }: LocationConstraint, node: string): boolean {
  if (typeof where.score !== "number" || where.score > -INFINITY) return false;
  return where.kind === "node" ? where.node === node : decidedFor(where.rule, node) === true;
}

/** What may come to be true allows as well. */
function allows({ where }: LocationConstraint, node: string): boolean {
  if (typeof where.score === "number" && where.score < 0) return false;
  return where.kind === "node" ? where.node === node : decidedFor(where.rule, node) !== false;
}

/** Pacemaker Explained, "resource-discovery": exclusive ones leave no other node. */
function isExcluded(locations: readonly Written<LocationConstraint>[], node: string): boolean {
  const exclusive = locations.filter(({ it }) => it.discovery === "exclusive");
  return exclusive.length > 0 &&
    !exclusive.some(({ it }) =>
      it.where.kind === "node" ? it.where.node === node : decidedFor(it.where.rule, node) !== false
    );
}
