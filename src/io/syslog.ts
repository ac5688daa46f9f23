/** Lines for the host's syslog (syslog(3)), sent without ever waiting for it. */
import { own, type WallTime } from "../model/mod.ts";
import { type LogLevel, oneLine, SEVERITIES } from "./log_line.ts";
import { sendToUnixSocket } from "./unix_datagram.ts";

/** Source: RFC 5424, 6.2.1; the gaps are not for programs. */
const FACILITIES: Readonly<Record<string, number>> = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};

/** What rsyslog takes by default. */
const MAX_TEXT = 8000;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Null: sent; else why not. `facility` is one of syslog's names; one that it has not is `daemon`. */
export function sendToSyslog(
  facility: string,
  wall: WallTime,
  level: LogLevel,
  text: string,
  socket = "/dev/log",
): string | null {
  const priority = (own(FACILITIES, facility) ?? 3) * 8 + SEVERITIES[level];
  const line = `<${priority}>${formatSyslogTime(wall)} hb[${Deno.pid}]: ${oneLine(text)}`;
  return sendToUnixSocket(socket, line.slice(0, MAX_TEXT))?.text ?? null;
}

/** `Mar  5 12:00:00`, which is what a local syslog expects (RFC 3164, 4.1.2). */
function formatSyslogTime(wall: WallTime): string {
  const date = new Date(wall);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)} ${clock}`;
}
