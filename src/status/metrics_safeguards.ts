/** The figures on fencing, the arbiter, watchdogs and ping nodes; of what is not configured there are none. */
import type { FenceAttempt } from "../model/mod.ts";
import type { ArbiterView, FencingView, Snapshot } from "../node/mod.ts";
import { uncleanBecause } from "./fence_state.ts";
import { gauge, type Metric, one, type Sample } from "./metric.ts";
import { isUp } from "./standing.ts";

export function safeguardMetrics(snapshot: Snapshot): readonly Metric[] {
  const { nodes, fencing, arbiter, quorum } = snapshot;
  const up = nodes.filter(isUp);
  return [
    gauge("hb_node_votes", "Votes of a node.", [
      ...nodes.map(({ name, votes }) => ({ labels: { node: name }, value: votes })),
    ]),
    gauge("hb_quorum_waits_for", "1 for a node without which there is no quorum yet.", [
      ...nodes.map(({ name }) => ({
        labels: { node: name },
        value: +quorum.waitsFor.includes(name),
      })),
    ]),
    gauge("hb_node_unclean", "1 for a node that is to be fenced.", [
      ...nodes.map((node) => ({
        labels: { node: node.name },
        value: +(uncleanBecause(node, snapshot) !== null),
      })),
    ]),
    gauge("hb_fencing_enabled", "1 where nodes are fenced when that is needed.", [
      one(+fencing.enabled),
    ]),
    ...fenceMetrics(fencing),
    ...arbiter === null ? [] : arbiterMetrics(arbiter),
    gauge("hb_watchdog_armed", "1 for a node that is up and whose watchdog is armed.", [
      ...up.flatMap(({ name, watchdog }) =>
        watchdog === null ? [] : [{ labels: { node: name }, value: +watchdog.armed }]
      ),
    ]),
    gauge("hb_ping_reached", "1 for a ping node that a node which is up reaches.", [
      ...up.flatMap(({ name, pings }) =>
        Object.entries(pings).map(([ping, reached]) => ({
          labels: { node: name, ping },
          value: +reached,
        }))
      ),
    ]),
  ];
}

/** The history is bounded, so what is counted in it may become less: no counter. */
const fenceMetrics = ({ devices, history }: FencingView): readonly Metric[] => [
  gauge("hb_fence_device_up", "1 for a fence device that works for a node.", [
    ...devices.flatMap(({ name, on }) =>
      on.filter(({ state }) => state !== "unknown").map(({ node, state }) => ({
        labels: { device: name, node },
        value: +(state === "works"),
      }))
    ),
  ]),
  gauge("hb_fence_attempts", "Calls of fence devices in the history, by how they ended.", [
    ...devices.flatMap(({ name }) => RESULTS.map((result) => countOf(name, result, history))),
  ]),
  gauge("hb_fence_last_seconds", "When a node was last fenced, in Unix time.", [
    ...lastOf(history).map(({ target, wall, took }) => ({
      labels: { node: target },
      value: (wall + took) / 1000,
    })),
  ]),
];

const RESULTS = ["done", "failed", "underWay"] as const;

const countOf = (
  device: string,
  result: FenceAttempt["state"],
  history: readonly FenceAttempt[],
): Sample => ({
  labels: { device, result },
  value: history.filter((attempt) => attempt.device === device && attempt.state === result).length,
});

/** What has made sure last that a node runs nothing; the newest are first. */
function lastOf(history: readonly FenceAttempt[]): readonly FenceAttempt[] {
  const ended = history.filter(({ state, action }) =>
    state === "done" && (action === "off" || action === "reboot")
  );
  return ended.filter(({ target }, index) =>
    ended.findIndex((attempt) => attempt.target === target) === index
  );
}

const arbiterMetrics = ({ held, leaseFor, problem }: ArbiterView): readonly Metric[] => [
  gauge("hb_arbiter_held", "1 where this node has the arbiter's vote.", [one(+held)]),
  gauge("hb_arbiter_lease_seconds", "For how long yet this node may count on that vote.", [
    one((leaseFor ?? 0) / 1000),
  ]),
  gauge("hb_arbiter_reachable", "1 where the arbiter answers this node.", [
    one(+(problem === null)),
  ]),
];
