/** The section on what keeps one holder beside the heartbeat, a line each, and only what there is. */
import { formatMillis, type Paint } from "../model/mod.ts";
import type { NodeView, Snapshot } from "../node/mod.ts";
import { failuresOf } from "./fence_state.ts";
import type { Screen, Section } from "./section.ts";
import { isUp } from "./standing.ts";
import { count, listOf } from "./words.ts";

export function safeguards({ document, paint }: Pick<Screen, "document" | "paint">): Section {
  const { snapshot, promises } = document;
  const doubtful = promises.filter(({ atMostOne }) => !atMostOne).length;
  const promised = doubtful === 0
    ? "promised under each fault"
    : `not promised under ${doubtful} of ${count(promises.length, "fault")} (hb check says why)`;
  const lines = [
    ...promises.length === 0 ? [] : [`At most one holder: ${promised}`],
    ...fencingLine(snapshot, paint),
    ...arbiterLine(snapshot, paint),
    ...watchdogLine(snapshot, paint),
    ...pingLine(snapshot, paint),
  ];
  return { title: "Safeguards", lines: lines.map((line) => `  * ${line}`) };
}

/** `Fencing: 2 devices, ipmi-n2 does NOT work for n3` */
function fencingLine({ fencing }: Snapshot, paint: Paint): readonly string[] {
  const { devices, enabled } = fencing;
  if (devices.length === 0) return [];
  const failing = devices.flatMap((device) => {
    const nodes = failuresOf(device).map(({ node }) => node);
    if (nodes.length === 0) return [];
    return [`${device.name} ${paint(`does NOT work for ${listOf(nodes)}`, "red")}`];
  });
  const off = enabled ? [] : [`${paint("DISABLED", "yellow")}, only hb fence uses them`];
  return [`Fencing: ${[count(devices.length, "device"), ...off, ...failing].join(", ")}`];
}

/** `Arbiter (etcd /hb/shop): n2 has its vote`; a warning says why it does not answer. */
function arbiterLine({ arbiter, node }: Snapshot, paint: Paint): readonly string[] {
  if (arbiter === null) return [];
  const { kind, key, held, holder, problem } = arbiter;
  const has = held || holder === node ? "this node has its vote" : `${holder} has its vote`;
  const said = [
    ...holder === null && !held ? [] : [has],
    ...problem === null ? [] : [paint("does NOT answer", "red")],
  ];
  const words = said.length === 0 ? "nobody needs its vote now" : said.join(", ");
  return [`Arbiter (${kind} ${key}): ${words}`];
}

/** `Watchdog: armed on n1 and n2 (10s), NOT armed on n3`; of the nodes that are up. Warnings say why. */
function watchdogLine({ nodes }: Snapshot, paint: Paint): readonly string[] {
  const up = nodes.filter(isUp);
  const armed = Map.groupBy(
    up.flatMap(({ name, watchdog }) => watchdog?.armed ? [{ name, ...watchdog }] : []),
    ({ timeout }) => formatMillis(timeout),
  );
  const said = [
    ...[...armed].map(([timeout, those]) =>
      `armed on ${listOf(those.map(({ name }) => name))} (${timeout})`
    ),
    ...unarmedIn(up).map(({ nodes }) => `${paint("NOT armed", "red")} on ${nodes}`),
  ];
  return said.length === 0 ? [] : [`Watchdog: ${said.join(", ")}`];
}

/** Those that should have one armed and have not, together where the reason is the same. */
export function unarmedIn(
  nodes: readonly NodeView[],
): readonly { readonly nodes: string; readonly why: string }[] {
  const unarmed = nodes.filter(({ watchdog }) => watchdog?.armed === false);
  const alike = Map.groupBy(unarmed, ({ watchdog }) => watchdog?.problem ?? null);
  return [...alike].map(([problem, those]) => ({
    nodes: listOf(those.map(({ name }) => name)),
    why: problem === null ? "" : `: ${problem}`,
  }));
}

/** `Ping nodes: n1 and n3 reach 2/2, n2 reaches 1/2 (not gateway)`; of the nodes that are up. */
function pingLine({ nodes }: Snapshot, paint: Paint): readonly string[] {
  const alike = Map.groupBy(
    nodes.filter((node) => isUp(node) && reachOf(node).of > 0),
    (node) => reachWord(reachOf(node), paint),
  );
  const said = [...alike].map(([reach, those]) =>
    `${listOf(those.map(({ name }) => name))} ${those.length > 1 ? "reach" : "reaches"} ${reach}`
  );
  return said.length === 0 ? [] : [`Ping nodes: ${said.join(", ")}`];
}

function reachWord({ reached, of, missed }: ReachView, paint: Paint): string {
  const colour = missed.length === 0 ? "green" : reached === 0 ? "red" : "yellow";
  const figure = paint(`${reached}/${of}`, colour);
  return missed.length === 0 ? figure : `${figure} (not ${listOf(missed)})`;
}

export interface ReachView {
  readonly reached: number;
  readonly of: number;
  readonly missed: readonly string[];
}

/** How many ping nodes it reaches, of those of which it knows. */
export function reachOf({ pings }: NodeView): ReachView {
  const known = Object.entries(pings);
  const missed = known.flatMap(([ping, reached]) => reached ? [] : ping);
  return { reached: known.length - missed.length, of: known.length, missed };
}
