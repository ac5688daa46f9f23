import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Digests, parseConfig } from "../../src/config/mod.ts";
import {
  type ClusterConfig,
  type Key,
  type ResourceConfig,
  sameDigest,
} from "../../src/model/mod.ts";

const BASE = Deno.readTextFileSync(new URL("faults/base.toml", import.meta.url));

function read(text: string): ClusterConfig {
  const { config } = parseConfig(text, "cluster.toml");
  if (config === null) throw new Error("the text of this test is not good");
  return config;
}

const key = (id: string): Key => ({ id, secret: new TextEncoder().encode(id.repeat(16)) });
const [one, two] = [key("one"), key("two")];
const digests = new Digests([one]);
const configDigest = (config: ClusterConfig) => digests.ofConfig(config);
const resourceDigest = (resource: ResourceConfig) => digests.ofResource(resource);

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
  assertEquals(configDigest(read(BASE)), "e42e645dbecdd6f5");
  assertEquals(resourceDigest(vip(BASE)), "2d41d0224b2639ec");
  const other = BASE.replace('"stop"', '"stop"\nbatch_limit = 4');
  assertNotEquals(configDigest(read(other)), configDigest(read(BASE)));
});

Deno.test("without the keys nobody can try what a digest is of", () => {
  const others = new Digests([two]);
  assertNotEquals(others.ofConfig(read(BASE)), configDigest(read(BASE)));
  assertNotEquals(others.ofResource(vip(BASE)), resourceDigest(vip(BASE)));
  assert(!sameDigest(others.ofResource(vip(BASE)), resourceDigest(vip(BASE))));
});

Deno.test("nodes with a key in common see that they read the same, whatever others they hold", () => {
  const steps = [[one], [one, two], [two, one], [two]] as const;
  const other = read(BASE.replace("10.1.0.100", "10.1.0.101"));
  for (const [at, mine] of steps.entries()) {
    for (const theirs of steps.slice(at, at + 2)) {
      const [here, there] = [new Digests(mine), new Digests(theirs)];
      assert(sameDigest(here.ofConfig(read(BASE)), there.ofConfig(read(BASE))));
      assert(sameDigest(here.ofResource(vip(BASE)), there.ofResource(vip(BASE))));
      assert(!sameDigest(here.ofConfig(read(BASE)), there.ofConfig(other)));
    }
  }
});

Deno.test("digests of many keys fit into a message", () => {
  const [first, ...more] = Array.from({ length: 40 }, (_, index) => key(`k${index}`));
  assert(new Digests([first!, ...more]).ofConfig(read(BASE)).length <= 255);
});
