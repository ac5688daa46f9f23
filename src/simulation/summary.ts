/** The section `Transition Summary`: one line for each node and resource that something is done with. */
import {
  activeNode,
  type Node,
  type PlanAction as Action,
  type Primitive,
  primitivesOf,
  rank,
  type Working,
} from "../scheduler/mod.ts";
import { changesOf, currentRole } from "./change.ts";
import { item, ROLE_WORDS } from "./words.ts";

export function transitionSummary(w: Working): readonly string[] {
  const columns = new Columns();
  const lines = () =>
    w.resources.flatMap(primitivesOf).flatMap((resource) => changeLines(resource, columns));
  // Twice: the first time shows how wide the columns must be.
  lines();
  return [...fencings(w), ...lines()].map((text) => item(1, text));
}

/** The last decided first. A fencing that nobody has a reason for is not told of. */
function fencings(w: Working): readonly string[] {
  return w.actions.toReversed().flatMap(({ resource, optional, task, node, reason, meta }) =>
    resource !== null || optional || task !== "stonith" || reason === null
      ? []
      : [`Fence (${meta.get("stonith_action")}) ${node?.name} '${reason}'`]
  );
}

function changeLines(resource: Primitive, columns: Columns): readonly string[] {
  const current = activeNode(resource);
  if (current === null && resource.orphan) return [];
  return changesOf(resource, current, resource.assignedTo).map(
    ({ what, from, to, action, source }) => {
      const reason = reasonText(action, source ?? action);
      return columns.line(what, resource, placeText(resource, from, to), reason);
    },
  );
}

/** Where from and where to, with roles where those say more than started and stopped. */
function placeText(resource: Primitive, from: Node | null, to: Node | null): string {
  const role = currentRole(resource);
  const { nextRole } = resource;
  const withRole = rank(role) > rank("started") || rank(nextRole) > rank("unpromoted");
  const word = ROLE_WORDS[role];
  const nextWord = ROLE_WORDS[nextRole];
  if (from === null) return withRole ? `${word} -> ${nextWord} ${to?.name}` : `${to?.name}`;
  if (to === null) return withRole ? `${word} ${from.name}` : from.name;
  if (role === nextRole) {
    const place = from === to ? from.name : `${from.name} -> ${to.name}`;
    if (!withRole) return place;
    return from === to ? `${word} ${place}` : `${place} ${word}`;
  }
  if (from === to) return `${word} -> ${nextWord} ${from.name}`;
  return `${word} ${from.name} -> ${nextWord} ${to.name}`;
}

function reasonText(action: Action, source: Action): string {
  if (source.reason !== null) {
    return `  due to ${source.reason}${action.runnable ? "" : " (blocked)"}`;
  }
  return action.runnable ? "" : "  blocked";
}

/** Columns only ever grow wider, as crm_simulate's do. */
class Columns {
  #name = 5;
  #place = 5;

  line(what: string, { id }: Primitive, place: string, reason: string): string {
    if (id.length > this.#name) this.#name = id.length + 2;
    this.#place = Math.max(this.#place, place.length);
    return `${what.padEnd(8)}   ${id.padEnd(this.#name)}   ( ${
      place.padStart(this.#place)
    } )${reason}`;
  }
}
