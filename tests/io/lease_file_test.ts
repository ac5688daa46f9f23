/** The lease on /run: what one life of the daemon leaves to the next, also of another version. */
import { assertEquals } from "@std/assert";
import { LeaseFile } from "../../src/io/lease_file.ts";
import { instant, type LeaseLeft, NEVER } from "../../src/model/mod.ts";

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

const HEARD = { n2: { generation: 5, seq: 9 } };

const left = (peers: Record<string, number>, arbiter: number | null): LeaseLeft =>
  ({
    generation: 1_790_000_000_000,
    peers,
    arbiter,
    lent: arbiter,
    heard: HEARD,
  }) as unknown as LeaseLeft;

const LEFT: readonly (LeaseLeft | null)[] = [
  left({ n2: 12345.678, "n-3.x": 9 }, 98765.4321),
  left({ n2: NEVER }, null),
  null,
  left({}, 9),
  left({ n2: 123456789.12345678 }, NEVER),
  left({}, null),
];

Deno.test("each lease is read back in the same boot only", () =>
  inDirectory((directory, file) => {
    assertEquals(file.read(), null);
    for (const lease of LEFT) {
      file.write(lease);
      assertEquals(file.read(), lease);
      assertEquals(new LeaseFile(directory, "another boot").read(), null);
    }
  }));

Deno.test("what stood behind it before is gone with the first write", () =>
  inDirectory((directory, file) => {
    const [lease] = LEFT;
    Deno.writeTextFileSync(`${directory}/lease`, "é".repeat(1000));
    assertEquals(file.read(), null);
    file.write(lease!);
    assertEquals(file.read(), lease);
  }));

Deno.test("what an older hb wrote names no peer, so nothing is known by it", () =>
  inDirectory((directory, file) => {
    Deno.writeTextFileSync(`${directory}/lease`, `${BOOT} ${String(12345.678).padEnd(24)}\n`);
    assertEquals(file.read(), null);
  }));

Deno.test("what a newer hb says besides is passed over", () =>
  inDirectory((directory, file) => {
    const text =
      `${BOOT} {"generation":5,"peers":{"n2":7},"arbiter":null,"heard":{},"more":[1]}\nmore\n`;
    Deno.writeTextFileSync(`${directory}/lease`, text);
    assertEquals(file.read(), { ...left({ n2: instant(7) }, null), generation: 5, heard: {} });
  }));

Deno.test("of a damaged lease nothing is known", () =>
  inDirectory((directory, file) => {
    const broken = [
      "",
      "{}",
      "[]",
      "null",
      '{"generation":5,"peers":{"n2":-1},"arbiter":null,"heard":{}}',
      '{"generation":1e15,"peers":{},"arbiter":null,"heard":{}}',
      '{"generation":5,"peers":{"n2":1e999},"arbiter":null,"heard":{}}',
      '{"generation":5,"peers":{},"arbiter":"soon","heard":{}}',
    ];
    for (const text of ["", BOOT, ...broken.map((more) => `${BOOT} ${more}\n`), "\0\xff"]) {
      Deno.writeTextFileSync(`${directory}/lease`, text);
      assertEquals(file.read(), null, text);
    }
  }));
