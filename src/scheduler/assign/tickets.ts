/** Resources that may run, or be promoted, only while the cluster holds a ticket. */
import { INFINITY } from "../../model/mod.ts";
import { fenceNode } from "../act/fence_action.ts";
import type { TicketInput } from "../input.ts";
import { block, childrenOf, type Resource, type Ticket } from "../state/resource.ts";
import { addScoreEverywhere } from "../state/scores.ts";
import type { Working } from "../state/working.ts";
import { constraintResource } from "./constraint_resource.ts";

export function unpackTickets(w: Working): void {
  const states = new Map(w.input.tickets.map((ticket) => [ticket.id, ticket]));
  for (const constraint of w.input.constraints.tickets) {
    const resource = constraintResource(w, constraint.resource);
    if (resource === null) continue;
    const { fencingEnabled } = w.input.options;
    const lossPolicy = constraint.lossPolicy === "fence" && !fencingEnabled
      ? "stop"
      : constraint.lossPolicy;
    const role = constraint.role === "started" ? null : constraint.role;
    const ticket: Ticket = {
      constraint: { ...constraint, lossPolicy, role },
      state: states.get(constraint.ticket) ?? null,
    };
    resource.tickets.push(ticket);
    if (!isGranted(ticket.state)) applyMissing(w, resource, ticket);
  }
}

/** Held, and not put on standby. */
export const isGranted = (state: TicketInput | null): boolean =>
  state !== null && state.granted && !state.standby;

function applyMissing(w: Working, resource: Resource, ticket: Ticket): void {
  if (resource.kind !== "primitive") {
    for (const child of childrenOf(resource)) applyMissing(w, child, ticket);
    return;
  }
  const lost = ticket.state?.granted !== true && resource.runningOn.length > 0;
  if (lost) return applyLoss(w, resource, ticket);
  const { role, lossPolicy } = ticket.constraint;
  if (role !== "promoted" || lossPolicy === "stop") ban(w, resource, ticket);
}

function applyLoss(w: Working, resource: Resource, ticket: Ticket): void {
  const { role, lossPolicy } = ticket.constraint;
  switch (lossPolicy) {
    case "stop":
      return ban(w, resource, ticket);
    case "demote":
      // The promoted role is taken from it when roles are chosen.
      if (role !== "promoted") ban(w, resource, ticket);
      return;
    case "fence":
      if (role !== null && role !== resource.role) return;
      ban(w, resource, ticket);
      for (const node of resource.runningOn) fenceNode(w, node, "deadman ticket was lost");
      return;
    case "freeze":
      if (role !== null && role !== resource.role) return;
      block(resource);
  }
}

function ban(w: Working, resource: Resource, { constraint }: Ticket): void {
  addScoreEverywhere(resource, w.nodes, -INFINITY, `ticket ${constraint.ticket}`);
}
