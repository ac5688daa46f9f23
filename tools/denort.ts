/**
 * The runtime that `deno compile` puts before the program, for hosts that reach an npm registry
 * and nothing else. A package on npm carries a program compiled with Deno 2.4.2; up to the end of
 * its ELF section header table that file is Deno's own `denort`, byte for byte, which the checksum
 * below proves. Anything else is refused.
 */
import { giveUp, run } from "./command.ts";

/** The Deno whose `denort` it is: only that version's `deno compile` may use it. */
export const CARRIED_DENO = "2.4.2";

const CARRIER = "@vltpkg/cli-linux-x64@0.0.0-18";
const SHA256 = "2705685d7478610b98dcd43acecd457a19810146323041c8af8a88f7dd0b5e82";

/** The path of a checked `denort` under `cache`; fetched on the first call only. */
export async function denortFromNpm(cache: string): Promise<string> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    giveUp(
      `Cannot take denort from npm: it is there for x86_64 Linux only, this is ` +
        `${Deno.build.target}. Set DENORT_BIN to a denort of Deno ${Deno.version.deno}.`,
    );
  }
  const path = `${cache}/denort-${CARRIED_DENO}`;
  const known = await Deno.readFile(path).catch(() => null);
  if (known !== null && await sha256(known) === SHA256) return path;

  const carrier = await fetchCarrier(cache);
  const denort = carrier.subarray(0, elfEnd(carrier));
  const sum = await sha256(denort);
  if (sum !== SHA256) {
    giveUp(
      `Cannot trust the denort inside npm's ${CARRIER}: its sha256 is\n  ${sum}, not\n  ${SHA256}.`,
    );
  }
  await Deno.writeFile(`${path}.new`, denort, { mode: 0o755 });
  await Deno.rename(`${path}.new`, path);
  return path;
}

/** The carrier program's bytes. npm itself checks the package against the registry's digest. */
async function fetchCarrier(cache: string): Promise<Uint8Array> {
  const room = `${cache}/carrier`;
  await Deno.mkdir(room, { recursive: true });
  const { code, output } = await run(
    ["npm", "install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", CARRIER],
    { cwd: room, bound: 300_000 },
  );
  if (code !== 0) giveUp(`Cannot fetch npm's ${CARRIER} (npm ended with ${code}):\n${output}`);
  const bytes = await Deno.readFile(`${room}/node_modules/@vltpkg/cli-linux-x64/vlt`);
  await Deno.remove(room, { recursive: true });
  return bytes;
}

/** Where the ELF file proper ends: e_shoff + e_shentsize × e_shnum (System V ABI, ELF-64 header). */
function elfEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x7f454c46) giveUp(`Cannot find denort: npm's ${CARRIER} is no ELF.`);
  return Number(view.getBigUint64(0x28, true)) +
    view.getUint16(0x3a, true) * view.getUint16(0x3c, true);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
