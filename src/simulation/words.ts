/** How crm_simulate writes roles, names and lists. */
import type { Role } from "../model/mod.ts";

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  unknown: "Unknown",
  stopped: "Stopped",
  started: "Started",
  unpromoted: "Unpromoted",
  promoted: "Promoted",
};

/** An item of a list within lists. */
export const item = (depth: number, text: string): string => `${"  ".repeat(depth)}* ${text}`;

/** `[ node1 node2 ]` */
export const inBrackets = (names: readonly string[]): string => `[ ${names.join(" ")} ]`;

/** ` (disabled, unmanaged)`; nothing for none. */
export const inParentheses = (words: readonly string[]): string =>
  words.length === 0 ? "" : ` (${words.join(", ")})`;
