import { assertEquals } from "@std/assert";
import { arpFrame, holderIn } from "../../src/io/arp.ts";
import { formatIpv4, isInNetwork, parseIpv4 } from "../../src/io/ipv4.ts";
import { formatMac } from "../../src/io/packet_socket.ts";

const MAC = Uint8Array.of(2, 0xfc, 0, 0, 0, 1);
const address = (text: string) => parseIpv4(text)!;
const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

Deno.test("an announcement is laid out as RFC 826 has it", () => {
  const frame = arpFrame(1, MAC, address("10.0.0.5"), new Uint8Array(6), address("10.0.0.5"));
  assertEquals(
    hex(frame),
    "ffffffffffff" + "02fc00000001" + "0806" + "0001" + "0800" + "06" + "04" + "0001" +
      "02fc00000001" + "0a000005" + "000000000000" + "0a000005",
  );
});

Deno.test("who has an address is read from what its holder sends, not from who asks for it", () => {
  const reply = arpFrame(2, MAC, address("10.0.0.5"), MAC, address("10.0.0.9"));
  const probe = arpFrame(1, MAC, 0, new Uint8Array(6), address("10.0.0.5"));
  assertEquals(holderIn(reply, address("10.0.0.5")), formatMac(MAC));
  assertEquals(holderIn(probe, address("10.0.0.5")), null);
  assertEquals(holderIn(reply.subarray(0, 41), address("10.0.0.5")), null);
});

Deno.test("addresses are read strictly", () => {
  for (
    const wrong of ["", "10.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.1.", " 10.0.0.1", "1e1.0.0.1"]
  ) {
    assertEquals(parseIpv4(wrong), null, wrong);
  }
  assertEquals(formatIpv4(address("255.1.0.254")), "255.1.0.254");
});

Deno.test("an address is in a network by the network's bits", () => {
  const isIn = (one: string, other: string, prefix: number) =>
    isInNetwork(address(one), address(other), prefix);
  assertEquals(isIn("10.0.0.200", "10.0.0.1", 24), true);
  assertEquals(isIn("10.0.0.200", "10.0.0.1", 25), false);
  assertEquals(isIn("192.168.1.1", "10.0.0.1", 0), true);
  assertEquals(isIn("10.0.0.1", "10.0.0.1", 32), true);
});
