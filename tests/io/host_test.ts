import { assert, assertEquals, assertMatch } from "@std/assert";
import { groupId, hostFacts, hostname } from "../../src/io/host.ts";

Deno.test("this host's facts are those of its kernel", async () => {
  const keys = await Deno.makeTempFile();
  await Deno.chmod(keys, 0o640);
  const facts = hostFacts(keys);
  await Deno.remove(keys);
  assertEquals(facts.hostname, (await Deno.readTextFile("/proc/sys/kernel/hostname")).trim());
  assertEquals(facts.hostname, hostname());
  const loopback = facts.interfaces.find(({ name }) => name === "lo");
  if (loopback?.up) assert(loopback.addresses.includes("127.0.0.1/8"));
  assertEquals(facts.keysFile, {
    exists: true,
    mode: 0o640,
    owner: Deno.uid(),
    problem: null,
  });
  assert(facts.fileExists("/bin/sh"));
  assertMatch(facts.commandPath("sh") ?? "", /\/bin\/sh$/);
  assertEquals(facts.commandPath("no-such-command"), null);
});

Deno.test("keys that are not there are a fact, not a failure", () => {
  const { keysFile } = hostFacts("/no/such/keys");
  assertEquals(keysFile, {
    exists: false,
    mode: null,
    owner: null,
    problem: "there is no such file",
  });
});

Deno.test("groups have numbers, or are not there", () => {
  assertEquals(groupId("root"), 0);
  assertEquals(groupId("no-such-group"), null);
});
