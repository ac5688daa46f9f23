/** The sections on resources: by unit, or what runs on one node. */
import { formatAgentRef, type NodeName } from "../model/mod.ts";
import type { ResourceView, UnitView } from "../node/mod.ts";
import { MOOD_COLOURS } from "./paint.ts";
import type { Screen, Section } from "./section.ts";
import { isActive, namesUp } from "./standing.ts";
import { formatStateWord, type StateWord, stateWordOf, wordOn } from "./state_word.ts";

/** Without -r only what runs. */
export function resourceList(screen: Screen): Section {
  const all = screen.flags.inactive === true;
  const { snapshot } = screen.document;
  const lines = snapshot.units.flatMap((unit) => {
    const rows = rowsOf(unit, screen).filter(({ state }) => all || state.word !== "Stopped");
    if (rows.length === 0) return [];
    const indent = unit.isGroup ? "    " : "  ";
    return [
      ...(unit.isGroup ? [`  * Resource Group: ${unit.name}:`] : []),
      ...rows.map((row) => `${indent}* ${lineOf(row, screen, unit.isGroup ? 0 : 2)}`),
    ];
  });
  return {
    title: all ? "Full List of Resources" : "Active Resources",
    lines: lines.length > 0 ? lines : [all ? "  * No resources" : "  * No active resources"],
  };
}

/** With -n and -r: what runs nowhere. */
export function inactiveResources(screen: Screen): Section {
  const rows = screen.document.snapshot.units.flatMap((unit) => rowsOf(unit, screen))
    .filter(({ state }) => state.nodes.length === 0);
  const lines = rows.map((row) => `  * ${lineOf(row, screen, 2)}`);
  return {
    title: "Inactive Resources",
    lines: lines.length > 0 ? lines : ["  * No inactive resources"],
  };
}

/** With -n: one line for each resource that runs on `node`. */
export function resourcesOn(screen: Screen, node: NodeName): readonly string[] {
  const { snapshot } = screen.document;
  if (!namesUp(snapshot).has(node)) return [];
  return snapshot.units.flatMap((unit) => unit.resources).flatMap((resource) => {
    const here = resource.on.find((one) => one.node === node);
    if (here === undefined || !isActive(here)) return [];
    const { word, mood } = wordOn(here);
    const blocked = here.state === "stopFailed" ? " (blocked)" : "";
    return [
      `${label(resource, screen, 0)}  ${screen.paint(word, MOOD_COLOURS[mood])}${blocked}`,
    ];
  });
}

interface Row {
  readonly resource: ResourceView;
  readonly state: StateWord;
}

const rowsOf = (unit: UnitView, { document: { snapshot } }: Screen): readonly Row[] =>
  unit.resources.map((resource) => ({
    resource,
    state: stateWordOf(resource, snapshot, unit.blocked !== null),
  }));

const lineOf = ({ resource, state }: Row, screen: Screen, extra: number): string =>
  `${label(resource, screen, extra)}  ${
    screen.paint(formatStateWord(state), MOOD_COLOURS[state.mood])
  }`;

/** `vip    (hb:vip):   `, all of one width; `extra` makes up for less indentation. */
function label(resource: ResourceView, { document }: Screen, extra: number): string {
  const all = document.snapshot.units.flatMap((unit) => unit.resources);
  const name = Math.max(...all.map(({ id }) => id.length)) + extra;
  const agent = Math.max(...all.map((one) => formatAgentRef(one.agent).length)) + 3;
  return `${resource.id.padEnd(name)}  ${`(${formatAgentRef(resource.agent)}):`.padEnd(agent)}`;
}
