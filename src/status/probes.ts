/** Yes or no, and why, for load balancers, orchestrators and monitoring: what each path answers. */
import type { UnitName } from "../model/mod.ts";
import type { Snapshot, UnitView } from "../node/mod.ts";
import type { StatusDocument } from "./document.ts";
import { holdersOf, isBanned, isDisabled, isHeldBy, namesUp, selfOf } from "./standing.ts";
import { uncleanBecause } from "./fence_state.ts";
import { votesWord } from "./votes.ts";
import { formatAge, listOf } from "./words.ts";

export interface Check {
  readonly name: string;
  /** Null: all is well; else why not. */
  readonly problem: string | null;
}

/** What a probe found; it says yes where no check has a problem. */
export type Findings = readonly Check[];

/** The loop turned within deadtime. */
export function live({ loopTurnedAgo, deadtime }: StatusDocument): Findings {
  const stuck = loopTurnedAgo < deadtime
    ? null
    : `the main loop last came round ${formatAge(loopTurnedAgo)} ago, deadtime is ${
      formatAge(deadtime)
    }`;
  return [{ name: "loop", problem: stuck }];
}

/** Joined, a link up, neither in standby nor in maintenance. */
export function ready({ snapshot }: StatusDocument): Findings {
  const { links } = snapshot;
  const self = selfOf(snapshot);
  const cut = links.length > 0 && links.every(({ up }) => !up);
  return [
    joined(snapshot),
    { name: "links", problem: cut ? "no link is up on this node" : null },
    { name: "standby", problem: self?.standby === true ? "this node is set to standby" : null },
    { name: "maintenance", problem: self?.maintenance ? "this node is in maintenance" : null },
  ];
}

/** A member, not to be fenced, and nothing has failed here. */
export function healthy({ snapshot }: StatusDocument): Findings {
  const failed = snapshot.units.flatMap((unit) => unit.resources)
    .filter(({ on }) => on.some(({ node, state }) => node === snapshot.node && isFailure(state)))
    .map(({ id }) => id);
  const self = selfOf(snapshot);
  const unclean = self === undefined ? null : uncleanBecause(self, snapshot);
  return [
    joined(snapshot),
    { name: "fencing", problem: unclean === null ? null : `this node is to be fenced: ${unclean}` },
    {
      name: "resources",
      problem: failed.length === 0 ? null : `${listOf(failed)} failed on this node`,
    },
  ];
}

const isFailure = (state: string): boolean => state === "failed" || state === "stopFailed";

/** This node holds the unit, or at least one where none is named. */
export function active({ snapshot }: StatusDocument, unit: UnitView | null): Findings {
  const { node } = snapshot;
  if (unit !== null) {
    const why = `${node} does not hold ${unit.name}, ${whoHolds(unit, snapshot)}`;
    return [{ name: unit.name, problem: isHeldBy(unit, node) ? null : why }];
  }
  const some = snapshot.units.some((one) => isHeldBy(one, node));
  return [{ name: "units", problem: some ? null : `${node} holds nothing` }];
}

/** Healthy, able to take the unit over, and not its holder. */
export function standingBy(document: StatusDocument, unit: UnitView | null): Findings {
  const { snapshot } = document;
  const { node } = snapshot;
  const held = (unit === null ? snapshot.units : [unit]).filter((one) => isHeldBy(one, node));
  const banned = (unit?.resources ?? []).filter((resource) =>
    resource.on.some((here) => here.node === node && isBanned(resource, here))
  ).map(({ id }) => id);
  return [
    ...healthy(document),
    {
      name: "holder",
      problem: held.length === 0 ? null : `${node} holds ${listOf(held.map(({ name }) => name))}`,
    },
    {
      name: "standby",
      problem: selfOf(snapshot)?.standby === true
        ? "this node is set to standby: it would take nothing over"
        : null,
    },
    { name: "management", problem: whyNotTaken(unit, snapshot) },
    {
      name: "fail-count",
      problem: banned.length === 0
        ? null
        : `${listOf(banned)} failed too often on this node: run hb cleanup`,
    },
  ];
}

/** Why this node would not take it over, whatever became of its holder. */
function whyNotTaken(unit: UnitView | null, snapshot: Snapshot): string | null {
  if (snapshot.maintenance) return "the cluster is in maintenance: nothing is taken over";
  if (selfOf(snapshot)?.witness === true) return "this node is a witness: it takes nothing over";
  if (selfOf(snapshot)?.maintenance === true) {
    return "this node is in maintenance: it would take nothing over";
  }
  if (unit === null) return null;
  if (isDisabled(unit) || unit.resources.every(isDisabled)) return `${unit.name} is to be stopped`;
  if (unit.lacks !== null) return `${unit.name} needs ${unit.lacks}, which is to be stopped`;
  return unit.managed ? null : `${unit.name} is not managed: nothing takes it over`;
}

/** Some member holds something, and this partition has quorum. */
export function clusterServes({ snapshot }: StatusDocument): Findings {
  const { quorum, units } = snapshot;
  const up = [...namesUp(snapshot)];
  const served = units.some((unit) => up.some((node) => isHeldBy(unit, node)));
  return [
    {
      name: "quorum",
      problem: quorum.held ? null : `WITHOUT quorum: ${votesWord(quorum)}`,
    },
    { name: "units", problem: served ? null : "no member holds anything" },
  ];
}

/** The unit of that name. */
export const unitNamed = (snapshot: Snapshot, name: string): UnitView | undefined =>
  snapshot.units.find((unit) => unit.name === name as UnitName);

function joined({ phase, coordinator }: Snapshot): Check {
  const problem = phase === "joined" && coordinator !== null ? null : PHASES[phase];
  return { name: "membership", problem };
}

const PHASES: Readonly<Record<Snapshot["phase"], string>> = {
  starting: "this node has just started and waits for its peers",
  joined: "no coordinator is known",
  apart: "this node is not a member: it follows no coordinator",
  lettingGo: "this node is letting go of all that it runs",
  leaving: "this node is leaving the cluster",
};

function whoHolds(unit: UnitView, snapshot: Snapshot): string {
  const holders = holdersOf(unit, snapshot);
  if (holders.length === 0 && isDisabled(unit)) return "for it is to be stopped";
  if (holders.length === 0 && unit.lacks !== null) return `for it needs ${unit.lacks}`;
  return holders.length === 0 ? "nor does any other node" : `${listOf(holders)} does`;
}
