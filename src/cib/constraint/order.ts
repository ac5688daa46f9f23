/** `rsc_order`, between two resources or between sets. */
import type { OrderConstraint, OrderSets } from "../../model/mod.ts";
import type { Element } from "../element.ts";
import type { Reading } from "../reading.ts";
import { isTrue, readScore } from "../value.ts";
import type { Names } from "./names.ts";
import { asSet, readAction, readMeant, readSets, untilGap } from "./resource_set.ts";

export type OrderReading =
  | { readonly kind: "simple"; readonly order: OrderConstraint }
  | { readonly kind: "sets"; readonly sets: OrderSets };

/** null: it is ignored; why has been noted. */
export function readOrder(reading: Reading, names: Names, element: Element): OrderReading | null {
  const { id = "", first, then } = element.attributes;
  const kind = readKind(reading, element);
  if (kind === null) return null;
  const symmetrical = readSymmetry(element, kind);
  const sets = readSets(reading, names, element);
  if (sets === null) return null;
  if (sets.length > 0) {
    const known = untilGap(sets).filter(({ complete }) => complete);
    return { kind: "sets", sets: { id, sets: known, kind, symmetrical } };
  }
  const firstAction = readAction(element.attributes["first-action"]);
  const thenAction = readAction(element.attributes["then-action"]);
  const former = readMeant(names, first, { action: firstAction });
  const latter = readMeant(names, then, { action: thenAction });
  if (former === null || latter === null) {
    const missing = former === null ? first : then;
    reading.warn(element, `is ignored: ${missing} is no resource, template or tag`);
    return null;
  }
  if (former.kind === "several" || latter.kind === "several") {
    const both = [
      asSet(former, { action: firstAction }),
      asSet(latter, { action: thenAction }),
    ];
    return { kind: "sets", sets: { id, sets: both, kind, symmetrical } };
  }
  const requireAll = element.attributes["require-all"];
  return {
    kind: "simple",
    order: {
      id,
      first: former.resource,
      firstAction: firstAction ?? "start",
      then: latter.resource,
      thenAction: thenAction ?? firstAction ?? "start",
      kind,
      symmetrical,
      requireAll: requireAll === undefined || isTrue(requireAll),
    },
  };
}

/** Former configurations say by a score of 0 that an order is optional. */
function readKind(reading: Reading, element: Element): OrderConstraint["kind"] | null {
  const { kind, score } = element.attributes;
  switch (kind?.toLowerCase()) {
    case undefined:
      return score !== undefined && readScore(score) === 0 ? "optional" : "mandatory";
    case "mandatory":
      return "mandatory";
    case "optional":
      return "optional";
    case "serialize":
      return "serialize";
    default:
      reading.warn(element, `has the kind ${kind}, which is not known: it counts as Mandatory`);
      return "mandatory";
  }
}

const readSymmetry = (element: Element, kind: OrderConstraint["kind"]): boolean =>
  kind !== "serialize" &&
  (element.attributes["symmetrical"] === undefined || isTrue(element.attributes["symmetrical"]));
