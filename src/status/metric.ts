/** A figure for Prometheus, in its text format (version 0.0.4). */
import { printable } from "../model/mod.ts";

export interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const one = (value: number): Sample => ({ labels: {}, value });

export const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  type: "gauge",
  help,
  samples,
});

export function written({ name, type, help, samples }: Metric): string {
  const rows = samples.map(({ labels, value }) => `${name}${inBraces(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${rows.join("")}`;
}

function inBraces(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Source: Prometheus, "Exposition formats"; a line end is not left by then. */
const escaped = (value: string): string =>
  printable(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
