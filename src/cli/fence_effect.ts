/** What has come of a fencing by hand, and of an operator's word that a node is off. */
import {
  compareEpochs,
  type FenceAction,
  type FenceAgentRef,
  type FenceAttempt,
  type InstructionId,
  type Lines,
  type Millis,
  type NodeName,
} from "../model/mod.ts";
import { namesUp, partlyActiveOn, type StatusDocument } from "../status/mod.ts";
import type { Progress } from "./effect.ts";
import { inSeconds } from "./words.ts";

/** Whether it has an agent that can be told what to do. */
export const isCallable = ({ agent }: { readonly agent: FenceAgentRef }): boolean =>
  agent.kind !== "manual" && agent.kind !== "watchdog";

/** Where nothing has been called for so long although nothing is to be done any more, nothing could be. */
const NOT_CALLED: Millis = 3000;

/** Nothing is wanted any more as soon as it has been done, or every device has failed. */
export function judgeFenced(
  node: NodeName,
  action: FenceAction,
  before: StatusDocument,
): (document: StatusDocument) => Progress {
  const latest = latestFor(node, before);
  return (document) => {
    const attempt = latestFor(node, document);
    const news = attempt !== null && isLater(attempt.id, latest?.id ?? null) ? attempt : null;
    const pending = document.snapshot.fencing.pending.find((one) => one.node === node);
    if (pending !== undefined || news?.state === "underWay") {
      return { kind: "waiting", what: pending?.problem ?? tell(news) };
    }
    if (news === null) {
      return document.madeAt - before.madeAt < NOT_CALLED
        ? { kind: "waiting", what: "the order has not spread yet" }
        : { kind: "failed", text: `no device could be called; look at hb fence list ${node}` };
    }
    if (news.state === "failed") return { kind: "failed", text: tell(news) };
    // That it is off is asked by status, after off.
    const last = news.action === "status" ? "off" : news.action;
    const done = action === "on" ? "switched on" : `fenced (${last})`;
    return { kind: "done", text: `${node} is ${done} by ${news.device} on ${news.by}` };
  };
}

/** The last call that the coordinator asked for. */
function latestFor(node: NodeName, { snapshot }: StatusDocument): FenceAttempt | null {
  const own = snapshot.fencing.history.filter(({ target }) => target === node);
  return own.reduce<FenceAttempt | null>(
    (last, attempt) => isLater(attempt.id, last?.id ?? null) ? attempt : last,
    null,
  );
}

const isLater = (one: InstructionId, other: InstructionId | null): boolean =>
  other === null || (compareEpochs(one.epoch, other.epoch) || one.serial - other.serial) > 0;

function tell(attempt: FenceAttempt | null): string {
  if (attempt === null) return "no device has been called yet";
  const { device, action, by, state, why } = attempt;
  return state === "failed"
    ? `${device}, called on ${by}, failed: ${why}`
    : `${by} calls ${device} (${action})`;
}

/** Said before an operator's word is taken: what is known of the node, and what will be done. */
export function whatItMeans(node: NodeName, document: StatusDocument): Lines {
  const { snapshot } = document;
  const view = snapshot.nodes.find(({ name }) => name === node);
  const heardAgo = view?.heardAgo ?? null;
  const last = heardAgo === null ? "not been heard" : `last been heard ${inSeconds(heardAgo)} ago`;
  const had = snapshot.units.filter((unit) =>
    namesUp(snapshot).has(node)
      ? partlyActiveOn(unit, snapshot).includes(node)
      : unit.resources.some(({ on }) =>
        on.some((one) => one.node === node && one.state !== "stopped")
      )
  );
  const names = had.map(({ name }) => name).join(", ");
  return [
    `Cannot take it that ${node} is off: that has to be said with --yes`,
    `${node} has ${last}; it had ${names === "" ? "nothing that is known of" : names}.`,
    "With your word what it had is started elsewhere at once. If it still runs it, both write to",
    "the same disks and answer for the same addresses. Look at its console or pull its plugs, then:",
    `  hb fence confirm ${node} --yes`,
  ];
}

/** Until nothing that it had is held back for it any more. */
export const judgeConfirmed = (node: NodeName) => ({ snapshot }: StatusDocument): Progress => {
  const view = snapshot.nodes.find(({ name }) => name === node);
  if (view === undefined) {
    return { kind: "failed", text: "it is no longer in the configuration" };
  }
  const isUnclean = view.standing === "unclean" || view.unclean !== null;
  if (!isUnclean) return { kind: "done", text: `${node} counts as off` };
  if (!snapshot.quorum.held) {
    return { kind: "waiting", what: "without quorum nobody may take it over" };
  }
  return { kind: "waiting", what: `it is still unclean (${view.unclean ?? "not told why"})` };
};
