/** What a configuration guarantees under each fault, why, and what would make it more. */
import { type ClusterConfig, formatMillis } from "../model/mod.ts";
import { type Grounds, groundsOf } from "./promise_grounds.ts";
import { arbiterLost, cut, oneWayCut, powerUp, slowStop } from "./promises_apart.ts";
import {
  both,
  confirmed,
  fencingFor,
  none,
  one,
  SECOND_NODE,
  several,
  THIRD_VOTE,
  type Verdict,
} from "./verdict.ts";

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

/** Of one node, or between any; "goes on": after more than deadtime. */
export const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  crash: "a node crashes",
  hang: "a node, or hb on it, hangs and goes on",
  vmPause: "a virtual host is paused and goes on",
  cut: "no link between nodes works",
  oneWayCut: "links work in one direction only",
  stopFails: "a stop fails",
  slowStop: "a node that lost its quorum stops slowly",
  arbiterLost: "the arbiter does not answer",
  powerUp: "nodes boot and do not hear each other",
};

export type FaultPromise = Verdict & { readonly fault: Fault };

/** One for each fault that can befall this cluster, in the order of `FAULTS`. */
export function promisesOf(config: ClusterConfig): readonly FaultPromise[] {
  const grounds = groundsOf(config);
  const faults = FAULTS.filter((fault) => fault !== "arbiterLost" || grounds.arbiter);
  return faults.map((fault) => ({ fault, ...judge(fault, grounds) }));
}

/** How many holders there are, in words. */
export function holdersIn({ atMostOne, atLeastOne }: Verdict): string {
  if (atMostOne) return atLeastOne ? "exactly one" : "at most one";
  return atLeastOne ? "at least one" : "none to several";
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

const DEVICE = "fencing by a device instead of the watchdog alone";

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
