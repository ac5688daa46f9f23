/** `rsc_ticket`: one constraint for each resource; and what is known of the tickets. */
import type { Role, TicketConstraint } from "../../model/mod.ts";
import type { TicketInput } from "../../scheduler/mod.ts";
import { childrenOf, descend, type Element } from "../element.ts";
import type { Reading } from "../reading.ts";
import { isTrue } from "../value.ts";
import type { Names } from "./names.ts";
import { readMeant, readSets, roleFilter, untilGap } from "./resource_set.ts";

export function readTicketConstraint(
  reading: Reading,
  names: Names,
  element: Element,
): readonly TicketConstraint[] {
  const { ticket, rsc } = element.attributes;
  if (ticket === undefined) {
    reading.warn(element, "is ignored: it names no ticket");
    return [];
  }
  const sets = readSets(reading, names, element);
  if (sets === null) return [];
  if (sets.length > 0) {
    return untilGap(sets).flatMap((set) =>
      set.resources.map((resource) => constraintOf(element, set.id, ticket, resource, set.role))
    );
  }
  const role = roleFilter(element.attributes["rsc-role"]);
  const meant = readMeant(names, rsc, { role });
  if (meant === null) {
    reading.warn(element, `is ignored: ${rsc} is no resource, template or tag`);
    return [];
  }
  const resources = meant.kind === "one" ? [meant.resource] : meant.set.resources;
  return resources.map((resource) =>
    constraintOf(element, element.attributes["id"] ?? "", ticket, resource, role)
  );
}

function constraintOf(
  element: Element,
  id: string,
  ticket: string,
  resource: string,
  role: Role | null,
): TicketConstraint {
  const lossPolicy = readLossPolicy(element.attributes["loss-policy"], role);
  return { id, resource, role, ticket, lossPolicy };
}

function readLossPolicy(
  text: string | undefined,
  role: Role | null,
): TicketConstraint["lossPolicy"] {
  switch (text?.toLowerCase()) {
    case "fence":
    case "freeze":
    case "demote":
    case "stop":
      return text.toLowerCase() as TicketConstraint["lossPolicy"];
    default:
      return role === "promoted" ? "demote" : "stop";
  }
}

export const readTickets = (cib: Element): readonly TicketInput[] =>
  childrenOf(descend(cib, "status", "tickets"), "ticket_state").flatMap(({ attributes }) => {
    const { id, granted, standby } = attributes;
    if (id === undefined) return [];
    return [{ id, granted: isTrue(granted), standby: isTrue(standby) }];
  });
