/** The keys of what ties resources to nodes and to each other. */
import { INFINITY } from "../model/mod.ts";
import { type Decoded, optional } from "./decode.ts";
import { attributeName, constraintName, rule, sets, target } from "./constraint_words.ts";
import { required } from "./decode.ts";
import { boolean, choice, score } from "./values.ts";
import { name } from "./words.ts";

const ROLE = choice(["started", "stopped", "unpromoted", "promoted"]);
const ACTION = choice(["start", "stop", "promote", "demote"]);
const SCORE = score(-INFINITY);

export const LOCATION = {
  name: optional(constraintName, null),
  resource: required(target(ROLE), 'resource = "web"'),
  node: optional(name, null),
  rule: optional(rule, null),
  score: optional(SCORE, null),
  /** The node's attribute that holds the score, beside a rule. */
  score_attribute: optional(attributeName, null),
  role: optional(ROLE, null),
  discovery: optional(choice(["always", "never", "exclusive"]), "always" as const),
};

export const COLOCATION = {
  name: optional(constraintName, null),
  resource: optional(target(ROLE), null),
  with: optional(target(ROLE), null),
  sets: optional(sets({ role: ROLE, score: SCORE }), null),
  score: optional(SCORE, INFINITY),
  role: optional(ROLE, null),
  with_role: optional(ROLE, null),
  node_attribute: optional(attributeName, "#uname"),
  influence: optional(boolean, null),
};

export const ORDER = {
  name: optional(constraintName, null),
  first: optional(target(ACTION), null),
  then: optional(target(ACTION), null),
  sets: optional(sets({ role: ROLE, action: ACTION }), null),
  kind: optional(choice(["mandatory", "optional", "serialize"]), "mandatory" as const),
  symmetrical: optional(boolean, null),
  first_action: optional(ACTION, null),
  then_action: optional(ACTION, null),
  require_all: optional(boolean, null),
};

export type LocationDraft = Decoded<typeof LOCATION>;
export type ColocationDraft = Decoded<typeof COLOCATION>;
export type OrderDraft = Decoded<typeof ORDER>;
