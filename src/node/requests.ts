/** What operators ask: refused with a reason, or written into the settings. */
import {
  askCleanup,
  askMove,
  describeSetting,
  nodeFacts,
  properties,
  setNodeFact,
  setProperty,
  setStandby,
} from "../coordinator/mod.ts";
import {
  type Event,
  explainExcess,
  INFINITY,
  nearest,
  type NodeName,
  ok,
  own,
  partsOf,
  refuse,
  type ResourceId,
  type Result,
  type Settings,
  signSettings,
  type Unit,
  type UnitName,
  type WallTime,
} from "../model/mod.ts";
import { acceptConfirmation, acceptFence, type FenceView } from "./accept_fence.ts";
import { acceptWish } from "./accept_wish.ts";
import type { Attributes } from "./attributes.ts";
import type { Request } from "./input.ts";
import type { Snapshot } from "./snapshot.ts";

export interface RequestView extends FenceView {
  readonly units: readonly Unit[];
  /** Dear where there are many resources. */
  readonly snapshot: () => Snapshot;
  readonly attributes: Attributes;
}

export interface Accepted {
  /** With what was asked in them. */
  readonly settings: Settings;
  /** What changed and stands in no setting. */
  readonly events: readonly Event[];
}

/** What a request changes, under the name of the user whose it is; or why it cannot be. */
export function acceptFrom(
  by: string | undefined,
  request: Request,
  view: RequestView,
  wall: WallTime,
): Result<Accepted, string> {
  const before = transientValue(request, view);
  const settings = accept(request, view, wall);
  if (!settings.ok) return settings;
  const after = transientValue(request, view);
  if (by === undefined) return ok({ settings: settings.value, events: [] });
  const events = request.kind !== "attribute" || after === before ? [] : [attributeSet(
    request,
    after ?? null,
    view.self,
    by,
  )];
  return ok({ settings: signSettings(settings.value, view.settings, by), events });
}

const transientValue = (request: Request, { attributes }: RequestView): string | undefined =>
  request.kind === "attribute" ? attributes.of(request.node)[request.name] : undefined;

/** In the words for one that is for good. */
function attributeSet(
  { node, name }: AttributeRequest,
  value: string | null,
  by: NodeName,
  user: string,
): Event {
  const what = describeSetting(`attribute/${node}/${name}`, value) ?? name;
  return { kind: "setting", what, by, user };
}

function accept(
  request: Request,
  view: RequestView,
  wall: WallTime,
): Result<Settings, string> {
  const accepted = acceptOne(request, view, wall);
  if (!accepted.ok || accepted.value === view.settings) return accepted;
  const excess = explainExcess(accepted.value);
  return excess === null ? accepted : refuse(`Cannot keep one more: ${excess}`);
}

function acceptOne(
  request: Request,
  view: RequestView,
  wall: WallTime,
): Result<Settings, string> {
  const { self, settings } = view;
  const seconds = wall / 1000;
  switch (request.kind) {
    case "standby": {
      const problem = unknownNode(request.node, view);
      return problem ?? ok(setStandby(settings, request.node, request.on, self, seconds));
    }
    case "move":
      return acceptMove(request.unit, request.to, view, seconds);
    case "cleanup":
      return acceptCleanup(request.resource, request.node, view, seconds);
    case "attribute":
      return unknownNode(request.node, view) ?? acceptAttribute(request, view, seconds);
    case "target":
    case "manage":
    case "restart":
    case "maintenance": {
      const node = request.kind === "maintenance" ? request.node : null;
      const problem = node === null ? null : unknownNode(node, view);
      if (problem !== null) return problem;
      const name = request.kind === "maintenance" ? "" : request.name;
      return acceptWish(request, view, seconds) ?? refuse(unknownName(name, view));
    }
    case "fence": {
      const { node, action } = request;
      return unknownNode(node, view) ?? acceptFence(node, action, view, seconds);
    }
    case "fenceConfirm":
      return unknownNode(request.node, view) ?? acceptConfirmation(request.node, view, seconds);
    case "property": {
      const value = expanded(request.value, own(properties(view.settings), request.name));
      return setProperty(settings, request.name, value, self, seconds);
    }
  }
}

type AttributeRequest = Request & { readonly kind: "attribute" };

/** A transient one is no setting: it is taken at once. */
function acceptAttribute(
  request: AttributeRequest,
  view: RequestView,
  seconds: number,
): Result<Settings, string> {
  const { node, name, scope } = request;
  const { self, settings, attributes } = view;
  const value = expanded(request.value, currentOf(request, view));
  if (scope !== "reboot") {
    const kind = scope === "forever" ? "attribute" : "utilization";
    return setNodeFact(settings, { kind, node, name, value }, self, seconds);
  }
  const problem = attributes.write(node, name, value, view.isUp(node));
  return problem === null ? ok(settings) : refuse(problem);
}

function currentOf({ node, name, scope }: AttributeRequest, view: RequestView): string | undefined {
  const { settings, config, attributes } = view;
  if (scope === "reboot") return own(attributes.of(node), name);
  if (scope === "utilization") return own(nodeFacts(settings, "utilization", node, {}), name);
  const configured = config.nodes.find((each) => each.name === node)?.attributes ?? {};
  return own(nodeFacts(settings, "attribute", node, configured), name);
}

/** Pacemaker's way to count: `NAME++`, `NAME+=5`. Source: attrd_updater(8), crm_attribute(8). */
function expanded(value: string | null, current: string | undefined): string | null {
  const step = value === null ? null : /(\+\+|\+=(-?\d+))$/.exec(value);
  if (step === null) return value;
  const before = Number.parseInt(current ?? "0") || 0;
  return String(Math.min(INFINITY, before + Number(step[2] ?? 1)));
}

function acceptMove(
  name: UnitName,
  to: NodeName | null,
  view: RequestView,
  seconds: number,
): Result<Settings, string> {
  const unit = view.units.find((each) =>
    each.name === name || each.members.some(({ id }) => (id as string) === name)
  );
  if (unit === undefined) return refuse(unknownName(name, view));
  const holder = view.snapshot().units.find((each) => each.name === unit.name)?.holder ?? null;
  const stays = whyItStays(unit, view);
  if (stays !== null) return refuse(`Cannot move ${unit.name}: ${stays}`);
  const problem = to === null ? nowhereElse(unit, holder, view) : badTarget(unit, to, holder, view);
  if (problem !== null) return refuse(`Cannot move ${unit.name}: ${problem}`);
  return ok(askMove(view.settings, unit.name, to, view.self, seconds));
}

/** Whatever node it were to go to. */
function whyItStays({ name, clone }: Unit, { snapshot }: RequestView): string | null {
  if (clone !== null && clone.meta.promotable !== true) {
    return "it is a clone, with an instance on every node that may have one: there is nothing " +
      "to move; to free a node of it, run: hb standby NODE";
  }
  const { units, maintenance } = snapshot();
  const seen = units.find((each) => each.name === name);
  if (maintenance) return "the cluster is in maintenance; first run: hb maintenance off";
  if (seen?.targetRole === "stopped") return `it is to be stopped; first run: hb start ${name}`;
  if (seen?.managed === false) return `it is not managed; first run: hb manage ${name}`;
  return null;
}

function badTarget(
  unit: Unit,
  to: NodeName,
  holder: NodeName | null,
  view: RequestView,
): string | null {
  const node = view.snapshot().nodes.find(({ name }) => name === to);
  if (node === undefined) return `there is no node ${to}; the nodes are ${nodesOf(view)}`;
  if (holder === to) return `it runs on ${to} already`;
  if (node.standing === "standby") return `${to} is in standby; first run: hb online ${to}`;
  if (node.standing === "maintenance") {
    return `${to} is in maintenance; first run: hb maintenance off ${to}`;
  }
  if (node.standing !== "online") return `${to} is ${node.standing}`;
  return failedTooOften(unit, to, view) ?? goesStraightBack(unit, to, view);
}

/** It would be asked for in vain: what has failed there too often may not run there. */
function failedTooOften({ name }: Unit, to: NodeName, { snapshot }: RequestView): string | null {
  const seen = snapshot().units.find((each) => each.name === name);
  for (const { id, migrationThreshold, on } of seen?.resources ?? []) {
    const failcount = on.find(({ node }) => node === to)?.failcount ?? 0;
    if (failcount < migrationThreshold) continue;
    const times = failcount >= INFINITY ? "too often" : count(failcount);
    return `${id} has failed on ${to} ${times}; first run: hb cleanup ${id} --node ${to}`;
  }
  return null;
}

const count = (times: number): string => times === 1 ? "once" : `${times} times`;

/** With auto_failback a move away from the preferred node would not last a second. */
function goesStraightBack(unit: Unit, to: NodeName, view: RequestView): string | null {
  if (!view.config.autoFailback) return null;
  const online = (name: NodeName) =>
    view.snapshot().nodes.some((node) => node.name === name && node.standing === "online");
  const preferred = unit.prefer.find(online);
  if (preferred === undefined || preferred === to) return null;
  return `auto_failback = true would bring it straight back to ${preferred}, which it prefers; ` +
    `set auto_failback = false, or run: hb standby ${preferred}`;
}

function nowhereElse(unit: Unit, holder: NodeName | null, view: RequestView): string | null {
  const others = view.snapshot().nodes.filter(({ name, standing }) =>
    name !== holder && standing === "online"
  );
  if (others.length === 0) return "no other node is online";
  const problems = others.map(({ name }) =>
    failedTooOften(unit, name, view) ?? goesStraightBack(unit, name, view)
  );
  return problems.every((problem) => problem !== null) ? problems[0] ?? null : null;
}

function acceptCleanup(
  name: ResourceId | null,
  node: NodeName | null,
  view: RequestView,
  seconds: number,
): Result<Settings, string> {
  const problem = node === null ? null : unknownNode(node, view);
  if (problem !== null) return problem;
  const members = name === null ? null : partsOf(view.config).get(name)?.resources;
  if (members === undefined) return refuse(unknownName(name ?? "", view));
  return ok(askCleanup(view.settings, members, node, view.self, seconds));
}

function unknownNode(node: NodeName, view: RequestView): Result<never, string> | null {
  if (view.config.nodes.some(({ name }) => name === node)) return null;
  const meant = nearest(node, view.config.nodes.map(({ name }) => name));
  const question = meant === null ? `the nodes are ${nodesOf(view)}` : `did you mean ${meant}?`;
  return refuse(`There is no node ${node}; ${question}`);
}

const nodesOf = ({ config }: RequestView): string =>
  config.nodes.map(({ name }) => name).join(", ");

function unknownName(name: string, { config }: RequestView): string {
  const names = [...partsOf(config).keys()];
  const meant = nearest(name, names);
  const question = meant === null ? `there are ${names.join(", ")}` : `did you mean ${meant}?`;
  return `There is no resource, group or clone ${name}; ${question}`;
}
