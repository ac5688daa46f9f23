/** Location constraints, and what nodes' health adds to them. */
import { addScores, type LocationConstraint, type Role, type Score } from "../../model/mod.ts";
import { holds } from "../rule.ts";
import { healthScores, readScore } from "../score_text.ts";
import type { Node } from "../state/node.ts";
import { childrenOf, type Location, type Primitive, type Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { constraintResource } from "./constraint_resource.ts";
import { initialScore } from "./node_order.ts";

export function unpackLocations(w: Working): void {
  for (const constraint of w.input.constraints.locations) {
    const resource = constraintResource(w, constraint.resource);
    const scores = resource === null ? null : scoresOf(w, constraint, resource);
    if (resource === null || scores === null) continue;
    resource.locations.push({
      name: `location ${constraint.id}`,
      role: filterOf(constraint),
      scores,
      discovery: constraint.discovery,
    });
  }
}

/** By the node's index; null: the node that it names does not exist. */
function scoresOf(
  w: Working,
  { where }: LocationConstraint,
  resource: Resource,
): ReadonlyMap<number, Score> | null {
  if (where.kind === "node") {
    const node = w.nodeByName.get(where.node);
    return node === undefined ? null : new Map([[node.index, where.score]]);
  }
  const scores = new Map<number, Score>();
  const params = resource.kind === "primitive" ? resource.input.params : undefined;
  for (const node of w.nodes) {
    const context = { now: w.input.now, attributes: node.attributes };
    const isMeant = holds(where.rule, params === undefined ? context : { ...context, params });
    if (!isMeant) continue;
    const score = ruleScore(w, where.score, node);
    // Of alternatives, the node's own score counts as well: no rule helps a node that is off.
    const own = where.rule.kind === "any" ? initialScore(node) : 0;
    scores.set(node.index, addScores(own, score));
  }
  return scores;
}

/** A node without the attribute that is to hold the score is out. */
function ruleScore(w: Working, score: Score | { readonly attribute: string }, node: Node): Score {
  if (typeof score === "number") return score;
  return scoreOf(w, node.attributes.get(score.attribute) ?? "-INFINITY");
}

const scoreOf = ({ input: { options } }: Working, text: string): Score =>
  readScore(text, healthScores(options.nodeHealth));

/** What is to be promoted has to be started first, so a lower role means every role. */
function filterOf({ role, where }: LocationConstraint): Role | null {
  if (role === "unpromoted" || role === "unknown") return null;
  return role === "started" && where.kind === "node" ? null : role;
}

/** To each top-level resource, as a location of its own. Source: Pacemaker Explained, "Tracking Node Health". */
export function addHealth(w: Working): void {
  const { strategy, base } = w.input.options.nodeHealth;
  if (strategy === "none") return;
  for (const node of w.nodes) {
    node.health = healthOf(w, node, strategy === "progressive" ? base : 0);
    if (node.health === 0) continue;
    for (const resource of w.resources) {
      if (node.health < 0 && resource.meta.allowUnhealthyNodes) continue;
      resource.locations.push({
        name: "health",
        role: null,
        scores: new Map([[node.index, node.health]]),
        discovery: "always",
      });
    }
  }
}

function healthOf(w: Working, node: Node, base: Score): Score {
  let health = base;
  for (const [name, value] of node.attributes) {
    if (name.startsWith("#health")) health = addScores(scoreOf(w, value), health);
  }
  return health;
}

/** The later constraints first, as in a stack. */
export function applyLocations(w: Working): void {
  for (const resource of w.byId.values()) {
    const { locations } = resource;
    for (let index = locations.length - 1; index >= 0; index -= 1) {
      applyLocation(w, resource, locations[index] as Location, true);
    }
  }
}

/** `scored`: false for members after the first of a group, which follow that one anyway. */
function applyLocation(w: Working, resource: Resource, location: Location, scored: boolean): void {
  if (location.role === null || location.role === resource.nextRole) {
    addLocation(w, resource, location, scored);
  }
  if (resource.kind === "clone") {
    for (const child of resource.children) applyLocation(w, child, location, scored);
  } else {
    const follows = resource.kind === "group" && resource.colocated;
    childrenOf(resource).forEach((member, index) =>
      applyLocation(w, member as Primitive, location, scored && !(follows && index > 0))
    );
  }
}

function addLocation(w: Working, resource: Resource, location: Location, scored: boolean): void {
  const { scores } = resource.allowed;
  for (const [node, score] of location.scores) {
    const added = scored ? score : 0;
    const old = scores[node] as number;
    scores[node] = old === ABSENT ? added : addScores(old, added);
    if (added === 0 || resource.parts === null) continue;
    const { name } = location;
    resource.parts.push({ node: (w.nodes[node] as Node).name, name, score: added });
  }
}
