import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { configDigest, parseConfig, resourceDigest } from "../../src/config/mod.ts";
import type { ClusterConfig, ResourceConfig } from "../../src/model/mod.ts";

const BASE = Deno.readTextFileSync(new URL("faults/base.toml", import.meta.url));

function read(text: string): ClusterConfig {
  const { config } = parseConfig(text, "cluster.toml");
  if (config === null) throw new Error("the text of this test is not good");
  return config;
}

const vip = (text: string): ResourceConfig => read(text).resources[0] as ResourceConfig;

Deno.test("a digest is short and plain", () =>
  assertMatch(configDigest(read(BASE)), /^[0-9a-f]{16}$/));

Deno.test("comments, blanks and the order of keys leave the digest as it is", () => {
  const other = `# changed\n${BASE}`.replace(
    'keepalive = "1s"\nwarntime = "5s"',
    'warntime="5000ms"\nkeepalive="1s"',
  );
  assertEquals(configDigest(read(other)), configDigest(read(BASE)));
});

Deno.test("what each host may have its own way leaves the digest as it is", () => {
  const other = BASE.replace("local0", "local1").replace("127.0.0.1:7694", "off")
    .replace("udpport = 694", 'udpport = 694\nkeys = "/root/keys"');
  assertEquals(configDigest(read(other)), configDigest(read(BASE)));
});

Deno.test("what the nodes must agree on changes the digest, the order of lists too", () => {
  for (
    const [from, to] of [
      ["694", "695"],
      ['["n1", "n2"]', '["n2", "n1"]'],
      ["10.1.0.100", "10.1.0.101"],
      ['"60s"', '"61s"'],
    ] as const
  ) {
    assertNotEquals(configDigest(read(BASE.replace(from, to))), configDigest(read(BASE)));
  }
});

Deno.test("only its agent and parameters make a resource another one", () => {
  const digest = resourceDigest(vip(BASE));
  const same = BASE.replace('interface = "eth0" }', 'interface = "eth0" }\nmonitor = "3s"')
    .replace("stickiness = 100", "stickiness = 1");
  assertEquals(resourceDigest(vip(same)), digest);
  assertNotEquals(resourceDigest(vip(BASE.replace("10.1.0.100", "10.1.0.101"))), digest);
  assertNotEquals(
    resourceDigest(vip(BASE.replace("hb:vip", "ocf:x:vip"))),
    digest,
  );
});

Deno.test("what later versions added changes no digest of a file that does not use it", () => {
  assertEquals(configDigest(read(BASE)), "8c0fd45487842a26");
  assertEquals(resourceDigest(vip(BASE)), "9ebd50e0ecc13a95");
  const other = BASE.replace('"stop"', '"stop"\nbatch_limit = 4');
  assertNotEquals(configDigest(read(other)), configDigest(read(BASE)));
});
