/** Text as an attacker would write it, for the tests of every way out. */
import fc from "fast-check";

/** What no terminal, log or service manager may be sent: as in `printable`, spelled out once more. */
export const CONTROL =
  // deno-lint-ignore no-control-regex -- these are what it is there for
  /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/;

const NASTY = [
  ..."\n\r\t\x1b\x00\x07\x08\x7f\x85\x9b\x9d\u2028\u2029\u202e\u2066\u200f\ud800\udfff",
  "\n  * Online: [ n1 n2 ]",
  "\x1b[31m",
  "\x1b]0;owned\x07",
  "\nMAINPID=1",
  ...'|"\\{}<>&%',
  "é漢🦀",
];

/** Never empty, so that it shows wherever it is. */
export const foreignText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 4 })), { maxLength: 6 })
  .map((parts) => `x${parts.join("")}x`);
