/** Values by names that come from outside. */

/**
 * What `record` itself holds under `name`; undefined where it holds nothing. A bare `record[name]`
 * would answer what every object of JavaScript inherits: `toString`, `constructor`, `__proto__`.
 */
export const own = <Value>(
  record: Readonly<Partial<Record<string, Value>>>,
  name: string,
): Value | undefined => Object.hasOwn(record, name) ? record[name] : undefined;

/**
 * Whether every object of JavaScript has something of this name, so that a plain object cannot be
 * asked for it. Some versions of Deno have taken `__proto__` from them, but still set it.
 */
export const isWordOfObjects = (name: string): boolean => name === "__proto__" || name in {};
