/** What operators want of resources until they take it back, over what the configuration says of them. */
import type { ResourceMeta } from "./resource_options.ts";

/** By the names of resources, groups and clones. */
export interface OperatorWishes {
  readonly targetRoles: Readonly<Record<string, "started" | "stopped">>;
  readonly managed: Readonly<Record<string, boolean>>;
  /** To be stopped now, and to run again as soon as they are. */
  readonly restarting: readonly string[];
  /** Of the whole cluster; null: as configured. */
  readonly maintenance: boolean | null;
}

export const NO_WISHES: OperatorWishes = {
  targetRoles: {},
  managed: {},
  restarting: [],
  maintenance: null,
};

/**
 * `meta`, which the configuration says of `names[0]`, with operators' wishes over it; what it is in
 * follows, the innermost first. What stops or leaves alone a group or clone does so with all in it,
 * whatever that says itself.
 */
export function wishedMeta(
  meta: ResourceMeta,
  names: readonly string[],
  { targetRoles, managed, restarting }: OperatorWishes,
): ResourceMeta {
  const [own = ""] = names;
  const stopped = names.some((name) =>
    targetRoles[name] === "stopped" || restarting.includes(name)
  );
  const unmanaged = names.some((name) => managed[name] === false);
  const role = stopped ? "stopped" : targetRoles[own];
  const isManaged = unmanaged ? false : managed[own];
  return {
    ...meta,
    ...role === undefined ? {} : { targetRole: role },
    ...isManaged === undefined ? {} : { managed: isManaged },
  };
}
