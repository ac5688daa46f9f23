/** The cluster's four times: the defaults that follow from each other, and how they must relate. */
import { formatMillis, type Millis } from "../model/mod.ts";
import type { Check, Checking } from "./checking.ts";
import type { Draft } from "./schema.ts";

/** Undefined: refused, or follows from one that was. */
export interface Times {
  readonly keepalive: Millis | undefined;
  readonly warntime: Millis | undefined;
  readonly deadtime: Millis | undefined;
  readonly initdead: Millis | undefined;
}

/** Time for the other host's boot and network, whatever deadtime is. */
const LEAST_INITDEAD: Millis = 12_000;

/**
 * So many fit into deadtime at least. A node lets go ¾ deadtime after it sent what was last echoed,
 * and an echo is up to two keepalives old when it comes: the rest is for datagrams that are late.
 */
const KEEPALIVES = 3;

/** Absent: warntime is half of deadtime; initdead is twice deadtime, and 12 s at least. */
export function timesOf(cluster: NonNullable<Draft["cluster"]>): Times {
  const { keepalive, deadtime, warntime, initdead } = cluster;
  const fromDeadtime = (derive: (deadtime: Millis) => Millis) =>
    deadtime === undefined ? undefined : derive(deadtime);
  return {
    keepalive,
    deadtime,
    warntime: warntime === null ? fromDeadtime((dead) => Math.round(dead / 2)) : warntime,
    initdead: initdead === null
      ? fromDeadtime((dead) => Math.max(2 * dead, LEAST_INITDEAD))
      : initdead,
  };
}

export const checkTimes: Check = (checking) => {
  const { cluster } = checking.draft;
  if (cluster === undefined) return;
  const { keepalive, warntime, deadtime, initdead } = timesOf(cluster);
  const refuse = (key: string, other: string, value: Millis, reason: string) =>
    checking.error(
      checking.written("cluster", key, other),
      `Cannot use ${key} = ${formatMillis(value)}: ${reason}`,
    );
  if (keepalive !== undefined && deadtime !== undefined && KEEPALIVES * keepalive > deadtime) {
    refuseLongKeepalive(checking, keepalive, deadtime);
  }
  if (warntime !== undefined && deadtime !== undefined && warntime >= deadtime) {
    refuse(
      "warntime",
      "deadtime",
      warntime,
      `it must be less than deadtime (${formatMillis(deadtime)}), or nobody is ever warned`,
    );
  }
  if (cluster.warntime && keepalive !== undefined && cluster.warntime <= keepalive) {
    refuse(
      "warntime",
      "keepalive",
      cluster.warntime,
      `it must be more than keepalive (${formatMillis(keepalive)}), or every node is always late`,
    );
  }
  if (initdead !== undefined && deadtime !== undefined && initdead < deadtime) {
    refuse(
      "initdead",
      "deadtime",
      initdead,
      `it must be at least deadtime (${formatMillis(deadtime)}), ` +
        "or a node that boots is taken for dead before it can speak",
    );
  }
};

/** Points at the one of the two that the file sets, and says what to set either to. */
function refuseLongKeepalive(checking: Checking, keepalive: Millis, deadtime: Millis): void {
  const path = checking.written("cluster", "keepalive", "deadtime");
  const [beat, dead] = [formatMillis(keepalive), formatMillis(deadtime)];
  const longest = formatMillis(Math.floor(deadtime / KEEPALIVES));
  const shortest = formatMillis(Math.ceil(KEEPALIVES * keepalive));
  const rule = path.at(-1) === "keepalive"
    ? `Cannot use keepalive = ${beat}: it must be a third of deadtime (${dead}) at most`
    : `Cannot use deadtime = ${dead}: it must be three times keepalive (${beat}) at least`;
  checking.error(
    path,
    `${rule}, or nodes that are well let go of what they run; ` +
      `set keepalive = "${longest}" or less, or deadtime = "${shortest}" or more`,
  );
}
