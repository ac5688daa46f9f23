/** What this host is like: for checks of a configuration, and for how commands print. */
import type { HostFacts, KeysFileFacts } from "../config/mod.ts";
import { readInterfaces } from "./interfaces.ts";
import { formatIpv4 } from "./ipv4.ts";
import { whyUnread } from "./text_file.ts";

/** As `uname -n` gives it. */
export const hostname = (): string => Deno.hostname();

/** `keysFile` is the path that the configuration names. */
export function hostFacts(keysFile: string): HostFacts {
  const interfaces = readInterfaces();
  return {
    hostname: hostname(),
    interfaces: [...(interfaces.ok ? interfaces.value.values() : [])].map((found) => ({
      name: found.name,
      up: found.up,
      broadcast: found.addresses.some(({ broadcast }) => broadcast !== null),
      addresses: found.addresses.map(({ address, prefix }) => `${formatIpv4(address)}/${prefix}`),
    })),
    keysFile: keysFileFacts(keysFile),
    fileExists,
    modeOf,
    commandExists: (name) => COMMAND_PATH.some((directory) => fileExists(`${directory}/${name}`)),
  };
}

/** Where agents find commands: the PATH that they are given. */
const COMMAND_PATH = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
];

function fileExists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function modeOf(path: string): number | null {
  try {
    const { mode } = Deno.statSync(path);
    return mode === null ? null : mode & 0o7777;
  } catch {
    return null;
  }
}

function keysFileFacts(path: string): KeysFileFacts {
  try {
    const { mode, uid } = Deno.statSync(path);
    return { exists: true, mode: mode === null ? null : mode & 0o7777, owner: uid, problem: null };
  } catch (error) {
    const exists = !(error instanceof Deno.errors.NotFound);
    return { exists, mode: null, owner: null, problem: whyUnread(error) };
  }
}

/** How output may look; `columns` null where it is not a terminal. */
export interface Terminal {
  readonly columns: number | null;
  /** Whether colour is welcome: on a terminal, and not under NO_COLOR. Source: no-color.org. */
  readonly color: boolean;
}

export function terminal(): Terminal {
  if (!Deno.stdout.isTerminal()) return { columns: null, color: false };
  const color = !Deno.env.get("NO_COLOR") && Deno.env.get("TERM") !== "dumb";
  try {
    return { columns: Deno.consoleSize().columns, color };
  } catch {
    return { columns: 80, color };
  }
}

/** The number of a group of this host; null: there is none of that name. */
export function groupId(name: string): number | null {
  try {
    const line = Deno.readTextFileSync("/etc/group").split("\n")
      .find((entry) => entry.startsWith(`${name}:`));
    const id = line?.split(":")[2];
    return id === undefined ? null : Number(id);
  } catch {
    return null;
  }
}
