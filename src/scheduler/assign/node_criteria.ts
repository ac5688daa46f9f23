/** What speaks for and against each node, for each resource by itself. */
import { formatScore, INFINITY } from "../../model/mod.ts";
import { discoveryOf } from "../act/discovery.ts";
import { effectiveFailcount } from "../act/failcount.ts";
import type { Node } from "../state/node.ts";
import { childrenOf, type Primitive, type Resource, topOf } from "../state/resource.ts";
import { addScore } from "../state/scores.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { applyLocations } from "./locations.ts";

/** Locations and health, stickiness, nodes where it has failed too often, nodes where it is not looked for. */
export function applyNodeCriteria(w: Working): void {
  applyLocations(w);
  for (const resource of w.byId.values()) {
    if (resource.kind === "primitive") applyStickiness(resource);
  }
  if (w.input.failures.length > 0) banAfterFailures(w);
  for (const resource of w.byId.values()) {
    if (discoveryOf(resource)?.exclusive && resource.parent === null) banUndiscovered(w, resource);
  }
}

/** It would rather stay, where it is active on one node only, and allowed there. */
function applyStickiness(resource: Primitive): void {
  const { managed, stickiness, runningOn, allowed } = resource;
  const [node] = runningOn;
  if (!managed || stickiness < 1 || node === undefined || runningOn.length > 1) return;
  if (allowed.scores[node.index] === ABSENT) return;
  addScore(resource, node, stickiness, "stickiness");
}

function banAfterFailures(w: Working): void {
  for (const resource of w.byId.values()) {
    if (resource.kind !== "primitive" || resource.failureIgnored) continue;
    const threshold = resource.meta.migrationThreshold;
    if (threshold === 0) continue;
    for (const node of w.nodes) {
      if (isToBeForgotten(resource, node)) continue;
      const failures = effectiveFailcount(w, resource, node);
      if (failures <= 0 || failures < threshold) continue;
      const banned = resource.unique ? resource : topOf(resource);
      const name = `failed ${formatScore(failures)} of ${formatScore(threshold)} times`;
      addScore(banned, node, -INFINITY, name);
    }
  }
}

const isToBeForgotten = ({ actions }: Primitive, node: Node): boolean =>
  actions.some((action) => action.task === "clear_failcount" && action.node === node);

/** With resource-discovery = exclusive, it runs only where constraints say that it may be found. */
function banUndiscovered(w: Working, resource: Resource): void {
  for (const child of childrenOf(resource)) banUndiscovered(w, child);
  const modes = discoveryOf(resource)?.modes;
  const { scores } = resource.allowed;
  for (const { index, name } of w.nodes) {
    if (scores[index] === ABSENT || modes?.get(index) === "exclusive") continue;
    scores[index] = -INFINITY;
    resource.parts?.push({ node: name, name: "resource-discovery", score: -INFINITY });
  }
}
