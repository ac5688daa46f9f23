export interface ParseOptions {
  /** Options without a value. */
  readonly boolean?: readonly string[];
  /** Options with one; "_" keeps operands that look like numbers as they were written. */
  readonly string?: readonly string[];
  /** Options that may be given several times: each has a list. */
  readonly collect?: readonly string[];
  /** Keep what follows `--` apart, under `"--"`. */
  readonly "--"?: boolean;
  /** Stop at the first operand. */
  readonly stopEarly?: boolean;
}

/** With "_" among `string`, operands are strings. */
export interface Parsed {
  readonly _: readonly string[];
  readonly [option: string]: boolean | string | readonly string[] | undefined;
}

export function parseArgs(args: readonly string[], options?: ParseOptions): Parsed;
