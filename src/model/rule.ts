/** Conditions on a node's attributes, the time, a resource or an operation (Pacemaker: rules). */
import type { Millis } from "./time.ts";

export type Rule =
  | { readonly kind: "all"; readonly of: readonly Rule[] }
  | { readonly kind: "any"; readonly of: readonly Rule[] }
  | AttributeRule
  | DateRule
  | {
    readonly kind: "agent";
    readonly class?: string;
    readonly provider?: string;
    readonly type?: string;
  }
  | { readonly kind: "operation"; readonly name: string; readonly interval?: Millis };

/** A comparison with a node's attribute; `#uname`, `#id`, `#kind`, `#is_dc` are built in. */
export interface AttributeRule {
  readonly kind: "attribute";
  readonly attribute: string;
  readonly operation: "lt" | "gt" | "lte" | "gte" | "eq" | "ne" | "defined" | "not_defined";
  readonly value?: string;
  /** Absent: numbers where both sides are numbers (`lt` and its like), else strings. */
  readonly type?: "string" | "integer" | "number" | "version";
  /** Where `value` is looked up: as it is, or the name of a parameter or meta attribute of the resource. */
  readonly valueSource?: "literal" | "param" | "meta";
}

/** Seconds since 1970. `spec` holds ranges by unit, e.g. `hours: "9-16"`. */
export interface DateRule {
  readonly kind: "date";
  readonly operation: "lt" | "gt" | "in_range" | "date_spec";
  readonly start?: number;
  readonly end?: number;
  readonly spec?: Readonly<Record<string, string>>;
}
