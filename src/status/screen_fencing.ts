/**
 * The sections on fencing: devices and what they say, who is to be fenced, what has been done. As
 * crm_mon has it, what is under way and what failed is always shown, and the rest under -m.
 */
import {
  coloured,
  type FenceAgentRef,
  type FenceAttempt,
  type FencePending,
  type NodeName,
  type Paint,
  plain,
  printableData,
} from "../model/mod.ts";
import type { FenceDeviceView } from "../node/mod.ts";
import type { StatusDocument } from "./document.ts";
import type { ScreenOptions } from "./screen.ts";
import { failuresOf, openFailures } from "./fence_state.ts";
import { renderSections, type Screen, type Section } from "./section.ts";
import { formatAge, formatWall, listOf } from "./words.ts";

/** All there is to say of fencing, line by line; `node`: only of that one's. */
export function renderFencing(
  whole: StatusDocument,
  node: NodeName | null,
  { colour, zone }: ScreenOptions = {},
): readonly string[] {
  const document = printableData(whole);
  const paint = colour === true ? coloured : plain;
  return renderSections(allFencing({ document, paint, zone }, node), paint);
}

type Drawn = Pick<Screen, "document" | "paint" | "zone">;

/** What has failed and was not made good since, and what is to be done. */
export function openFencing(screen: Drawn): readonly Section[] {
  const { document: { snapshot }, paint, zone } = screen;
  return [
    {
      title: "Failed Fencing Actions",
      lines: openFailures(snapshot).map((attempt) => attemptLine(attempt, paint, zone)),
    },
    pendingSection(screen, () => true),
  ];
}

/** -m; `node`: only of that one. */
export function allFencing(screen: Drawn, node: NodeName | null = null): readonly Section[] {
  const { document: { snapshot }, paint, zone } = screen;
  const { devices, history } = snapshot.fencing;
  const wanted = (one: NodeName): boolean => node === null || one === node;
  const own = devices.filter(({ targets }) => targets.some(wanted));
  return [
    {
      title: "Fence Devices",
      lines: own.length > 0
        ? own.map((device) => deviceLine(device, paint))
        : [`  * No device is configured${node === null ? "" : ` for ${node}`}`],
    },
    pendingSection(screen, wanted),
    {
      title: "Fencing History",
      lines: history.filter(({ target }) => wanted(target))
        .map((attempt) => attemptLine(attempt, paint, zone)),
    },
  ];
}

const pendingSection = (
  { document: { snapshot }, paint }: Drawn,
  wanted: (node: NodeName) => boolean,
): Section => ({
  title: "Pending Fencing Actions",
  lines: snapshot.fencing.pending.filter(({ node }) => wanted(node))
    .map((one) => pendingLine(one, paint)),
});

/** `ipmi-n2 (fence_ipmilan, level 1) for n2: works for n1; does NOT work for n3 (no answer)` */
function deviceLine(device: FenceDeviceView, paint: Paint): string {
  const { name, agent, level, targets, on } = device;
  const head = `  * ${name} (${wordOf(agent)}, level ${level}) for ${listOf(targets)}`;
  const works = on.filter(({ state }) => state === "works").map(({ node }) => node);
  const said = [
    ...works.length === 0 ? [] : [`works for ${listOf(works)}`],
    ...failuresOf(device)
      .map(({ node, why }) => `${paint(`does NOT work for ${node}`, "red")} (${why})`),
  ];
  return said.length === 0 ? head : `${head}: ${said.join("; ")}`;
}

/** Without what may be secret in a command's arguments. */
function wordOf(agent: FenceAgentRef): string {
  switch (agent.kind) {
    case "fence":
    case "stonith":
      return agent.name;
    case "command":
      return `command ${agent.command[0] ?? ""}`.trim();
    case "manual":
    case "watchdog":
      return agent.kind;
  }
}

function pendingLine({ node, action, because, problem }: FencePending, paint: Paint): string {
  const line = `  * ${action} of ${node}, because ${because}`;
  return problem === null ? line : `${line}: ${paint(problem, "red")}`;
}

/** In crm_mon's words. */
function attemptLine(attempt: FenceAttempt, paint: Paint, zone?: string): string {
  const { action, target, device, by, state, why, wall, took, because } = attempt;
  const call = `  * ${action} of ${target} by ${device} on ${by}`;
  switch (state) {
    case "underWay":
      return `${call} pending: since ${formatWall(wall, zone)}, because ${because}`;
    case "done":
      return `${call} successful: completed ${formatWall(wall + took, zone)} after ` +
        `${formatAge(took)}, because ${because}`;
    case "failed":
      return `${call} ${paint("failed", "red")} (${why}): completed ` +
        `${formatWall(wall + took, zone)} after ${formatAge(took)}, because ${because}`;
  }
}
