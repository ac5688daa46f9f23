/** How one event looks in a log: on one line, whatever is in it. */
import { type NodeName, printable, type WallTime } from "../model/mod.ts";

export type LogLevel = "debug" | "info" | "warning" | "error";

/** Severities as syslog numbers them. Source: RFC 5424, 6.2.1. */
export const SEVERITIES: Readonly<Record<LogLevel, number>> = {
  error: 3,
  warning: 4,
  info: 6,
  debug: 7,
};

/** `2026-03-05T12:00:00.123+01:00 node1 warning: text` */
export function formatLogLine(
  wall: WallTime,
  node: NodeName,
  level: LogLevel,
  text: string,
): string {
  return `${formatLocalTime(wall)} ${node} ${level}: ${oneLine(text)}`;
}

/** What an agent says in several lines must not look like further events: ` | ` parts them. */
export const oneLine = (text: string): string => printable(text.trim().replace(/[\r\n]+/g, " | "));

/** ISO 8601 in this host's zone, which is what the reader's watch shows. */
function formatLocalTime(wall: WallTime): string {
  const date = new Date(wall);
  const minutes = -date.getTimezoneOffset();
  const local = new Date(wall + minutes * 60_000).toISOString().slice(0, -1);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}
