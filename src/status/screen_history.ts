/** The sections on what was done, what failed and what happened. */
import { formatMillis, formatScore } from "../model/mod.ts";
import type { HistoryEntry, NodeName } from "../model/mod.ts";
import type { NodeView, ResourceOnNode, ResourceView } from "../node/mod.ts";
import { describe } from "./describe.ts";
import { reachOf } from "./screen_safeguards.ts";
import type { Screen, Section } from "./section.ts";
import { everywhere, isUp } from "./standing.ts";
import { levelsWord } from "./versions.ts";
import { formatAge, formatTask, formatWall } from "./words.ts";

/** How many events are shown. */
const RECENT = 10;

/** -A: what hb itself knows of each node, then what rules and agents go by, by name as crm_mon has it. */
export function attributes({ document }: Screen): Section {
  const { nodes } = document.snapshot;
  return {
    title: "Node Attributes",
    lines: nodes.flatMap((node) => [
      `  * Node: ${node.name}:`,
      row("generation", node.generation === null ? "not known" : String(node.generation)),
      row("standby", node.standby ? "on" : "off"),
      ...(node.maintenance ? [row("maintenance", "on")] : []),
      row(
        "cluster.toml",
        node.sameConfig === null
          ? "not known"
          : node.sameTerms === false
          ? "DIFFERENT, other votes"
          : node.sameConfig
          ? "same"
          : "DIFFERENT",
      ),
      ...(node.hb ? [row("hb", `${node.hb.version ?? "not said"}, ${levelsWord(node.hb)}`)] : []),
      ...(node.witness ? [row("witness", "yes")] : []),
      ...(node.votes === 1 ? [] : [row("votes", String(node.votes))]),
      ...(isUp(node) ? [...watchdogRow(node), ...pingRow(node)] : []),
      ...Object.entries({ ...node.attributes.permanent, ...node.attributes.transient })
        .toSorted(([one], [other]) => one < other ? -1 : 1)
        .map(([name, value]) => row(name, value)),
    ]),
  };
}

function watchdogRow({ watchdog }: NodeView): readonly string[] {
  if (watchdog === null) return [];
  const { armed, timeout, problem } = watchdog;
  const said = armed ? `armed, ${formatMillis(timeout)}` : `NOT armed: ${problem ?? "not yet"}`;
  return [row("watchdog", said)];
}

/** How many ping nodes it reaches, with crm_mon's remarks. */
function pingRow(node: NodeView): readonly string[] {
  const { reached, of } = reachOf(node);
  if (of === 0) return [];
  const remark = reached === 0
    ? ": Connectivity is lost"
    : reached < of
    ? `: Connectivity is degraded (Expected=${of})`
    : "";
  return [row("ping nodes reached", `${String(reached).padEnd(10)}${remark}`.trimEnd())];
}

/** crm_mon gives the name 32 columns. */
const row = (name: string, value: string): string => `    * ${name.padEnd(32)}: ${value}`;

/** -f: fail counts, by node. */
export function migrations(screen: Screen): Section {
  const failed = byNode(screen, ({ here }) => here.failcount > 0);
  return {
    title: "Migration Summary",
    lines: failed.flatMap(({ node, resources }) => [
      `  * Node: ${node}:`,
      ...resources.map((one) => `    * ${migrationOf(one, screen)}`),
    ]),
  };
}

/** -o, with the times under -t. */
export function operations(screen: Screen): Section {
  const run = byNode(screen, ({ here }) => here.history.length > 0 || here.failcount > 0);
  return {
    title: "Operations",
    lines: run.flatMap(({ node, resources }) => [
      `  * Node: ${node}:`,
      ...resources.flatMap((one) => [
        `    * ${migrationOf(one, screen)}:`,
        ...one.here.history.map((entry) => `      * ${operationLine(entry, screen)}`),
      ]),
    ]),
  };
}

/** Always shown, when there are any. */
export function failedActions(screen: Screen): Section {
  const failures = everywhere(screen.document.snapshot).flatMap(({ resource, here }) => {
    const failure = here.lastFailure;
    if (failure === null) return [];
    const task = formatTask(failure.action, failure.interval);
    const reason = failure.reason === "" ? "" : ` (${failure.reason})`;
    return [
      `  * ${resource.id} ${task} on ${here.node} returned '${failure.meaning}'${reason}` +
      ` at ${formatWall(failure.wall, screen.zone)} after ${formatAge(failure.took)}`,
    ];
  });
  return { title: "Failed Resource Actions", lines: failures };
}

/** The last ten, the newest last. */
export function events({ document, paint, zone }: Screen): Section {
  const recent = document.events.map(({ wall, event }) => ({ wall, ...describe(event) }))
    .filter(({ level }) => level !== "debug").slice(-RECENT);
  return {
    title: "Recent Events",
    lines: recent.map(({ wall, level, text }) => {
      const shown = level === "error"
        ? paint(text, "red")
        : level === "warning"
        ? paint(text, "yellow")
        : text;
      return `  * ${formatWall(wall, zone)}: ${shown}`;
    }),
  };
}

interface There {
  readonly resource: ResourceView;
  readonly here: ResourceOnNode;
}

/** In the order of the nodes; nodes without any left out. */
function byNode(
  { document: { snapshot } }: Screen,
  wanted: (there: There) => boolean,
): readonly { readonly node: NodeName; readonly resources: readonly There[] }[] {
  const all = everywhere(snapshot).filter(wanted);
  return snapshot.nodes.map(({ name }) => ({
    node: name,
    resources: all.filter(({ here }) => here.node === name),
  })).filter(({ resources }) => resources.length > 0);
}

function migrationOf({ resource, here }: There, { zone }: Screen): string {
  const last = here.lastFailure === null
    ? ""
    : ` last-failure='${formatWall(here.lastFailure.wall, zone)}'`;
  const failed = here.failcount > 0 ? ` fail-count=${formatScore(here.failcount)}${last}` : "";
  return `${resource.id}: migration-threshold=${formatScore(resource.migrationThreshold)}${failed}`;
}

function operationLine(entry: HistoryEntry, { flags, zone }: Screen): string {
  const interval = entry.interval > 0 ? ` interval="${formatMillis(entry.interval)}"` : "";
  const times = flags.timing === true
    ? ` last-rc-change="${formatWall(entry.wall, zone)}" exec-time="${formatAge(entry.took)}"`
    : "";
  const status = entry.status === null ? "" : ` rc=${entry.status}`;
  return `${entry.action}:${interval}${times}${status} (${entry.meaning})`;
}
