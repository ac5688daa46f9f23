/** What a later hb might say: a field more in every table. Those of tables by name are no fields. */
const BY_NAME = [
  "attributes",
  "cleaned",
  "fenced",
  "meta",
  "params",
  "pings",
  "resources",
  "settings",
  "utilization",
  "written",
];

export function withMore(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => withMore(each));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withMore(inner, name)]);
  return Object.fromEntries(BY_NAME.includes(key) ? entries : [...entries, ["news", { of: 2030 }]]);
}
