/** What the running daemon leaves so that its next life can speak at once. */
import { assertEquals } from "@std/assert";
import { leaveNextLife, type NextLife, takeNextLife } from "../../src/io/next_life.ts";
import { linkName, type NodeName, nodeName } from "../../src/model/mod.ts";

const VERSION = "1.2.3";
const MARK = {
  path: "/f",
  device: 1,
  inode: 2,
  mode: 6,
  owner: 0,
  size: 3,
  modified: 4,
  changed: 5,
};

const LEFT: NextLife = {
  version: VERSION,
  generation: 1_790_000_000_001,
  succeeds: 1_790_000_000_000,
  cluster: "c",
  self: nodeName("n1"),
  configDigest: "digest",
  links: [
    { kind: "bcast", name: linkName("bcast:eth0"), interface: "eth0", port: 694 },
    {
      kind: "ucast",
      name: linkName("ucast:eth1"),
      interface: "eth1",
      port: 694,
      addresses: { n1: "10.0.0.1", n2: "10.0.0.2" } as Record<NodeName, string>,
    },
  ],
  config: MARK,
  keys: { ...MARK, inode: null, modified: null },
};

function inDirectory(act: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    act(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("it is taken once, and only its owner may read it", () =>
  inDirectory((directory) => {
    assertEquals(takeNextLife(directory, VERSION), null);
    leaveNextLife(directory, { ...LEFT, generation: 7 });
    leaveNextLife(directory, LEFT);
    assertEquals((Deno.statSync(`${directory}/next-life`).mode ?? 0) & 0o777, 0o600);
    assertEquals(takeNextLife(directory, VERSION), LEFT);
    assertEquals(takeNextLife(directory, VERSION), null);
    assertEquals([...Deno.readDirSync(directory)], []);
  }));

Deno.test("another version of hb does not use it, nor leave it for a third", () =>
  inDirectory((directory) => {
    leaveNextLife(directory, LEFT);
    assertEquals(takeNextLife(directory, "1.2.4"), null);
    assertEquals(takeNextLife(directory, VERSION), null);
  }));

Deno.test("fields that are not known are passed over", () =>
  inDirectory((directory) => {
    const more = { ...LEFT, more: [1], config: { ...MARK, more: 1 } };
    leaveNextLife(directory, more);
    assertEquals(takeNextLife(directory, VERSION), LEFT);
  }));

Deno.test("what is damaged is not used", () =>
  inDirectory((directory) => {
    const whole = JSON.stringify(LEFT);
    const broken = [
      "",
      "null",
      "[]",
      whole.slice(0, -1),
      "\0\xff",
      JSON.stringify({ ...LEFT, generation: -1 }),
      JSON.stringify({ ...LEFT, generation: 1e300 }),
      JSON.stringify({ ...LEFT, succeeds: null }),
      JSON.stringify({ ...LEFT, self: "" }),
      JSON.stringify({ ...LEFT, links: [{ ...LEFT.links[0], port: 65536 }] }),
      JSON.stringify({ ...LEFT, links: [{ ...LEFT.links[0], kind: "carrier-pigeon" }] }),
      JSON.stringify({ ...LEFT, config: null }),
      JSON.stringify({ ...LEFT, keys: undefined }),
    ];
    for (const text of broken) {
      Deno.writeTextFileSync(`${directory}/next-life`, text);
      assertEquals(takeNextLife(directory, VERSION), null, text);
      assertEquals([...Deno.readDirSync(directory)], [], text);
    }
  }));
