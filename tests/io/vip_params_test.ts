import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Interface } from "../../src/io/interfaces.ts";
import { formatIpv4, parseIpv4 } from "../../src/io/ipv4.ts";
import { formatIpv6 } from "../../src/io/ipv6.ts";
import { findPlace, type Ipv4Vip, newAddress, readVipParams } from "../../src/io/vip_params.ts";

function host(...interfaces: readonly [string, ...string[]][]): Map<string, Interface> {
  return new Map(interfaces.map(([name, ...addresses], index): [string, Interface] => [name, {
    name,
    index,
    up: true,
    carrier: true,
    mac: null,
    addresses: addresses.map((text) => {
      const [address = "", prefix] = text.split("/");
      return {
        address: parseIpv4(address)!,
        prefix: Number(prefix),
        broadcast: null,
        scope: 0,
        label: null,
        refused: false,
      };
    }),
  }]));
}

function vip(address: string, name?: string): Ipv4Vip {
  const read = readVipParams({ address, ...(name === undefined ? {} : { interface: name }) });
  if (!read.ok) throw new Error(read.problem);
  if (read.value.version === 6) throw new Error(`${address} is not of IPv4`);
  return read.value;
}

Deno.test("the interface with the narrowest network around the address is taken", () => {
  const interfaces = host(["eth0", "10.0.0.1/8"], ["eth1", "10.1.2.3/24"]);
  assertEquals(findPlace(vip("10.1.2.99"), interfaces)?.name, "eth1");
  assertEquals(findPlace(vip("10.7.7.7"), interfaces)?.name, "eth0");
  assertEquals(findPlace(vip("172.16.0.1"), interfaces), undefined);
  assertEquals(findPlace(vip("172.16.0.1", "eth1"), interfaces)?.name, "eth1");
});

Deno.test("an address that has outlived its network is found where it is", () => {
  assertEquals(findPlace(vip("10.1.2.99"), host(["eth1", "10.1.2.99/24"]))?.name, "eth1");
});

Deno.test("the prefix is the one given, else the network's, else that of a lone host", () => {
  const [eth0] = host(["eth0", "10.0.0.1/20"]).values();
  const added = (address: string) => {
    const { prefix, broadcast } = newAddress(vip(address), eth0!);
    return [prefix, broadcast === null ? null : formatIpv4(broadcast)];
  };
  assertEquals(added("10.0.0.5/24"), [24, "10.0.0.255"]);
  assertEquals(added("10.0.0.5"), [20, "10.0.15.255"]);
  assertEquals(added("172.16.0.1"), [32, null]);
});

Deno.test("an address that is none is refused with what was found", () => {
  for (const wrong of ["10.0.0.5/33", "10.0.0.5/", "10.0.0.5/24/1", "::1/129", "::1::2", "vip"]) {
    const read = readVipParams({ address: wrong });
    assertEquals(read.ok, false, wrong);
    if (!read.ok) assertStringIncludes(read.problem, `got "${wrong}"`);
  }
});

Deno.test("what to do about another holder is one of two words, and a warning where none is said", () => {
  const conflict = (params: Record<string, string>) => {
    const read = readVipParams({ address: "10.0.0.5", ...params });
    return read.ok ? read.value.conflict : read.problem;
  };
  assertEquals(conflict({}), "warn");
  assertEquals(conflict({ conflict: "refuse" }), "refuse");
  assertStringIncludes(conflict({ conflict: "deny" }), 'got "deny"');
});

Deno.test("an IPv6 address has its interface beside it, and is that of a lone host where nothing is said", () => {
  const read = (params: Record<string, string>) => {
    const vip = readVipParams(params);
    if (!vip.ok) return vip.problem;
    return vip.value.version === 6 ? [formatIpv6(vip.value.address), vip.value.prefix] : null;
  };
  assertEquals(read({ address: "FD00:0::5/64", interface: "eth0" }), ["fd00::5", 64]);
  assertEquals(read({ address: "fd00::5", interface: "eth0" }), ["fd00::5", 128]);
  assertStringIncludes(String(read({ address: "fd00::5" })), "needs params.interface");
});
