/** The figures as a table for people. */

export interface Row {
  readonly what: string;
  readonly hb: string;
  readonly aim: string;
  readonly peers: string;
}

/** `median (least–most)` in whole milliseconds, and how many rounds gave no figure. */
export function spread(found: readonly number[], rounds: number): string {
  const sorted = found.toSorted((one, other) => one - other).map(Math.round);
  const lost = rounds - found.length;
  const failed = lost === 0 ? "" : `, ${lost} of ${rounds} failed`;
  if (sorted.length === 0) return `no figure${failed}`;
  const median = sorted[Math.floor(sorted.length / 2)];
  return `${median} ms (${sorted[0]}–${sorted.at(-1)})${failed}`;
}

export function printTable(rows: readonly Row[], rounds: number): void {
  const columns: readonly (keyof Row)[] = ["what", "hb", "aim", "peers"];
  const all = [
    { what: "", hb: "hb", aim: "aim", peers: "measured before, same scenario" },
    ...rows,
  ];
  const widths = columns.map((column) => Math.max(...all.map((row) => row[column].length)));
  console.log(`keepalive 200 ms, deadtime 1 s; median (least–most) of ${rounds} rounds\n`);
  for (const row of all) {
    console.log(
      columns.map((column, at) => row[column].padEnd(widths[at] ?? 0)).join("  ").trimEnd(),
    );
  }
}
