/**
 * What an administrator must read before anything else, the worst first. The engine's own
 * sentences (`Snapshot.warnings`) say what no field of the snapshot shows; all else is read here
 * from the fields, so that a view can never look calm while a field says otherwise.
 */
import type { NodeView, Snapshot } from "../node/mod.ts";
import type { StatusDocument } from "./document.ts";
import { uncleanBecause } from "./fence_state.ts";
import { adviceOnDeadtime } from "./advice_on_deadtime.ts";
import { everywhere, heldTwice, isUp, resourceNames, selfOf } from "./standing.ts";
import { warnOfVersions } from "./versions.ts";
import { votesWord } from "./votes.ts";
import { warnOfConfig } from "./warn_of_config.ts";
import { warnOfSafeguards } from "./warn_of_safeguards.ts";
import { critical, notice, type Warning, warning } from "./warning.ts";
import { formatAge, listOf } from "./words.ts";

export function warningsOf(document: StatusDocument): readonly Warning[] {
  const { snapshot } = document;
  const all = [
    ...warnOfLoop(document),
    ...warnOfTwoHolders(snapshot),
    ...warnOfPartition(snapshot),
    ...warnOfConfig(snapshot),
    ...warnOfSafeguards(snapshot),
    ...warnOfUnits(snapshot),
    ...snapshot.warnings.map(warning),
    ...snapshot.nodes.flatMap((node) => warnOfNode(node, document)),
    ...warnOfVersions(snapshot),
    ...warnOfLinks(snapshot),
    ...leftByOperators(snapshot),
  ];
  const seen = new Set<string>();
  return all.filter(({ text }) => !seen.has(text) && seen.add(text)).toSorted(bySeverity);
}

function warnOfLoop({ loopTurnedAgo, deadtime }: StatusDocument): readonly Warning[] {
  if (loopTurnedAgo < deadtime) return [];
  return [critical(
    `hb on this node is stuck: its main loop last came round ${formatAge(loopTurnedAgo)} ago`,
  )];
}

function warnOfTwoHolders(snapshot: Snapshot): readonly Warning[] {
  return heldTwice(snapshot).map(({ unit, holders }) =>
    critical(
      `${unit.name} ${unit.clone?.promotable ? "is promoted" : "runs"} on ${
        listOf(holders)
      } at the same time`,
    )
  );
}

function warnOfPartition(snapshot: Snapshot): readonly Warning[] {
  const { phase, quorum, coordinator, nodes } = snapshot;
  switch (phase) {
    case "starting":
      return [warnOfWait(snapshot)];
    case "lettingGo":
      return [critical("This node is letting go of all that it runs")];
    case "leaving":
      return [warning("hb on this node is stopping and hands over what runs here")];
    case "apart":
    case "joined": {
      const without = quorum.held ? [] : [
        critical(`This partition is WITHOUT quorum: ${votesWord(quorum)}${missedVote(snapshot)}`),
      ];
      const leaderless = coordinator === null && nodes.length > 1
        ? [warning("No coordinator is known: nothing is started or moved until there is one")]
        : [];
      return [...without, ...leaderless];
    }
  }
}

/** Why the arbiter's vote is not among them. */
function missedVote({ arbiter }: Snapshot): string {
  if (arbiter === null || arbiter.held) return "";
  if (arbiter.problem !== null) return "; the arbiter does not answer";
  return arbiter.holder === null ? "" : `; ${arbiter.holder} has the arbiter's vote`;
}

/** Where one that all wait for does not come, nobody serves until somebody does something. */
function warnOfWait({ quorum: { waitsFor }, nodes }: Snapshot): Warning {
  const missing = nodes.filter((node) => waitsFor.includes(node.name) && !isUp(node))
    .filter(({ standing }) => standing !== "pending").map(({ name }) => name);
  if (missing.length === 0) return warning("This node has just started and waits for its peers");
  const remedy = missing.map((name) => `hb fence confirm ${name}`).join("; ");
  return critical(
    `Nothing is started before ${
      listOf(missing)
    } has been heard (wait_for_all); start hb there, or, ` +
      `if it is off for certain: ${remedy}`,
  );
}

function warnOfUnits(snapshot: Snapshot): readonly Warning[] {
  const failedStops = everywhere(snapshot).filter(({ here }) => here.state === "stopFailed")
    .map(({ resource, here }) => {
      const reason = here.lastFailure?.reason || here.lastFailure?.meaning || "no reason given";
      return critical(
        `${resource.id} could not be stopped on ${here.node} (${reason}): stop it there by hand,` +
          ` then run: hb cleanup ${resource.id}`,
      );
    });
  const blocked = snapshot.units.flatMap(({ name, blocked }) =>
    blocked === null ? [] : [critical(`${name} is blocked: ${blocked}`)]
  );
  return [...failedStops, ...blocked];
}

function warnOfNode(node: NodeView, { snapshot, deadtime }: StatusDocument): readonly Warning[] {
  const { name, heardAgo } = node;
  const isUnclean = uncleanBecause(node, snapshot) !== null;
  const silence = formatAge(heardAgo ?? 0);
  const texts: string[] = [];
  if (node.because === "silent" && !isUp(node) && !isUnclean) {
    texts.push(
      `Node ${name} is dead: ${heardAgo === null ? "not heard" : `silent for ${silence}`}`,
    );
  }
  if (node.because === "unseen" && !isUp(node) && !isUnclean) {
    texts.push(`Node ${name} has not been heard since hb started on this node`);
  }
  const advice = adviceOnDeadtime(node, deadtime);
  if (isUp(node) && node.worstSilence >= deadtime && advice !== null) {
    texts.push(
      `Node ${name} was called dead though it was only silent for ` +
        `${formatAge(node.worstSilence)}: ${advice}, or its host less busy`,
    );
  }
  if (isUp(node) && node.late) {
    texts.push(`Node ${name} is late: silent for ${silence} (deadtime ${formatAge(deadtime)})`);
  }
  if (isUp(node) && node.hearsUs === false) {
    texts.push(`Node ${name} is heard but does not hear this node: look at cable and firewall`);
  }
  return texts.map(warning);
}

/** The host's own side first; a link to a peer only where that peer is up and this side is too. */
function warnOfLinks(snapshot: Snapshot): readonly Warning[] {
  const own = snapshot.links.filter(({ up }) => !up);
  const ownDown = own.map(({ link, why }) =>
    warning(`Link ${link} is down on this node${why === "" ? "" : `: ${why}`}`)
  );
  const silent = snapshot.nodes.filter((node) => isUp(node) && node !== selfOf(snapshot))
    .flatMap((node) =>
      node.links.filter(({ link, up }) => !up && !own.some((down) => down.link === link))
        .map(({ link }) => warning(`Link ${link} to node ${node.name} is down`))
    );
  return [...ownDown, ...silent];
}

/** What holds until somebody takes it back, and how that is done. */
function leftByOperators({ nodes, units, maintenance, wishes }: Snapshot): readonly Warning[] {
  const { targetRoles, managed, restarting } = wishes;
  const known = new Set(resourceNames({ units }));
  const mine = (names: readonly string[]) => names.filter((name) => known.has(name));
  const texts = [
    ...maintenance
      ? [
        "The cluster is in maintenance: nothing is started, stopped or looked at" +
        (wishes.maintenance === null ? " (maintenance_mode)" : " (hb maintenance off)"),
      ]
      : [],
    ...nodes.filter((node) => node.maintenance).map(({ name }) =>
      `Node ${name} is in maintenance (hb maintenance off ${name})`
    ),
    ...mine(namesOf(targetRoles, "stopped")).map((name) => {
      const along = units.filter(({ lacks }) => lacks === name).map((unit) => unit.name);
      const too = along.length === 0 ? "" : `, and with it ${listOf(along)}`;
      return `${name} has been stopped by an operator${too} (hb start ${name})`;
    }),
    ...mine(namesOf(managed, false)).map((name) =>
      `${name} is not managed, by an operator's wish (hb manage ${name})`
    ),
    ...mine(restarting).map((name) => `${name} is being restarted by an operator`),
  ];
  return texts.map(notice);
}

const namesOf = <Value>(all: Readonly<Record<string, Value>>, wanted: Value): readonly string[] =>
  Object.entries(all).flatMap(([name, value]) => value === wanted ? name : []);

const bySeverity = (one: Warning, other: Warning): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);

const SEVERITIES: readonly Warning["severity"][] = ["critical", "warning", "notice"];
