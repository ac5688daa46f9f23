/** What is promised where nodes do not hear each other, or not the arbiter. */
import type { Grounds } from "./promise_grounds.ts";
import {
  both,
  confirmed,
  fencingFor,
  none,
  one,
  SECOND_NODE,
  several,
  STOP,
  THIRD_VOTE,
  type Verdict,
} from "./verdict.ts";

const ODD_VOTES = "an odd number of votes: one more node, a witness or an [arbiter]";
const WITHOUT_ARBITER = "an odd number of votes: no [arbiter]";
const WAIT = "wait_for_all = true";
const DELAY = "delay or random_delay in a [[fence]]";

/** No part of the cluster hears the other. */
export function cut(grounds: Grounds): Verdict {
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

const halves = ({ votes, arbiter }: Grounds): Verdict =>
  none(`a cut may leave each part with half of the ${votes} votes or less`, [
    arbiter ? WITHOUT_ARBITER : ODD_VOTES,
  ]);

const needOfVotes = ({ votes, nodes, arbiter }: Grounds): string | null =>
  arbiter
    ? "the arbiter answers one of the parts"
    : nodes === 2
    ? null
    : `a part has ${Math.floor(votes / 2) + 1} of ${votes} votes`;

/** The one that hears but is not heard knows it by the echoes. */
export function oneWayCut(grounds: Grounds): Verdict {
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

/** A node that must let go does not stop before the others take over. */
export function slowStop(grounds: Grounds): Verdict {
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

export function arbiterLost({ votes }: Grounds): Verdict {
  const own = votes - 1;
  return own * 2 > votes
    ? one(
      `the nodes have ${own} of ${votes} votes while they hear each other`,
      "no node is lost too",
    )
    : none(`the nodes have ${own} of ${votes} votes without it`, [SECOND_NODE]);
}

/** After a start nobody knows what the others have been doing. */
export function powerUp(grounds: Grounds): Verdict {
  const { nodes, runners, fencing, waitForAll, twoNodes, ignoresQuorum } = grounds;
  if (nodes === 1) return cut(grounds);
  if (waitForAll) {
    return none(
      "nothing starts before all nodes have been there at once (wait_for_all)",
      twoNodes ? [`${THIRD_VOTE}, instead of wait_for_all`] : [],
    );
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
