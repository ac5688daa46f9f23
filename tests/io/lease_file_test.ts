/** The lease on /run: what one life of the daemon leaves to the next, also of another version. */
import { assertEquals } from "@std/assert";
import { type KeptLease, LeaseFile } from "../../src/io/lease_file.ts";
import { instant, NEVER } from "../../src/model/mod.ts";

const BOOT = "3f6c2f0e-8f1c-4c0e-9d5a-1f3f8d0a7b11";

function inDirectory(act: (directory: string, file: LeaseFile) => void): void {
  const directory = Deno.makeTempDirSync();
  const file = new LeaseFile(directory, BOOT);
  try {
    act(directory, file);
  } finally {
    file.close();
    Deno.removeSync(directory, { recursive: true });
  }
}

const LEASES: readonly KeptLease[] = [
  { peers: instant(12345.678), arbiter: instant(98765.4321) },
  { peers: NEVER, arbiter: null },
  { peers: null, arbiter: instant(9) },
  { peers: instant(123456789.12345678), arbiter: NEVER },
  { peers: null, arbiter: null },
  { peers: instant(0), arbiter: null },
];

Deno.test("each lease is read back in the same boot only, and none is something else than no file", () =>
  inDirectory((directory, file) => {
    assertEquals(file.read(), null);
    for (const lease of LEASES) {
      file.write(lease);
      assertEquals(file.read(), lease);
      assertEquals(new LeaseFile(directory, "another boot").read(), null);
    }
  }));

/** As the format before the arbiter's moment was written. */
const older = (until: number): string => `${BOOT} ${String(until).padEnd(24)}\n`;

Deno.test("a lease of an older hb is its peers' word", () =>
  inDirectory((directory, file) => {
    for (const until of [12345.678, 9, Infinity]) {
      Deno.writeTextFileSync(`${directory}/lease`, older(until));
      assertEquals(file.read(), { peers: instant(until), arbiter: null });
    }
  }));

Deno.test("an older hb that writes into this one's file leaves nothing that is read", () =>
  inDirectory((directory, file) => {
    file.write({ peers: instant(5), arbiter: instant(6) });
    const path = `${directory}/lease`;
    const text = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, older(7) + text.slice(older(7).length));
    assertEquals(file.read(), { peers: instant(7), arbiter: null });
  }));

Deno.test("what stood behind it before is gone with the first write", () =>
  inDirectory((directory, file) => {
    const [lease] = LEASES;
    Deno.writeTextFileSync(`${directory}/lease`, "é".repeat(1000));
    assertEquals(file.read(), null);
    file.write(lease!);
    assertEquals(file.read(), lease);
  }));

Deno.test("an older hb reads the peers' moment, and takes none for not known", () =>
  inDirectory((directory, file) => {
    for (const { peers, arbiter } of LEASES) {
      file.write({ peers, arbiter });
      const [boot, until] = Deno.readTextFileSync(`${directory}/lease`).trim().split(" ");
      assertEquals([boot, Number(until)], [BOOT, peers ?? NaN]);
    }
  }));

Deno.test("what a newer hb says besides is passed over", () =>
  inDirectory((directory, file) => {
    Deno.writeTextFileSync(`${directory}/lease`, `${BOOT} 5 none 17 x=y\nmore\n`);
    assertEquals(file.read(), { peers: instant(5), arbiter: null });
  }));

Deno.test("of a damaged lease nothing is known", () =>
  inDirectory((directory, file) => {
    const words = ["", "x 1", "1 x", "-1 2", "1 -2", "NaN 1", "1e999 1", "0x10 1", "null null"];
    for (const text of ["", BOOT, ...words.map((more) => `${BOOT} ${more}\n`), "\0\xff"]) {
      Deno.writeTextFileSync(`${directory}/lease`, text);
      assertEquals(file.read(), null, text);
    }
    Deno.writeTextFileSync(`${directory}/lease`, `${BOOT} ${"9".repeat(30)} none\n`);
    assertEquals(file.read(), null);
  }));
