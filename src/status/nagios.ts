/** One line and an exit status for Nagios and its kin. Unlike `crm_mon -s` it looks at resources. */
import { printable } from "../model/mod.ts";
import type { Snapshot, UnitView } from "../node/mod.ts";
import type { StatusDocument } from "./document.ts";
import { instanceCount, isDisabled, isHeldBy, isUp, namesUp } from "./standing.ts";
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
  const idle = notHeld(snapshot, wantedOf(snapshot)).filter(({ blocked }) => blocked === null)
    .map(({ name }) => `${name} runs nowhere in full`);
  const critical = [
    ...warnings.filter(({ severity }) => severity === "critical").map(({ text }) => text),
    ...idle,
  ];
  const lesser = warnings.filter(({ severity }) => severity === "warning").map(({ text }) => text);
  const figures = figuresOf(snapshot);
  if (critical.length > 0) {
    return { code: 2, line: lineOf("CRIT", critical, figures) };
  }
  if (lesser.length > 0) return { code: 1, line: lineOf("WARN", lesser, figures) };
  const told = warnings.filter(({ severity }) => severity === "notice").map(({ text }) => text);
  return { code: 0, line: lineOf("OK", [wellbeing(snapshot), ...told], figures) };
}

/** For when no status can be had. */
export const nagiosWithout = (why: string): NagiosResult => ({
  code: 2,
  line: lineOf("CRIT", [why], ""),
});

/** A bar in the text would begin the figures. */
const lineOf = (word: string, texts: readonly string[], figures: string): string =>
  printable(`CLUSTER ${word}: ${texts.join("; ").replaceAll("|", "/")}${figures}`);

/**
 * The parts of units that are missed where they do not run: not what is to be stopped, nor what needs
 * that or comes after it in its group, nor what somebody works on.
 */
const wantedOf = ({ units }: Snapshot): readonly UnitView[] =>
  units.flatMap((unit) => {
    if (unit.lacks !== null) return [];
    const end = unit.resources.findIndex((one) => isDisabled(one) || one.maintenance);
    const resources = end < 0 ? unit.resources : unit.resources.slice(0, end);
    return resources.length === 0 ? [] : [{ ...unit, resources }];
  });

/** Those of `units` that no node which is up runs in full. */
function notHeld(snapshot: Snapshot, units: readonly UnitView[]): readonly UnitView[] {
  const up = [...namesUp(snapshot)];
  return units.filter((unit) => !up.some((node) => isHeldBy(unit, node)));
}

function wellbeing({ nodes, units }: Snapshot): string {
  const at = (standing: string) => nodes.filter((node) => node.standing === standing).length;
  const standby = at("standby");
  const maintenance = at("maintenance");
  const online = nodes.filter(isUp).length - standby - maintenance;
  const instances = instanceCount(units, () => true);
  return [
    `${count(online, "node")} online`,
    ...(standby === 0 ? [] : [count(standby, "standby node")]),
    ...(maintenance === 0 ? [] : [`${count(maintenance, "node")} in maintenance`]),
    `${count(instances, "resource instance")} configured`,
  ].join(", ");
}

/** Performance data: `label=value` after a bar. */
function figuresOf(snapshot: Snapshot): string {
  const up = snapshot.nodes.filter(isUp).length;
  const held = snapshot.units.length - notHeld(snapshot, snapshot.units).length;
  return ` | nodes_up=${up};;;0;${snapshot.nodes.length}` +
    ` units_held=${held};;;0;${snapshot.units.length}`;
}
