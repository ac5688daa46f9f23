/** What is wrong with fencing, the arbiter, watchdogs and ping nodes. */
import type { NodeView, Snapshot } from "../node/mod.ts";
import { failuresOf, fenceProblem, uncleanBecause } from "./fence_state.ts";
import { reachOf, unarmedIn } from "./screen_safeguards.ts";
import { isUp } from "./standing.ts";
import { critical, type Warning, warning } from "./warning.ts";
import { listOf } from "./words.ts";

export function warnOfSafeguards(snapshot: Snapshot): readonly Warning[] {
  const up = snapshot.nodes.filter(isUp);
  return [
    ...snapshot.nodes.flatMap((node) => warnOfUnclean(node, snapshot)),
    ...warnOfDevices(snapshot),
    ...warnOfArbiter(snapshot),
    ...warnOfWatchdogs(up),
    ...warnOfPings(up),
  ];
}

/** What it had waits for its end, so say what keeps that from coming, and what an operator can do. */
function warnOfUnclean(node: NodeView, snapshot: Snapshot): readonly Warning[] {
  const because = uncleanBecause(node, snapshot);
  if (because === null) return [];
  const { name } = node;
  const problem = fenceProblem(name, snapshot);
  const trouble = problem === null ? "" : `; fencing it FAILED so far (${problem})`;
  const remedy = isUp(node) ? "" : `; if it is off for certain: hb fence confirm ${name}`;
  return [critical(`Node ${name} is UNCLEAN and is to be fenced: ${because}${trouble}${remedy}`)];
}

/** One for each complaint, though several nodes may have the same. */
const warnOfDevices = ({ fencing }: Snapshot): readonly Warning[] =>
  fencing.devices.flatMap((device) =>
    [...Map.groupBy(failuresOf(device), ({ why }) => why)].map(([why, failures]) => {
      const nodes = listOf(failures.map(({ node }) => node));
      return warning(`Fence device ${device.name} does NOT work for ${nodes}: ${why}`);
    })
  );

/** Without it the nodes' own votes may suffice; whether they do is told by the quorum. */
function warnOfArbiter({ arbiter }: Snapshot): readonly Warning[] {
  if (arbiter === null || arbiter.problem === null) return [];
  return [warning(`The arbiter does not answer this node: ${arbiter.problem}`)];
}

const warnOfWatchdogs = (up: readonly NodeView[]): readonly Warning[] =>
  unarmedIn(up).map(({ nodes, why }) => warning(`The watchdog is NOT armed on ${nodes}${why}`));

/** A node that reaches none has lost its connection; one that only some reach has a trouble of its own. */
function warnOfPings(up: readonly NodeView[]): readonly Warning[] {
  const lost = up.filter((node) => reachOf(node).of > 0 && reachOf(node).reached === 0);
  const partly = up.filter((node) => !lost.includes(node))
    .flatMap((node) => reachOf(node).missed.map((ping) => ({ ping, node: node.name })));
  return [
    ...lost.map((node) =>
      warning(
        `Node ${node.name} reaches no ping node (${
          listOf(reachOf(node).missed)
        }): look at its cable`,
      )
    ),
    ...[...Map.groupBy(partly, ({ ping }) => ping)].map(([ping, all]) =>
      warning(`Ping node ${ping} is not reached from ${listOf(all.map(({ node }) => node))}`)
    ),
  ];
}
