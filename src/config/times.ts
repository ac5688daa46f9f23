/** The cluster's four times: the defaults that follow from each other, and how they must relate. */
import type { Millis } from "../model/mod.ts";
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
