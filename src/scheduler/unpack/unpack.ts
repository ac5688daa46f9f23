/** From the input to what the stages work on. */
import { fenceAction } from "../act/fence_action.ts";
import type { ResourceInput, SchedulerInput } from "../input.ts";
import { unpackFacts } from "./facts.ts";
import { unpackNodes } from "./nodes.ts";
import { unpackResources } from "./resources.ts";
import type { Working } from "../state/working.ts";

/** `collectScores`: with the named parts of every score, which costs time. */
export function unpack(input: SchedulerInput, collectScores = false): Working {
  const nodes = unpackNodes(input);
  const { fencingEnabled, watchdogFencing } = input.options;
  const w: Working = {
    input,
    nodes,
    nodeByName: new Map(nodes.map((node) => [node.name, node])),
    resources: [],
    byId: new Map(),
    orderings: [],
    actions: [],
    singles: new Map(),
    fencingPossible: fencingEnabled &&
      (watchdogFencing || input.hasFenceDevices === true || hasFenceDevice(input.resources)),
    quorum: input.quorum,
    collectScores,
    scoreLines: [],
  };
  unpackResources(w);
  if (collectScores) { for (const resource of w.byId.values()) resource.parts = []; }
  noteUnclean(w);
  unpackFacts(w);
  return w;
}

/** A node that was heard of and must be fenced; one never heard of is thought of last. */
function noteUnclean(w: Working): void {
  for (const node of w.nodes) {
    if (node.unclean && node.input.seen) fenceAction(w, node, null, true, node.uncleanBecause);
  }
}

const hasFenceDevice = (resources: readonly ResourceInput[]): boolean =>
  resources.some((input) =>
    input.kind === "primitive"
      ? input.agent.class === "stonith"
      : hasFenceDevice(input.kind === "group" ? input.members : [input.child])
  );
