/** `hb keygen` */
import { generateKeys } from "../config/mod.ts";
import type { Command } from "./command.ts";
import { ExitCode } from "./exit_code.ts";

/** What HMAC-SHA256 makes the best use of, in bytes. */
const SECRET = 32;

export const keygen: Command = {
  name: "keygen",
  operands: "",
  fewest: 0,
  most: 0,
  summary: "A new keys file on standard output",
  details: "All nodes need the same file, owned by root and with mode 0600:\n" +
    "  umask 077; hb keygen > /etc/hb/keys\n" +
    "Each new key has a name of its own, so that old and new can stand in one file for a while.",
  options: [],
  run: (_given, world) => {
    const id = `key-${hexOf(world.randomBytes(4))}`;
    world.print(generateKeys(world.randomBytes(SECRET), id).trimEnd().split("\n"));
    return Promise.resolve(ExitCode.done);
  },
};

const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
