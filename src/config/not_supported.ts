/**
 * Tables, keys and values that have their place in the format and that this version does not do.
 * They are refused in so many words instead of as a mistake, because nothing is worse than a
 * setting that is silently without effect.
 */
import { own } from "../model/mod.ts";

/** By the table as messages name it. */
const NOT_SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  "this file": ["alert", "run", "ticket"],
  "[[link]]": ["device", "baud", "group", "ttl"],
};

/** Values that are refused in the same way, by key. */
export const UNSUPPORTED_VALUES = {
  kind: ["mcast", "serial"],
  requires: ["unfencing"],
} as const;

export const notSupported = (title: string, key: string): boolean =>
  own(NOT_SUPPORTED, title)?.includes(key) ?? false;
