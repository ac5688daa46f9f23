/** The sections on resources: by unit, or what runs on one node. */
import { formatAgentRef, MOOD_COLOURS, type NodeName } from "../model/mod.ts";
import type { ResourceView, Snapshot, UnitView } from "../node/mod.ts";
import { cloneRows, type NodeRow, type ResourceRow, unitTitle } from "./clone_set.ts";
import type { Screen, Section } from "./section.ts";
import { isActive, namesUp } from "./standing.ts";
import { flagsOf, formatStateWord, inParentheses, stateWordOf, wordOn } from "./state_word.ts";
import { count } from "./words.ts";

/** Without -r only what runs. */
export function resourceList(screen: Screen): Section {
  const all = screen.flags.inactive === true;
  const lines = screen.document.snapshot.units.flatMap((unit) => unitLines(unit, screen, all));
  return {
    title: all ? "Full List of Resources" : "Active Resources",
    lines: lines.length > 0 ? lines : [all ? "  * No resources" : "  * No active resources"],
  };
}

/** With -n and -r: what runs nowhere. */
export function inactiveResources(screen: Screen): Section {
  const lines = screen.document.snapshot.units.flatMap((unit) => {
    if (unit.clone !== null) return isIdle(unit, screen) ? unitLines(unit, screen, true) : [];
    return rowsOf(unit, screen).filter(({ state }) => state.nodes.length === 0)
      .map((row) => `  * ${lineOf(row, screen, 2)}`);
  });
  return {
    title: "Inactive Resources",
    lines: lines.length > 0 ? lines : ["  * No inactive resources"],
  };
}

/** With -n: one line for each resource that runs on `node`. */
export function resourcesOn(screen: Screen, node: NodeName): readonly string[] {
  const { snapshot } = screen.document;
  if (!namesUp(snapshot).has(node)) return [];
  return snapshot.units.flatMap(({ clone, resources }) =>
    resources.flatMap((resource) => {
      const here = resource.on.find((one) => one.node === node);
      if (here === undefined || !isActive(here)) return [];
      const promotable = clone?.promotable === true;
      const { word, mood } = wordOn(here, promotable);
      const flags = flagsOf(resource, [here], snapshot, { blocked: false, promotable });
      const state = `${screen.paint(word, MOOD_COLOURS[mood])}${inParentheses(flags)}`;
      return [`${label(resource, screen, 0)}  ${state}`];
    })
  );
}

const isIdle = (unit: UnitView, screen: Screen): boolean =>
  unitLines(unit, screen, false).length === 0;

function unitLines(unit: UnitView, screen: Screen, all: boolean): readonly string[] {
  if (unit.clone !== null) return cloneLines(unit, screen, all);
  const rows = rowsOf(unit, screen);
  const shown = rows.filter(({ state }) => all || state.word !== "Stopped");
  if (shown.length === 0) return [];
  if (!unit.isGroup) return shown.map((row) => `  * ${lineOf(row, screen, 2)}`);
  const hidden = rows.length - shown.length;
  const more = hidden === 0 ? [] : [`${count(hidden, "member")} inactive`];
  return [
    `  * ${unitTitle(unit, more, screen.document.snapshot)}:`,
    ...shown.map((row) => `    * ${lineOf(row, screen, 0)}`),
  ];
}

function cloneLines(unit: UnitView, screen: Screen, all: boolean): readonly string[] {
  const { snapshot } = screen.document;
  const lines = cloneRows(unit, snapshot).flatMap((one): readonly string[] => {
    if (one.kind === "nodes") {
      return all || one.mood !== "off" ? [`    * ${nodeLine(one, screen)}`] : [];
    }
    const rows = one.rows.filter(({ state }) => all || state.word !== "Stopped");
    if (rows.length === 0) return [];
    if (one.group === null) return rows.map((row) => `    * ${lineOf(row, screen, 0)}`);
    return [
      `    * Resource Group: ${one.group}:`,
      ...rows.map((row) => `      * ${lineOf(row, screen, 0)}`),
    ];
  });
  return lines.length === 0 && !all ? [] : [`  * ${unitTitle(unit, [], snapshot)}:`, ...lines];
}

const nodeLine = ({ word, nodes, mood }: NodeRow, { paint }: Screen): string =>
  `${word}: [ ${paint(nodes.join(" "), MOOD_COLOURS[mood])} ]`;

const rowsOf = (unit: UnitView, { document: { snapshot } }: Screen): readonly ResourceRow[] =>
  unit.resources.map((resource) => ({
    resource,
    state: stateWordOf(resource, snapshot, { blocked: unit.blocked !== null, promotable: false }),
  }));

const lineOf = ({ resource, state }: ResourceRow, screen: Screen, extra: number): string =>
  `${label(resource, screen, extra)}  ${
    screen.paint(formatStateWord(state), MOOD_COLOURS[state.mood])
  }`;

/** `vip    (hb:vip):   `, all of one width; `extra` makes up for less indentation. */
function label(resource: ResourceView, { document }: Screen, extra: number): string {
  const { name, agent } = widthsOf(document.snapshot);
  const ref = `(${formatAgentRef(resource.agent)}):`;
  return `${resource.id.padEnd(name + extra)}  ${ref.padEnd(agent + 3)}`;
}

interface Widths {
  readonly name: number;
  readonly agent: number;
}

/** Each worked out once: there may be thousands of lines. */
const WIDTHS = new WeakMap<Snapshot, Widths>();

function widthsOf(snapshot: Snapshot): Widths {
  const known = WIDTHS.get(snapshot);
  if (known !== undefined) return known;
  const all = snapshot.units.flatMap((unit) => unit.resources);
  const widths = {
    name: all.reduce((most, { id }) => Math.max(most, id.length), 0),
    agent: all.reduce((most, one) => Math.max(most, formatAgentRef(one.agent).length), 0),
  };
  WIDTHS.set(snapshot, widths);
  return widths;
}
