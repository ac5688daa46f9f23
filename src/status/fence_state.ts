/** What follows from a snapshot about fencing: who is to be fenced, what failed, which devices work. */
import type { FenceAttempt, NodeName } from "../model/mod.ts";
import type { FenceDeviceView, NodeView, Snapshot } from "../node/mod.ts";
import { isUp } from "./standing.ts";

/** Why it must be fenced; null: it need not be. One that is heard must be too, if a stop failed there. */
export function uncleanBecause(node: NodeView, { fencing }: Snapshot): string | null {
  const wanted = fencing.pending.find((one) => one.node === node.name && one.action !== "on");
  // Who does not coordinate hears of a node that is not silent only by what is done about it.
  const begun = fencing.history.find(({ target, state, action }) =>
    target === node.name && state === "underWay" && (action === "off" || action === "reboot")
  );
  const silent = node.standing === "unclean" ? "it is silent" : null;
  return node.unclean ?? wanted?.because ?? begun?.because ?? silent;
}

/** In crm_mon's words: `UNCLEAN (offline)`; null: it is clean. */
export function uncleanWord(node: NodeView, snapshot: Snapshot): string | null {
  if (uncleanBecause(node, snapshot) === null) return null;
  if (!isUp(node)) return "UNCLEAN (offline)";
  return node.standing === "pending" ? "UNCLEAN (pending)" : "UNCLEAN (online)";
}

/** What went wrong so far where it is to be fenced; null: nothing yet. */
export function fenceProblem(node: NodeName, { fencing }: Snapshot): string | null {
  const told = fencing.pending.find((one) => one.node === node)?.problem ?? null;
  if (told !== null) return told;
  const last = fencing.history.find(({ target, state }) => target === node && state !== "underWay");
  return last?.state === "failed" ? `${last.device} on ${last.by}: ${last.why}` : null;
}

/** Failed, with nothing since that has made it good, for a life of its target that may still go on. */
export function openFailures(snapshot: Snapshot): readonly FenceAttempt[] {
  const { history } = snapshot.fencing;
  return history.filter((attempt, index) => {
    if (attempt.state !== "failed") return false;
    const isMadeGood = history.slice(0, index).some(({ target, state, action }) =>
      target === attempt.target && state === "done" && action !== "status"
    );
    const target = snapshot.nodes.find(({ name }) => name === attempt.target);
    return !isMadeGood && target !== undefined && goesOn(target, attempt, snapshot);
  });
}

function goesOn(target: NodeView, { generation }: FenceAttempt, snapshot: Snapshot): boolean {
  if (uncleanBecause(target, snapshot) !== null) return true;
  return isUp(target) && (target.generation ?? 0) <= generation;
}

/** The nodes that a device did not answer as it should, each with what it said. */
export const failuresOf = ({ on }: FenceDeviceView): FenceDeviceView["on"] =>
  on.filter(({ state }) => state === "failed");
