/**
 * The daemon's log: standard error always, a file and syslog where [log] asks for them. One line
 * an event. What a log cannot take is said once on standard error, and nothing stops for it.
 */
import { configureSync, getLogger, type LogRecord, type Sink } from "@logtape/logtape";
import type { LogConfig, NodeName, WallTime } from "../model/mod.ts";
import { wallNow } from "./clock.ts";
import { type Bytes, libc } from "./libc.ts";
import { LineWriter } from "./line_writer.ts";
import { formatLogLine, type LogLevel, oneLine, SEVERITIES } from "./log_line.ts";
import { sendToSyslog } from "./syslog.ts";

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** After logrotate has moved the file away. */
  reopen(): void;
  /** Writes what still waits; to be called before the process ends. */
  close(): void;
}

/** Readable by the administrators' group only: agents may print secrets. */
const FILE_MODE = 0o640;

/** A second one takes the first one's place: the first is to be closed before. */
export function openLogger(config: LogConfig, node: NodeName): Logger {
  const console = new LineWriter(STANDARD_ERROR);
  const say = sayOn(console, node);
  const warn = (text: string) => say(wallNow(), "warning", text);
  const file = config.file === undefined ? null : openFile(config.file, warn);
  const sinks: Record<string, Sink> = { console: toSink(say) };
  if (file !== null) sinks.file = toSink(inFullOn(file, node));
  if (config.facility !== undefined) sinks.syslog = toSink(toSyslog(config.facility, warn));
  configureSync({
    reset: true,
    sinks,
    loggers: [
      { category: "hb", sinks: Object.keys(sinks), lowestLevel: config.level },
      { category: ["logtape", "meta"], sinks: ["console"], lowestLevel: "warning" },
    ],
  });
  const flush = (isLast: boolean) => {
    file?.flush(isLast);
    console.flush(isLast);
  };
  const sayLastWords = () => flush(true);
  globalThis.addEventListener("unload", sayLastWords);
  const logger = getLogger("hb");
  return {
    debug: (message) => logger.debug(message),
    info: (message) => logger.info(message),
    warning: (message) => logger.warning(message),
    error: (message) => logger.error(message),
    reopen: () => file?.reopen(),
    close() {
      globalThis.removeEventListener("unload", sayLastWords);
      flush(false);
    },
  };
}

type Say = (wall: WallTime, level: LogLevel, text: string) => void;

/** Without logtape's place-holders: a message may hold braces of its own. */
function toSink(say: Say): Sink {
  return ({ timestamp, level, rawMessage }: LogRecord) => {
    const text = typeof rawMessage === "string" ? rawMessage : rawMessage.join("");
    say(timestamp, level === "trace" ? "debug" : level === "fatal" ? "error" : level, text);
  };
}

const inFullOn = (writer: LineWriter, node: NodeName): Say => (wall, level, text) =>
  writer.write(formatLogLine(wall, node, level, text));

/** The journal stamps lines itself and reads `<4>` as their priority (sd-daemon(3)). */
function sayOn(console: LineWriter, node: NodeName): Say {
  if (!isJournal()) return inFullOn(console, node);
  return (_, level, text) => console.write(`<${SEVERITIES[level]}>${oneLine(text)}`);
}

/** $JOURNAL_STREAM is inherited by all; standard error may have been sent elsewhere since. */
function isJournal(): boolean {
  try {
    const { dev, ino } = Deno.statSync("/proc/self/fd/2");
    return Deno.env.get("JOURNAL_STREAM") === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

const STANDARD_ERROR = {
  open: () => ({ write: (bytes: Uint8Array) => Deno.stderr.write(bytes), close: () => {} }),
  // Not through Deno, which refuses it while a write of its own is under way.
  writeNow: (bytes: Uint8Array) => {
    libc().write(2, bytes as Bytes, BigInt(bytes.length));
  },
  onProblem: () => {},
};

function openFile(path: string, warn: (text: string) => void): LineWriter {
  const open = () => Deno.openSync(path, { append: true, create: true, mode: FILE_MODE });
  return new LineWriter({
    open,
    writeNow(bytes) {
      using file = open();
      file.writeSync(bytes);
    },
    onProblem(why) {
      if (why === null) warn(`The log file ${path} is written again`);
      else warn(`Cannot write the log file ${path}: ${why}; lines are lost there until it can be`);
    },
  });
}

function toSyslog(facility: string, warn: (text: string) => void): Say {
  let isLosing = false;
  return (wall, level, text) => {
    const why = sendToSyslog(facility, wall, level, text);
    if (why !== null && !isLosing) {
      warn(`Cannot write to syslog: /dev/log: ${why}; lines are lost there until it can be`);
    }
    isLosing = why !== null;
  };
}
