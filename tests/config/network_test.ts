/** Networks of both IP versions. */
import { assertEquals } from "@std/assert";
import { isInNetwork, parseNetwork } from "../../src/config/network.ts";

const isIn = (address: string, network: string): boolean | null => {
  const parsed = parseNetwork(network);
  return parsed && isInNetwork(address, parsed);
};

Deno.test("an address is in a network by the bits that its prefix names", () => {
  assertEquals(isIn("10.0.0.7", "10.0.0.0/24"), true);
  assertEquals(isIn("10.0.1.7", "10.0.0.0/24"), false);
  assertEquals(isIn("10.0.1.7", "10.0.0.5/16"), true);
  assertEquals(isIn("10.0.0.7", "10.0.0.7"), true);
  assertEquals(isIn("10.0.0.8", "10.0.0.7"), false);
  assertEquals(isIn("203.0.113.9", "0.0.0.0/0"), true);
  assertEquals(isIn("fd00::1:2", "fd00::/8"), true);
  assertEquals(isIn("fe80::1%eth0", "fe80::/10"), true);
  assertEquals(isIn("2001:db8:0:1::9", "2001:db8:0:1::/64"), true);
  assertEquals(isIn("2001:db8:0:2::9", "2001:db8:0:1::/64"), false);
  assertEquals(isIn("::1", "::1"), true);
});

Deno.test("an IPv4 address within IPv6 is the IPv4 address; the versions do not mix", () => {
  assertEquals(isIn("::ffff:10.0.0.7", "10.0.0.0/24"), true);
  assertEquals(isIn("10.0.0.7", "::ffff:10.0.0.0/24"), true);
  assertEquals(isIn("10.0.0.7", "::/0"), false);
  assertEquals(isIn("::1", "0.0.0.0/0"), false);
});

Deno.test("what is no network is none", () => {
  for (const text of ["", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "::1/", "a", "10.0.0.1/8/8"]) {
    assertEquals([text, parseNetwork(text)], [text, null]);
  }
});
