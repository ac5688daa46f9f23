/** The cluster's status as crm_mon prints it in XML, which agents look at with grep and xmllint. */
import { formatAgentRef } from "../model/mod.ts";
import type { FencingView, NodeView, ResourceOnNode, ResourceView, UnitView } from "../node/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { isMember, namesUp, uncleanBecause } from "../status/mod.ts";
import type { XmlElement } from "./xml.ts";

interface Mon {
  readonly document: StatusDocument;
  readonly ids: ReadonlyMap<string, number>;
  /** Resources below the nodes that they are on (crm_mon -n). */
  readonly byNode: boolean;
}

/** Elements and attributes in the order of Pacemaker 2.1.5. */
export function monXml(document: StatusDocument, byNode: boolean): readonly XmlElement[] {
  const { snapshot } = document;
  const ids = new Map(snapshot.nodes.map(({ name }, index) => [name as string, index + 1]));
  const mon = { document, ids, byNode };
  return [
    { name: "summary", attributes: {}, children: summary(mon) },
    {
      name: "nodes",
      attributes: {},
      children: snapshot.nodes.map((node) => nodeXml(node, mon)),
    },
    {
      name: "resources",
      attributes: {},
      children: byNode ? [] : snapshot.units.map((unit) => unitXml(unit, mon)),
    },
    { name: "node_attributes", attributes: {}, children: snapshot.nodes.flatMap(attributesXml) },
    ...fenceHistory(snapshot.fencing),
  ];
}

function summary({ document, ids }: Mon): readonly XmlElement[] {
  const { snapshot } = document;
  const dc = snapshot.coordinator;
  // What agents keep there themselves may have names that no attribute of XML can have.
  const options = Object.fromEntries(
    Object.entries(snapshot.properties).filter(([name]) => /^[a-z-]+$/.test(name)),
  );
  const all = snapshot.units.flatMap(({ resources }) => resources);
  const disabled = all.filter(({ targetRole }) => targetRole === "stopped").length;
  return [
    { name: "stack", attributes: { type: "hb" } },
    {
      name: "current_dc",
      attributes: dc === null ? { present: false } : {
        present: true,
        version: document.version,
        name: dc,
        id: ids.get(dc) ?? 0,
        with_quorum: snapshot.quorum.held,
        mixed_version: false,
      },
    },
    { name: "last_update", attributes: { time: new Date(document.madeAt).toUTCString() } },
    { name: "nodes_configured", attributes: { number: snapshot.nodes.length } },
    {
      name: "resources_configured",
      attributes: { number: all.length, disabled, blocked: 0 },
    },
    { name: "cluster_options", attributes: options },
  ];
}

function nodeXml(node: NodeView, mon: Mon): XmlElement {
  const { document: { snapshot }, ids } = mon;
  const here = snapshot.units.flatMap(({ resources }) => resources).flatMap((resource) => {
    const on = placesOf(resource, mon).find((place) => place.node === node.name);
    return on === undefined ? [] : [resourceXml(resource, on, mon, isCloned(resource, mon))];
  });
  return {
    name: "node",
    attributes: {
      name: node.name,
      id: ids.get(node.name) ?? 0,
      online: isMember(node),
      standby: node.standby,
      standby_onfail: false,
      maintenance: node.maintenance,
      pending: node.standing === "pending",
      unclean: uncleanBecause(node, snapshot) !== null,
      shutdown: false,
      expected_up: node.because !== "left",
      is_dc: node.name === snapshot.coordinator,
      resources_running: here.length,
      type: "member",
    },
    children: mon.byNode ? here : [],
  };
}

function unitXml(unit: UnitView, mon: Mon): XmlElement {
  if (unit.clone === null) return unit.isGroup ? groupXml(unit, mon) : loneXml(unit, mon);
  const { promotable, unique } = unit.clone;
  return {
    name: "clone",
    attributes: {
      id: unit.name,
      multi_state: promotable,
      unique,
      managed: isManaged(unit),
      disabled: unit.targetRole === "stopped",
      failed: false,
      failure_ignored: false,
    },
    children: unit.resources.flatMap((resource) =>
      placesOf(resource, mon).map((on) => resourceXml(resource, on, mon, promotable))
    ),
  };
}

const loneXml = ({ name, resources: [resource] }: UnitView, mon: Mon): XmlElement =>
  resource === undefined
    ? { name: "resource", attributes: { id: name } }
    : resourceXml(resource, placesOf(resource, mon)[0], mon);

function groupXml(unit: UnitView, mon: Mon): XmlElement {
  return {
    name: "group",
    attributes: {
      id: unit.name,
      number_resources: unit.resources.length,
      managed: isManaged(unit),
      disabled: unit.targetRole === "stopped",
    },
    children: unit.resources.map((resource) =>
      resourceXml(resource, placesOf(resource, mon)[0], mon)
    ),
  };
}

function resourceXml(
  resource: ResourceView,
  here: ResourceOnNode | undefined,
  { ids }: Mon,
  promotable = false,
): XmlElement {
  const { id, agent, targetRole, managed } = resource;
  const started = promotable ? (here?.promoted ? "Promoted" : "Unpromoted") : "Started";
  return {
    name: "resource",
    attributes: {
      id,
      resource_agent: formatAgentRef(agent),
      role: here === undefined ? "Stopped" : started,
      ...targetRole === null ? {} : { target_role: capital(targetRole) },
      active: here !== undefined,
      orphaned: false,
      blocked: here?.state === "stopFailed",
      managed,
      failed: here !== undefined && here.state !== "started",
      failure_ignored: false,
      nodes_running_on: here === undefined ? 0 : 1,
    },
    children: here === undefined ? [] : [{
      name: "node",
      attributes: { name: here.node, id: ids.get(here.node) ?? 0, cached: true },
    }],
  };
}

function attributesXml({ name, attributes }: NodeView): readonly XmlElement[] {
  const all = { ...attributes.permanent, ...attributes.transient };
  const children = Object.keys(all).sort()
    .map((key) => ({ name: "attribute", attributes: { name: key, value: all[key] ?? "" } }));
  return children.length === 0 ? [] : [{ name: "node", attributes: { name }, children }];
}

/** What is under way is pending; what an agent said of a failure is its reason. */
const fenceHistory = ({ history }: FencingView): readonly XmlElement[] =>
  history.length === 0 ? [] : [{
    name: "fence_history",
    attributes: { status: 0 },
    children: history.map(({ state, why, action, target, by, because, wall, took }) => ({
      name: "fence_event",
      attributes: {
        status: FENCE_WORDS[state],
        ...state === "failed" ? { exit_reason: why } : {},
        action,
        target,
        client: because,
        origin: by,
        delegate: by,
        ...state === "underWay" ? {} : { completed: new Date(wall + took).toUTCString() },
      },
    })),
  }];

const FENCE_WORDS = { underWay: "pending", done: "success", failed: "failed" } as const;

/** Where it runs or may run, by the word of nodes that are up. */
export function placesOf(resource: ResourceView, { document }: Pick<Mon, "document">) {
  const up = namesUp(document.snapshot);
  return resource.on.filter(({ node, state }) =>
    up.has(node) && (state === "started" || state === "failed" || state === "stopFailed")
  );
}

const isCloned = (resource: ResourceView, { document: { snapshot } }: Mon): boolean =>
  snapshot.units.some(({ clone, resources }) => clone?.promotable && resources.includes(resource));

const isManaged = ({ resources }: UnitView): boolean => resources.every(({ managed }) => managed);

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
