/** What an attribute or property may be called and may hold: the border for operators and agents. */

import { isWordOfObjects } from "../model/mod.ts";

/** Words: they stand in lists, in rules and in `name=value` of agents. */
const NAME = /^[^\s\p{Cc}\p{Cf}\p{Cs}\p{Z}]+$/u;

/** What XML cannot carry (XML 1.0, "Char"), no agent can have meant: Pacemaker keeps them in XML. */
// deno-lint-ignore no-control-regex -- these are what it is there for
const UNKEPT = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff\p{Cs}]/u;

const LONGEST_NAME = 255;
const LONGEST_VALUE = 4096;

/** Null: both can be kept and told. Other text in a value is kept as it is, and shown printable. */
export function problemOfAttribute(name: string, value: string | null): string | null {
  if (!NAME.test(name) || name.length > LONGEST_NAME || isWordOfObjects(name)) {
    return `An attribute's name has 1 to ${LONGEST_NAME} characters, no blanks or control ` +
      "characters among them, and is no word of JavaScript's";
  }
  if (value === null) return null;
  if (value.length > LONGEST_VALUE) {
    return `An attribute's value has at most ${LONGEST_VALUE} characters; ` +
      `${name} would have ${value.length}`;
  }
  return UNKEPT.test(value)
    ? `An attribute's value has no control characters but line ends and tabs; ${name} would`
    : null;
}
