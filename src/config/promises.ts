/** What a configuration guarantees under each fault, why, and what would make it more. */
import { type ClusterConfig, formatMillis } from "../model/mod.ts";
import { type Grounds, groundsOf } from "./promise_grounds.ts";

/** What can go wrong, in the order in which people ask. */
export const FAULTS = [
  "crash",
  "hang",
  "vmPause",
  "cut",
  "oneWayCut",
  "stopFails",
  "slowStop",
  "arbiterLost",
  "powerUp",
] as const;

export type Fault = typeof FAULTS[number];

/** Of one node, or between any of them. */
export const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  crash: "a node crashes",
  hang: "a node hangs, or hb is stopped, for longer than deadtime, and goes on",
  vmPause: "a virtual machine is paused for longer than deadtime, and goes on",
  cut: "all links between nodes are cut",
  oneWayCut: "the links carry one direction only",
  stopFails: "a stop fails",
  slowStop: "a node without quorum cannot stop within ¼ deadtime",
  arbiterLost: "the arbiter does not answer",
  powerUp: "the nodes are switched on and do not hear each other",
};

/** A resource that is no clone runs on so many nodes at once, while and after the fault lasts. */
export interface FaultPromise {
  readonly fault: Fault;
  readonly atMostOne: boolean;
  /** It goes on, or is taken over by itself. */
  readonly atLeastOne: boolean;
  /** A clause that goes on after "if": without that there is no holder, and never two; null: nothing. */
  readonly provided: string | null;
  /** A clause that goes on after "because". */
  readonly because: string;
  /** Each would promise more, alone or with others. */
  readonly strengthen: readonly string[];
}

type Verdict = Omit<FaultPromise, "fault">;

/** One for each fault that can befall this cluster, in the order of `FAULTS`. */
export function promisesOf(config: ClusterConfig): readonly FaultPromise[] {
  const grounds = groundsOf(config);
  const faults = FAULTS.filter((fault) => fault !== "arbiterLost" || grounds.arbiter);
  return faults.map((fault) => ({ fault, ...judge(fault, grounds) }));
}

function judge(fault: Fault, grounds: Grounds): Verdict {
  switch (fault) {
    case "crash":
      return crash(grounds);
    case "hang":
      return hang(grounds);
    case "vmPause":
      return vmPause(grounds);
    case "cut":
      return cut(grounds);
    case "oneWayCut":
      return oneWayCut(grounds);
    case "stopFails":
      return stopFails(grounds);
    case "slowStop":
      return slowStop(grounds);
    case "arbiterLost":
      return arbiterLost(grounds);
    case "powerUp":
      return powerUp(grounds);
  }
}

const SECOND_NODE = "a second node";
const DEVICE = "fencing by a device instead of the watchdog alone";
const THIRD_VOTE = "a third vote: a node, a witness or an [arbiter]";
const ODD_VOTES = "an odd number of votes: one more node, a witness or an [arbiter]";
const STOP = 'no_quorum = "stop"';
const WAIT = "wait_for_all = true";
const DELAY = "delay or random_delay in a [[fence]]";

const fencingFor = ({ fencing }: Grounds): readonly string[] =>
  fencing.kind === "none" ? [fencing.remedy] : [];

function crash(grounds: Grounds): Verdict {
  const { runners, indispensable, fencing, votes, deadtime } = grounds;
  if (runners.length === 1) {
    return none(`only ${runners[0]} may run anything`, [SECOND_NODE]);
  }
  if (indispensable !== null) {
    const { node, left } = indispensable;
    return none(`without ${node} there are ${left} of ${votes} votes, and that is no majority`, [
      THIRD_VOTE,
    ]);
  }
  if (fencing.kind === "covers") {
    return one("the others fence it and then take over", confirmed(grounds));
  }
  const silence = `the others take over after ${formatMillis(deadtime)} of silence`;
  return one(silence, grounds.needsArbiter ? "the arbiter answers" : null);
}

/** What its resources do meanwhile nobody knows: those of a stopped hb go on. */
function hang(grounds: Grounds): Verdict {
  const { watchdogInTime, latestWatchdog, fencing } = grounds;
  if (watchdogInTime && fencing.kind === "none" && grounds.runners.length > 1) {
    const provided = both(crash(grounds).provided, "its watchdog is armed");
    return {
      ...crash(grounds),
      provided,
      because: "its watchdog resets it before the others take over",
    };
  }
  const longest = Math.ceil(latestWatchdog / 1000) - 1;
  const watchdog = longest < 1
    ? "a longer deadtime and a [watchdog]"
    : `a [watchdog] with timeout = "${longest}s" at most`;
  return asleep(grounds, [...fencingFor(grounds), watchdog]);
}

/** A virtual watchdog sleeps with its host. */
function vmPause(grounds: Grounds): Verdict {
  const { fencing } = grounds;
  const isAsleep = fencing.kind === "covers" && fencing.proof === "watchdog";
  const blind: Grounds = isAsleep
    ? { ...grounds, fencing: { kind: "none", why: "its watchdog sleeps with it", remedy: DEVICE } }
    : grounds;
  return asleep(blind, fencingFor(blind));
}

function asleep(grounds: Grounds, strengthen: readonly string[]): Verdict {
  const gone = crash(grounds);
  const { runners, fencing, deadtime } = grounds;
  if (runners.length === 1) return gone;
  if (fencing.kind === "covers") return gone;
  return {
    ...gone,
    atMostOne: false,
    because: `${fencing.why}: the others take over after ${formatMillis(deadtime)}, and what it ` +
      "runs goes on until hb there comes to itself",
    strengthen: [...strengthen, ...gone.strengthen],
  };
}

function cut(grounds: Grounds): Verdict {
  const { nodes, runners, fencing, letsGo, ignoresQuorum, twoNodes } = grounds;
  if (nodes === 1) return one("there is no other node", null);
  if (runners.length === 1) return alone(grounds);
  if (fencing.kind === "covers") return fenceRace(grounds);
  if (ignoresQuorum) {
    return several('with no_quorum = "ignore" each part runs everything', [
      ...fencingFor(grounds),
      STOP,
    ]);
  }
  if (twoNodes) {
    return several("each of two nodes takes itself for the survivor", [
      ...fencingFor(grounds),
      THIRD_VOTE,
    ]);
  }
  if (!letsGo) {
    return several(
      'with no_quorum = "freeze" what runs goes on, and the part with the majority takes it over',
      [...fencingFor(grounds), STOP],
    );
  }
  return majority(grounds);
}

/** Only one node ever holds anything; the question is whether it keeps the quorum that it needs. */
function alone(grounds: Grounds): Verdict {
  const because = `only ${grounds.runners[0]} may run anything`;
  return grounds.halvable && grounds.letsGo
    ? none(`${because}, and it may be left without a majority`, [ODD_VOTES])
    : one(because, null);
}

/** Whoever fences the other first is the survivor. */
function fenceRace(grounds: Grounds): Verdict {
  if (grounds.halvable) return halves(grounds);
  if (!grounds.twoNodes && !grounds.ignoresQuorum) {
    return one(
      "the part with the majority fences the others and then takes over",
      both(needOfVotes(grounds), confirmed(grounds)),
    );
  }
  const isFair = grounds.fencing.kind === "covers" && grounds.fencing.delayed;
  const race = isFair ? null : "they do not fence each other at the same moment";
  return {
    ...one("who fences the other first takes over", both(confirmed(grounds), race)),
    strengthen: isFair ? [] : [DELAY],
  };
}

function majority(grounds: Grounds): Verdict {
  if (grounds.halvable) return halves(grounds);
  return one(
    "a node that too few hear lets go at ¾ deadtime, before the part with the majority takes over",
    needOfVotes(grounds),
  );
}

const halves = ({ votes }: Grounds): Verdict =>
  none(`a cut may leave each part with half of the ${votes} votes or less`, [ODD_VOTES]);

const needOfVotes = ({ votes, nodes, arbiter }: Grounds): string | null =>
  arbiter
    ? "the arbiter answers one of the parts"
    : nodes === 2
    ? null
    : `a part has ${Math.floor(votes / 2) + 1} of ${votes} votes`;

/** The one that hears but is not heard knows it by the echoes. */
function oneWayCut(grounds: Grounds): Verdict {
  const { nodes, runners, fencing, letsGo, twoNodes, ignoresQuorum } = grounds;
  if (nodes === 1 || runners.length === 1 || fencing.kind === "covers") return cut(grounds);
  if (!letsGo) {
    const policy = ignoresQuorum ? "ignore" : "freeze";
    return several(`with no_quorum = "${policy}" a node that nobody hears goes on`, [
      ...fencingFor(grounds),
      STOP,
    ]);
  }
  if (!twoNodes) return majority(grounds);
  return one("a node that is not heard lets go at ¾ deadtime, before the other takes over", null);
}

function stopFails(grounds: Grounds): Verdict {
  const { ignoresStop, fencing } = grounds;
  if (ignoresStop !== null && grounds.runners.length > 1) {
    return several(`on_fail of ${ignoresStop}'s stop is "ignore"`, [
      'on_fail = "fence" or "block"',
    ]);
  }
  if (grounds.runners.length > 1 && fencing.kind === "covers") {
    const { atLeastOne, provided, strengthen } = crash(grounds);
    const because = 'its node is fenced, unless on_fail says "block"';
    return { atMostOne: true, atLeastOne, provided, because, strengthen };
  }
  return none(
    "what could not be stopped is started nowhere else until hb cleanup",
    fencingFor(grounds),
  );
}

function slowStop(grounds: Grounds): Verdict {
  const apart = cut(grounds);
  const { fencing, panics, runners } = grounds;
  if (!apart.atMostOne || fencing.kind === "covers" || runners.length === 1) return apart;
  if (panics) return { ...apart, because: 'with no_quorum = "fence" it resets itself' };
  return {
    ...apart,
    atMostOne: false,
    because: `${fencing.why}: the others take over at deadtime, whatever still runs there`,
    strengthen: [
      ...fencingFor(grounds),
      'no_quorum = "fence"',
      "a longer deadtime",
      ...apart.strengthen,
    ],
  };
}

function arbiterLost({ votes }: Grounds): Verdict {
  const own = votes - 1;
  return own * 2 > votes
    ? one(
      `the nodes have ${own} of ${votes} votes while they hear each other`,
      "no node is lost too",
    )
    : none(`the nodes have ${own} of ${votes} votes without it`, [ODD_VOTES]);
}

function powerUp(grounds: Grounds): Verdict {
  const { nodes, runners, fencing, waitForAll, twoNodes, ignoresQuorum } = grounds;
  if (nodes === 1) return cut(grounds);
  if (waitForAll) {
    return none("nothing starts before all nodes have been there at once (wait_for_all)", []);
  }
  if (runners.length === 1) return alone(grounds);
  const lone = twoNodes || ignoresQuorum;
  if (fencing.kind === "covers" && fencing.startup) return fenceRace(grounds);
  if (lone) {
    return several("each starts what it does not hear of elsewhere after initdead", [
      ...fencing.kind === "covers" ? ["startup = true in [fencing]"] : [fencing.remedy],
      WAIT,
      ...twoNodes ? [THIRD_VOTE] : [STOP],
    ]);
  }
  if (grounds.halvable) return halves(grounds);
  return one("nothing starts without a majority", needOfVotes(grounds));
}

function confirmed({ fencing }: Grounds): string | null {
  if (fencing.kind === "none") return null;
  switch (fencing.proof) {
    case "device":
      return "its fence device confirms it";
    case "operator":
      return "a device or an operator (hb fence confirm) confirms it";
    case "watchdog":
      return "its watchdog was armed";
  }
}

const both = (one: string | null, other: string | null): string | null =>
  [one, other].filter((clause) => clause !== null).join(", and ") || null;

/** Exactly one holder. */
const one = (because: string, provided: string | null): Verdict => ({
  atMostOne: true,
  atLeastOne: true,
  provided,
  because,
  strengthen: [],
});

/** At most one. */
const none = (because: string, strengthen: readonly string[]): Verdict => ({
  atMostOne: true,
  atLeastOne: false,
  provided: null,
  because,
  strengthen,
});

/** At least one. */
const several = (because: string, strengthen: readonly string[]): Verdict => ({
  atMostOne: false,
  atLeastOne: true,
  provided: null,
  because,
  strengthen,
});
