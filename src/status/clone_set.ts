/**
 * A clone set as crm_mon shows it: nodes by what the instance there does, and in full each instance
 * that is not simply well and managed, or that has a name of its own.
 */
import type { NodeName } from "../model/mod.ts";
import type { NodeView, ResourceOnNode, ResourceView, Snapshot, UnitView } from "../node/mod.ts";
import { instancesOf, isActive, isDisabled, isUp, upkeepOf } from "./standing.ts";
import {
  flagsOf,
  inParentheses,
  type Mood,
  type StateWord,
  stateWordOf,
  wordOn,
} from "./state_word.ts";

export interface ResourceRow {
  readonly resource: ResourceView;
  readonly state: StateWord;
}

/** One instance of a group, or of a lone resource, spelled out. */
export interface InstanceRows {
  readonly kind: "instance";
  /** Of a cloned group; null: it is one resource. */
  readonly group: string | null;
  readonly rows: readonly ResourceRow[];
}

/** `Promoted: [ n1 ]` */
export interface NodeRow {
  readonly kind: "nodes";
  readonly word: string;
  readonly nodes: readonly NodeName[];
  readonly mood: Mood;
}

/** `Clone Set: dbs [db] (promotable, unmanaged, disabled)`, `Resource Group: web (disabled)`. */
export function unitTitle(unit: UnitView, more: readonly string[], snapshot: Snapshot): string {
  const { name, clone } = unit;
  const upkeep = upkeepOf(unit, [], snapshot);
  const flags = [
    ...(clone?.promotable ? ["promotable"] : []),
    ...(clone?.unique ? ["unique"] : []),
    ...more,
    ...(upkeep === null ? [] : [upkeep]),
    ...(isDisabled(unit) ? ["disabled"] : []),
  ];
  const what = clone === null ? `Resource Group: ${name}` : `Clone Set: ${name} [${clone.of}]`;
  return what + inParentheses(flags);
}

export function cloneRows(
  unit: UnitView,
  snapshot: Snapshot,
): readonly (InstanceRows | NodeRow)[] {
  return unit.clone?.unique ? uniqueRows(unit, snapshot) : anonymousRows(unit, snapshot);
}

function uniqueRows(unit: UnitView, snapshot: Snapshot): readonly InstanceRows[] {
  const around = { blocked: unit.blocked !== null, promotable: unit.clone?.promotable === true };
  return instancesOf(unit).map((resources) => ({
    kind: "instance",
    group: unit.isGroup
      ? `${unit.clone?.of}:${/\d+$/.exec(resources[0]?.id ?? "")?.[0] ?? ""}`
      : null,
    rows: resources.map((resource) => ({
      resource,
      state: stateWordOf(resource, snapshot, around),
    })),
  }));
}

function anonymousRows(unit: UnitView, snapshot: Snapshot): readonly (InstanceRows | NodeRow)[] {
  const places = snapshot.nodes.map((node) => ({ node, here: instanceOn(unit, node, snapshot) }));
  const having = (word: Here["word"]) =>
    places.flatMap(({ node, here }) => here.word === word ? node.name : []);
  const full = places.flatMap(({ here }) => here.word === "full" ? here.instance : []);
  const wellWord = unit.clone?.promotable ? "Unpromoted" : "Started";
  const limited = unit.clone?.promotable && unit.targetRole === "unpromoted";
  const active = places.filter(({ here }) => here.word !== "idle" && here.word !== "unknown");
  const room = active.length < (unit.clone?.max ?? 0);
  return [
    ...full,
    ...nodeRow("Promoted", having("promoted"), "good"),
    ...nodeRow(limited ? `${wellWord} (target-role)` : wellWord, having("well"), "good"),
    ...nodeRow("not known yet", having("unknown"), "moving"),
    ...room
      ? nodeRow(isDisabled(unit) ? "Stopped (disabled)" : "Stopped", having("idle"), "off")
      : [],
  ];
}

const nodeRow = (word: string, nodes: readonly NodeName[], mood: Mood): readonly NodeRow[] =>
  nodes.length === 0 ? [] : [{ kind: "nodes", word, nodes, mood }];

type Here =
  | { readonly word: "promoted" | "well" | "idle" | "unknown" }
  | { readonly word: "full"; readonly instance: InstanceRows };

/** The instance on one node. */
function instanceOn(unit: UnitView, node: NodeView, snapshot: Snapshot): Here {
  if (!isUp(node)) return { word: "idle" };
  const news = unit.resources.map((resource) => ({
    resource,
    here: resource.on.find((one) => one.node === node.name),
  }));
  const active = news.filter(({ here }) => here !== undefined && isActive(here));
  if (active.length === 0) {
    const told = news.every(({ here }) => here !== undefined && here.state !== "unknown");
    return { word: told || node.sameConfig === false ? "idle" : "unknown" };
  }
  const plain = news.every(({ resource, here }) =>
    here?.state === "started" && !isMoving(here) &&
    upkeepOf(resource, [node.name], snapshot) === null
  );
  if (plain) {
    return { word: news.every(({ here }) => here?.promoted) ? "promoted" : "well" };
  }
  const around = { blocked: false, promotable: unit.clone?.promotable === true };
  const rows = news.map(({ resource, here }): ResourceRow => ({
    resource,
    state: stateHere(resource, here, node.name, snapshot, around),
  }));
  const group = unit.isGroup ? `${unit.clone?.of}` : null;
  return { word: "full", instance: { kind: "instance", group, rows } };
}

const isMoving = (here: ResourceOnNode): boolean => wordOn(here, true).mood === "moving";

function stateHere(
  resource: ResourceView,
  here: ResourceOnNode | undefined,
  node: NodeName,
  snapshot: Snapshot,
  around: Parameters<typeof flagsOf>[3],
): StateWord {
  if (here === undefined || !isActive(here)) {
    const flags = flagsOf(resource, [], snapshot, around);
    return { word: "Stopped", nodes: [], flags, remark: "", mood: "off" };
  }
  const flags = flagsOf(resource, [here], snapshot, around);
  return { ...wordOn(here, around.promotable), nodes: [node], flags, remark: "" };
}
