/** What this host is like: for checks of a configuration, and for how commands print. */
import type { HostFacts, KeysFileFacts } from "../config/mod.ts";
import { readInterfaces } from "./interfaces.ts";
import { formatIpv4 } from "./ipv4.ts";
import { wayTo } from "./path_way.ts";
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
    wayTo,
    self: { uid: Deno.uid() ?? 0, gid: Deno.gid() ?? 0 },
    commandPath: (name) =>
      COMMAND_PATH.map((directory) => `${directory}/${name}`).find(fileExists) ?? null,
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
  const id = entries("/etc/group").find(([group]) => group === name)?.[2];
  return id === undefined ? null : Number(id);
}

/** `alice (uid 1001)`; `uid 1001` where the host's own files have no such user. */
export function userWords(uid: number): string {
  const name = entries("/etc/passwd").find(([, , id]) => id === String(uid))?.[0];
  return name === undefined ? `uid ${uid}` : `${name} (uid ${uid})`;
}

/** Of a file as passwd(5) and group(5): not what a directory on the network has, which may hang. */
function entries(file: string): readonly (readonly string[])[] {
  try {
    return Deno.readTextFileSync(file).split("\n").map((line) => line.split(":"));
  } catch {
    return [];
  }
}
