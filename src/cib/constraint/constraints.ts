/** All constraints of a configuration, in its order. */
import type {
  ColocationConstraint,
  LocationConstraint,
  OrderConstraint,
  OrderSets,
  TicketConstraint,
} from "../../model/mod.ts";
import { type Constraints, holds } from "../../scheduler/mod.ts";
import { childOf, type Element } from "../element.ts";
import { readRules } from "../rule_element.ts";
import { readColocation } from "./colocation.ts";
import { type LocationSpec, readLocation } from "./location.ts";
import { readOrder } from "./order.ts";
import { readTicketConstraint } from "./ticket.ts";

export function readConstraints(spec: LocationSpec): Constraints {
  const locations: LocationConstraint[] = [];
  const colocations: ColocationConstraint[] = [];
  const orders: OrderConstraint[] = [];
  const orderSets: OrderSets[] = [];
  const tickets: TicketConstraint[] = [];
  const { reading, names } = spec;
  for (const element of childOf(reading.configuration, "constraints")?.children ?? []) {
    if (!isInForce(spec, element)) continue;
    switch (element.name) {
      case "rsc_location":
        locations.push(...readLocation(spec, element));
        break;
      case "rsc_colocation":
        colocations.push(...readColocation(reading, names, element));
        break;
      case "rsc_order": {
        const read = readOrder(reading, names, element);
        if (read?.kind === "simple") orders.push(read.order);
        else if (read !== null) orderSets.push({ ...read.sets, ordersBefore: orders.length });
        break;
      }
      case "rsc_ticket":
        tickets.push(...readTicketConstraint(reading, names, element));
        break;
      default:
        reading.warn(element, "is no constraint that is known, and is ignored");
    }
  }
  return { locations, colocations, colocationSets: [], orders, orderSets, tickets };
}

function isInForce({ reading }: LocationSpec, element: Element): boolean {
  if (element.attributes["id"] === undefined) {
    reading.warn(element, "has no id and is ignored");
    return false;
  }
  const lifetime = childOf(element, "lifetime");
  const rule = lifetime === null ? null : readRules(reading, lifetime);
  return rule === null || holds(rule, { attributes: null, now: reading.now });
}
