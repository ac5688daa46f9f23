/** TOML's values as text. */
import { formatMillis, formatScore, INFINITY, type Millis, type Score } from "../model/mod.ts";

/** Keys that are undefined are left out. */
export type Values = Readonly<Record<string, string | 0 | undefined>>;

export function printTable(header: string, values: Values): string {
  const lines = Object.entries(values).flatMap(([key, value]) =>
    value ? [`${key} = ${value}`] : []
  );
  return [header, ...lines, ""].join("\n");
}

export const time = (millis: Millis): string => quote(formatMillis(millis));

export const score = (value: Score): string =>
  Math.abs(value) >= INFINITY ? quote(formatScore(value)) : String(value);

export const array = (values: readonly string[]): string => `[${values.map(quote).join(", ")}]`;

/** `print` makes a value of each. */
export function inlineTable<Value>(
  values: Readonly<Record<string, Value>>,
  print: (value: Value) => string,
): string {
  const pairs = Object.entries(values).map(([key, value]) =>
    `${bareOrQuoted(key)} = ${print(value)}`
  );
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

const bareOrQuoted = (key: string): string => /^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key);

/** JSON's escapes are TOML's, but that TOML wants DEL escaped as well. */
export const quote = (text: string): string => JSON.stringify(text).replaceAll("\x7f", "\\u007f");
