/** One line and an exit status for Nagios and its kin. Unlike `crm_mon -s` it looks at resources. */
import type { Snapshot } from "../node/mod.ts";
import type { StatusDocument } from "./document.ts";
import { isHeldBy, isUp, namesUp } from "./standing.ts";
import { warningsOf } from "./warnings.ts";
import { count } from "./words.ts";

export interface NagiosResult {
  /** OK, WARNING, CRITICAL, UNKNOWN. Source: Monitoring Plugins' development guidelines. */
  readonly code: 0 | 1 | 2 | 3;
  readonly line: string;
}

export function nagios(document: StatusDocument): NagiosResult {
  const { snapshot } = document;
  const warnings = warningsOf(document);
  const idle = notHeld(snapshot).filter(({ blocked }) => blocked === null)
    .map(({ name }) => `${name} runs nowhere in full`);
  const critical = [
    ...warnings.filter(({ severity }) => severity === "critical").map(({ text }) => text),
    ...idle,
  ];
  const lesser = warnings.filter(({ severity }) => severity === "warning").map(({ text }) => text);
  const figures = figuresOf(snapshot);
  if (critical.length > 0) {
    return { code: 2, line: `CLUSTER CRIT: ${critical.join("; ")}${figures}` };
  }
  if (lesser.length > 0) return { code: 1, line: `CLUSTER WARN: ${lesser.join("; ")}${figures}` };
  return { code: 0, line: `CLUSTER OK: ${wellbeing(snapshot)}${figures}` };
}

/** For when no status can be had. */
export const nagiosWithout = (why: string): NagiosResult => ({
  code: 2,
  line: `CLUSTER CRIT: ${why}`,
});

/** Units that no node which is up runs in full. */
function notHeld(snapshot: Snapshot): Snapshot["units"] {
  const up = [...namesUp(snapshot)];
  return snapshot.units.filter((unit) => !up.some((node) => isHeldBy(unit, node)));
}

function wellbeing({ nodes, units }: Snapshot): string {
  const online = nodes.filter((node) => isUp(node) && node.standing !== "standby").length;
  const standby = nodes.filter((node) => node.standing === "standby").length;
  const resources = units.flatMap((unit) => unit.resources).length;
  return [
    `${count(online, "node")} online`,
    ...(standby === 0 ? [] : [count(standby, "standby node")]),
    `${count(resources, "resource")} configured`,
  ].join(", ");
}

/** Performance data: `label=value` after a bar. */
function figuresOf(snapshot: Snapshot): string {
  const up = snapshot.nodes.filter(isUp).length;
  const held = snapshot.units.length - notHeld(snapshot).length;
  return ` | nodes_up=${up};;;0;${snapshot.nodes.length}` +
    ` units_held=${held};;;0;${snapshot.units.length}`;
}
