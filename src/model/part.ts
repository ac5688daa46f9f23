/** A resource, group or clone by its name: what is in it, and what it is in. */
import type { ClusterConfig } from "./cluster.ts";
import type { ResourceId } from "./names.ts";
import { type OperatorWishes, wishedMeta } from "./operator_wishes.ts";
import type { ResourceMeta } from "./resource_options.ts";

export interface Part {
  readonly name: string;
  /** As the file says of it itself. */
  readonly meta: ResourceMeta;
  /** What it is in, the innermost first. */
  readonly around: readonly Part[];
  /** The names of all that is in it, a clone's group included. */
  readonly within: readonly string[];
  /** The resources that it is, or that are in it. */
  readonly resources: readonly ResourceId[];
}

type Configured = Pick<ClusterConfig, "groups" | "resources" | "clones" | "defaults">;

export function partsOf({ groups, resources, clones }: Configured): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  const cloneOf = new Map<string, Part>();
  const groupOf = new Map<string, Part>();
  const members = new Map(groups.map((group) => [group.name as string, group.members]));
  for (const { name, of, meta } of clones) {
    const inGroup = members.get(of);
    const within: readonly string[] = inGroup === undefined ? [of] : [of, ...inGroup];
    const cloned = inGroup ?? [of as ResourceId];
    const part = { name, meta, around: [], within, resources: cloned };
    parts.set(name, part);
    cloneOf.set(of, part);
  }
  for (const { name, meta, members } of groups) {
    const clone = cloneOf.get(name);
    const around = clone === undefined ? [] : [clone];
    const part = { name, meta, around, within: members, resources: members };
    parts.set(name, part);
    for (const id of members) groupOf.set(id, part);
  }
  for (const { id, meta } of resources) {
    const outer = groupOf.get(id) ?? cloneOf.get(id);
    const around = outer === undefined ? [] : [outer, ...outer.around];
    parts.set(id, { name: id, meta, around, within: [], resources: [id] });
  }
  return parts;
}

/** What holds for it, with all that it inherits and what operators want. */
export function metaOf(part: Part, defaults: ResourceMeta, wishes: OperatorWishes): ResourceMeta {
  const [outer] = part.around;
  const inherited = outer === undefined ? defaults : metaOf(outer, defaults, wishes);
  const names = [part.name, ...part.around.map(({ name }) => name)];
  return { ...inherited, ...wishedMeta(part.meta, names, wishes) };
}
