/** Something happened that never may, or did not happen that must. */
export class Violation extends Error {
  override name = "Violation";
}

/** What rule was broken, whoever broke it with what: two runs fail alike if these are the same. */
export function ruleOf(violation: string): string {
  const [first = ""] = violation.split("\n");
  const named = first.replaceAll(/\b[nrug]\d+(?:_\d+)?(?::\d+)?\b/g, "·").replaceAll(/\d+/g, "·");
  return named.startsWith("not settled") ? (named.split(":")[0] ?? "") : named.slice(0, 100);
}
