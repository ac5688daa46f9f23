/** What operators want until they take it back: refused with a reason, or written into the settings. */
import { baseOf } from "../agent/mod.ts";
import { isInMaintenance, setWish, type Wish, wishesIn } from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  metaOf,
  type NodeName,
  ok,
  type Part,
  partsOf,
  refuse,
  type ResourceId,
  type ResourceMeta,
  type Result,
  type Settings,
} from "../model/mod.ts";
import type { WishRequest } from "./input.ts";
import type { Snapshot } from "./snapshot.ts";

export interface WishView {
  readonly self: NodeName;
  readonly config: ClusterConfig;
  readonly settings: Settings;
  readonly snapshot: () => Snapshot;
}

/** Nodes that are named must be known; null: there is no resource, group or clone of that name. */
export function acceptWish(
  request: WishRequest,
  view: WishView,
  seconds: number,
): Result<Settings, string> | null {
  if (request.kind === "maintenance") {
    return ok(write(maintenance(request.node, request.on, view), view, seconds));
  }
  const part = partsOf(view.config).get(request.name);
  if (part === undefined) return null;
  const wishes = wishesFor(request, part, view);
  return wishes.ok ? ok(write(wishes.value, view, seconds)) : wishes;
}

const write = (wishes: readonly Wish[], { settings, self }: WishView, seconds: number): Settings =>
  wishes.reduce((all, wish) => setWish(all, wish, self, seconds), settings);

/** What nobody is to touch does not wait for its restart either. */
function maintenance(node: NodeName | null, on: boolean, view: WishView): readonly Wish[] {
  if (node !== null) return [{ kind: "nodeMaintenance", node, value: on ? true : null }];
  const restarts = on ? wishesIn(view.settings).restarting : [];
  const configured = view.config.options.maintenanceMode;
  return [
    { kind: "maintenance", value: on === configured ? null : on },
    ...restarts.map((name): Wish => ({ kind: "restart", name, value: null })),
  ];
}

function wishesFor(
  request: Exclude<WishRequest, { readonly kind: "maintenance" }>,
  part: Part,
  view: WishView,
): Result<readonly Wish[], string> {
  const { name } = part;
  switch (request.kind) {
    case "target":
      return request.role === "stopped"
        ? ok([{ kind: "target", name, value: "stopped" }])
        : started(part, view);
    case "manage":
      return request.on ? managed(part, view) : ok([
        { kind: "managed", name, value: false },
        ...[part, ...part.around].map((one): Wish => ({
          kind: "restart",
          name: one.name,
          value: null,
        })),
      ]);
    case "restart":
      return restart(part, view);
  }
}

/** Of the part and all in it no operator's word is left; what the file says against it is overridden. */
function started(part: Part, view: WishView): Result<readonly Wish[], string> {
  const stopped = part.around.findLast((outer) => metaIn(outer, view).targetRole === "stopped");
  if (stopped !== undefined) {
    return refuse(
      `it belongs to ${stopped.name}, which is to be stopped; run: hb start ${stopped.name}`,
    );
  }
  return ok(
    parts(part, view).map(({ name, configured }): Wish => ({
      kind: "target",
      name,
      value: configured.targetRole === "stopped" ? "started" : null,
    })),
  );
}

function managed(part: Part, view: WishView): Result<readonly Wish[], string> {
  const unmanaged = part.around.findLast((outer) => metaIn(outer, view).managed === false);
  if (unmanaged !== undefined) {
    return refuse(
      `it belongs to ${unmanaged.name}, which is not managed; run: hb manage ${unmanaged.name}`,
    );
  }
  return ok(
    parts(part, view).map(({ name, configured }): Wish => ({
      kind: "managed",
      name,
      value: configured.managed === false ? true : null,
    })),
  );
}

function restart(part: Part, view: WishView): Result<readonly Wish[], string> {
  const { name } = part;
  const { targetRole, managed, maintenance } = metaIn(part, view);
  if (targetRole === "stopped") return refuse(`it is to be stopped; run: hb start ${name}`);
  if (managed === false) return refuse(`it is not managed; first run: hb manage ${name}`);
  const all = wishesIn(view.settings).maintenance ?? view.config.options.maintenanceMode;
  if (all) return refuse("the cluster is in maintenance; first run: hb maintenance off");
  if (maintenance === true) return refuse("it is in maintenance, by cluster.toml");
  const node = placesOf(part, view.snapshot()).find((one) => isInMaintenance(view.settings, one));
  if (node !== undefined) {
    return refuse(
      `it runs on ${node}, which is in maintenance; first run: hb maintenance off ${node}`,
    );
  }
  const unit = view.snapshot().units.find((one) =>
    part.name === one.name as string || one.resources.some(({ id }) => isIn(part, id))
  );
  return ok([{ kind: "restart", name, value: unit?.holder ?? "*" }]);
}

/** Nodes that have any of it, or may have. */
const placesOf = (part: Part, { units }: Snapshot): readonly NodeName[] =>
  units.flatMap((unit) => unit.resources)
    .filter(({ id }) => isIn(part, id))
    .flatMap(({ on }) => on.filter(({ state }) => state !== "stopped").map(({ node }) => node));

const isIn = ({ resources }: Part, id: ResourceId): boolean => resources.includes(baseOf(id));

const metaIn = (part: Part, { config, settings }: WishView): ResourceMeta =>
  metaOf(part, config.defaults, wishesIn(settings));

/**
 * The part and all in it, each with what the file says. Only what the part itself would be is
 * overridden, and what a clone is of: a member's own word in the file stays.
 */
function parts(
  part: Part,
  { config }: WishView,
): readonly { readonly name: string; readonly configured: ResourceMeta }[] {
  const known = partsOf(config);
  const own = { ...config.defaults, ...part.around.at(-1)?.meta, ...part.around[0]?.meta };
  const cloned = config.clones.find(({ name }) => name as string === part.name)?.of as string;
  return [
    { name: part.name, configured: { ...own, ...part.meta } },
    ...part.within.map((name) => ({
      name,
      configured: name === cloned ? known.get(name)?.meta ?? {} : {},
    })),
  ];
}
