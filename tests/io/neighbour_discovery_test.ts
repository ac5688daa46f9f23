import { assertEquals } from "@std/assert";
import { internetChecksum } from "../../src/io/checksum.ts";
import { parseIpv6 } from "../../src/io/ipv6.ts";
import {
  advertiserIn,
  neighbourAnnouncement,
  neighbourQuestion,
} from "../../src/io/neighbour_discovery.ts";

const MAC = Uint8Array.of(2, 0xfc, 0, 0, 0, 1);
const ADDRESS = parseIpv6("fd00::12:3456")!;
const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

/** Zero where the frame's own checksum is right: RFC 4443, 2.3. */
const checked = (frame: Uint8Array) =>
  internetChecksum(
    frame.subarray(22, 54),
    Uint8Array.of(0, 0, 0, frame.length - 54, 0, 0, 0, 58),
    frame.subarray(54),
  );

Deno.test("the question goes to the address's own group, from nobody", () => {
  const { probe } = neighbourQuestion(ADDRESS, 1, MAC);
  assertEquals(
    hex(probe),
    "3333ff123456" + "02fc00000001" + "86dd" + "60000000" + "0018" + "3a" + "ff" +
      "00000000000000000000000000000000" + "ff0200000000000000000001ff123456" +
      "8700" + hex(probe.subarray(56, 58)) + "00000000" + "fd000000000000000000000000123456",
  );
  assertEquals(checked(probe), 0);
});

Deno.test("an announcement tells all nodes, and overrides what they knew", () => {
  const [frame] = neighbourAnnouncement(ADDRESS, MAC);
  assertEquals(
    hex(frame!),
    "333300000001" + "02fc00000001" + "86dd" + "60000000" + "0020" + "3a" + "ff" +
      "fd000000000000000000000000123456" + "ff020000000000000000000000000001" +
      "8800" + hex(frame!.subarray(56, 58)) + "20000000" + "fd000000000000000000000000123456" +
      "0201" + "02fc00000001",
  );
  assertEquals(checked(frame!), 0);
});

Deno.test("who has an address is read from what its holder says, of that address alone", () => {
  const [frame] = neighbourAnnouncement(ADDRESS, MAC);
  assertEquals(advertiserIn(frame!, ADDRESS), "02:fc:00:00:00:01");
  assertEquals(advertiserIn(frame!, parseIpv6("fd00::1")!), null);
  assertEquals(advertiserIn(neighbourQuestion(ADDRESS, 1, MAC).probe, ADDRESS), null);
  assertEquals(advertiserIn(frame!.subarray(0, 77), ADDRESS), null);
});
