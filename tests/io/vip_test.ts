import { assertEquals, assertStringIncludes } from "@std/assert";
import type { AgentAction } from "../../src/model/mod.ts";
import { Child } from "./child.ts";
import { eventually, Namespaces, namespaceTest } from "./namespaces.ts";

/** Three hosts on one bridge, whose neighbours' locktime is the kernel's own. */
const LAN = `
  ip link add bridge type bridge && ip link set bridge up
  for i in 1 2 3; do
    ip link add port$i type veth peer name eth0 netns host$i
    ip link set port$i master bridge up
    ip -n host$i addr add 10.9.0.$i/24 brd + dev eth0
    ip -n host$i link set eth0 up
  done`;

const HOSTS = ["host1", "host2", "host3"];

const ask = (child: Child, action: AgentAction, params: Record<string, string>) =>
  child.ask({ kind: "vip", action, params });

const addressesOf = (spaces: Namespaces, host: string) =>
  spaces.sh([`ip -n ${host} -4 -o addr show eth0 | awk '{print $4, $6, $7, $8, $9}'`]);

namespaceTest("an address is started, seen, and stopped as `ip addr` has it", async () => {
  await using spaces = await Namespaces.open(HOSTS, LAN);
  await using host = new Child(spaces, "host1");
  const params = { address: "10.9.0.100", interface: "eth0" };

  assertEquals((await ask(host, "probe", params)).status, 7);
  assertEquals((await ask(host, "start", params)).status, 0);
  assertStringIncludes(
    await addressesOf(spaces, "host1"),
    "10.9.0.100/24 10.9.0.255 scope global secondary",
  );
  assertEquals((await ask(host, "monitor", params)).status, 0);
  assertEquals((await ask(host, "start", params)).status, 0, "starting twice is no error");
  assertEquals((await ask(host, "stop", params)).status, 0);
  assertEquals((await ask(host, "monitor", params)).status, 7);
  assertEquals((await ask(host, "stop", params)).status, 0, "stopping twice is no error");
  assertEquals((await addressesOf(spaces, "host1")).includes("10.9.0.100"), false);
});

namespaceTest("an address taken away behind hb's back is noticed", async () => {
  await using spaces = await Namespaces.open(HOSTS, LAN);
  await using host = new Child(spaces, "host1");
  const params = { address: "10.9.0.100/24" };
  await ask(host, "start", params);
  await spaces.sh(["ip -n host1 addr del 10.9.0.100/24 dev eth0"]);
  assertEquals((await ask(host, "monitor", params)).status, 7);
});

namespaceTest(
  "the interface is found by the address's network, and its loss is understood",
  async () => {
    await using spaces = await Namespaces.open(HOSTS, LAN);
    await using host = new Child(spaces, "host1");
    const found = { address: "10.9.0.100" };
    const named = { address: "10.9.0.100", interface: "eth0" };

    assertEquals((await ask(host, "start", found)).status, 0);
    assertStringIncludes(await addressesOf(spaces, "host1"), "10.9.0.100/24");
    const elsewhere = await ask(host, "start", { address: "192.168.77.1" });
    assertEquals(elsewhere.status, 6);
    assertStringIncludes(elsewhere.output, "no interface has a network with 192.168.77.1 in it");

    await spaces.sh(["ip -n host1 link set eth0 down"]);
    assertEquals((await ask(host, "monitor", named)).status, 1);
    await spaces.sh(["ip -n host1 link del eth0"]);
    assertEquals((await ask(host, "monitor", named)).status, 7);
    assertEquals((await ask(host, "stop", named)).status, 0, "what is gone is stopped");
    const started = await ask(host, "start", named);
    assertEquals(started.status, 1);
    assertStringIncludes(started.output, "interface eth0 does not exist");
  },
);

namespaceTest("the other addresses of a network outlive the one that was first", async () => {
  await using spaces = await Namespaces.open(HOSTS, LAN);
  await using host = new Child(spaces, "host1");
  await spaces.sh(["ip netns exec host1 sysctl -qw net.ipv4.conf.eth0.promote_secondaries=0"]);
  const [first, second] = ["10.8.0.1/24", "10.8.0.2/24"].map((address) => (
    { address, interface: "eth0" }
  ));
  await ask(host, "start", first!);
  await ask(host, "start", second!);
  assertEquals((await ask(host, "stop", first!)).status, 0);
  assertEquals((await ask(host, "monitor", second!)).status, 0);
});

namespaceTest("a live holder answers before an address is taken over", async () => {
  await using spaces = await Namespaces.open(HOSTS, LAN);
  await using one = new Child(spaces, "host1");
  await using two = new Child(spaces, "host2");
  const params = { address: "10.9.0.100", interface: "eth0" };
  assertEquals((await ask(one, "start", params)).notes, []);

  const mac = (await spaces.sh(["ip -n host1 -o link show eth0"])).match(/ether (\S+)/)?.[1];
  const second = await ask(two, "start", params);
  assertEquals(second.status, 0);
  assertEquals(second.notes, [{ kind: "addressAnswered", address: "10.9.0.100", mac }]);
});

namespaceTest(
  "an address that another host answers for is refused where that is wished",
  async () => {
    await using spaces = await Namespaces.open(HOSTS, LAN);
    await using one = new Child(spaces, "host1");
    await using two = new Child(spaces, "host2");
    const params = { address: "10.9.0.100", interface: "eth0", conflict: "refuse" };
    assertEquals((await ask(one, "start", params)).status, 0, "nobody has it");
    assertEquals((await ask(one, "start", params)).status, 0, "this host itself has it");

    const refused = await ask(two, "start", params);
    assertEquals(refused.status, 1);
    const mac = await macOf(spaces, "host1");
    assertStringIncludes(refused.output, `Cannot start 10.9.0.100: it is in use by ${mac};`);
    assertEquals((await addressesOf(spaces, "host2")).includes("10.9.0.100"), false);
    assertEquals((await ask(two, "monitor", params)).status, 7);

    await ask(one, "stop", params);
    assertEquals((await ask(two, "start", params)).status, 0, "it has been given up");
  },
);

namespaceTest(
  "an address is refused where nobody can be asked for it, if that is wished",
  async () => {
    await using spaces = await Namespaces.open(HOSTS, LAN);
    await using bare = new Child(spaces, "host1", ["setpriv", "--bounding-set=-net_raw"]);
    const params = { address: "10.9.0.100", interface: "eth0" };
    const refused = await ask(bare, "start", { ...params, conflict: "refuse" });
    assertEquals(refused.status, 4);
    assertStringIncludes(refused.output, "nobody could be asked whether another host has it");
    assertEquals((await ask(bare, "start", { ...params, conflict: "warn" })).status, 0);
  },
);

/** What `host3` believes: the MAC that has the address; undefined where it knows of none. */
const believedHolder = async (spaces: Namespaces, address: string) =>
  (await spaces.sh([`ip -n host3 neigh show ${address}`])).match(/lladdr (\S+)/)?.[1];

const macOf = async (spaces: Namespaces, host: string) =>
  (await spaces.sh([`ip -n ${host} -o link show eth0`])).match(/ether (\S+)/)?.[1];

namespaceTest("a third host's table follows the address from one holder to the next", async () => {
  await using spaces = await Namespaces.open(HOSTS, LAN);
  await using one = new Child(spaces, "host1");
  await using two = new Child(spaces, "host2");
  const params = { address: "10.9.0.100", interface: "eth0" };
  const talk = "ip netns exec host3 bash -c 'echo > /dev/udp/10.9.0.100/9'";

  await ask(one, "start", params);
  await spaces.sh([talk]);
  const first = await macOf(spaces, "host1");
  await eventually(async () => await believedHolder(spaces, "10.9.0.100") === first);
  await ask(one, "stop", params);
  await ask(two, "start", params);
  const second = await macOf(spaces, "host2");
  await eventually(async () => await believedHolder(spaces, "10.9.0.100") === second);
});

/** So that at host3 every announcement makes an entry, and nothing else does. */
const listen = (spaces: Namespaces) =>
  spaces.sh(["ip netns exec host3 sysctl -qw net.ipv4.conf.eth0.arp_accept=1"]);

const forget = (spaces: Namespaces, address: string) =>
  spaces.sh([`ip -n host3 neigh del ${address} dev eth0 2>/dev/null || true`]);

/** By the time that a later address has been announced so often, an earlier one would have been. */
async function hearLater(spaces: Namespaces, host: Child): Promise<void> {
  const address = "10.9.0.101";
  await ask(host, "start", { address });
  for (let heard = 0; heard < 4; heard++) {
    await eventually(async () => await believedHolder(spaces, address) !== undefined);
    await forget(spaces, address);
  }
}

namespaceTest("a stop silences the announcements that a start has begun", async () => {
  await using spaces = await Namespaces.open(HOSTS, LAN);
  await using host = new Child(spaces, "host1");
  await listen(spaces);
  await ask(host, "start", { address: "10.9.0.100" });
  await ask(host, "stop", { address: "10.9.0.100" });
  await forget(spaces, "10.9.0.100");
  await hearLater(spaces, host);
  assertEquals(await believedHolder(spaces, "10.9.0.100"), undefined);
});

namespaceTest(
  "a process that was stopped in between announces no more when it goes on",
  async () => {
    await using spaces = await Namespaces.open(HOSTS, LAN);
    await using host = new Child(spaces, "host1");
    await listen(spaces);
    await ask(host, "start", { address: "10.9.0.100" });
    host.signal("SIGSTOP");
    const start = performance.now();
    await eventually(() => performance.now() - start > 1000);
    await forget(spaces, "10.9.0.100");
    host.signal("SIGCONT");
    await hearLater(spaces, host);
    assertEquals(await believedHolder(spaces, "10.9.0.100"), undefined);
  },
);

/** The same network with IPv6 on it. */
const IPV6 = `${LAN}
  for i in 1 2 3; do
    ip -n host$i addr add fd00:9::$i/64 dev eth0 nodad
  done`;

const FLOATING = { address: "fd00:9::100/64", interface: "eth0" };

const ipv6On = (spaces: Namespaces, host: string) =>
  spaces.sh([`ip -n ${host} -6 -o addr show eth0 scope global | awk '{print $4, $7, $8}'`]);

namespaceTest("an IPv6 address is started, usable at once, seen, and stopped", async () => {
  await using spaces = await Namespaces.open(HOSTS, IPV6);
  await using host = new Child(spaces, "host1");
  assertEquals((await ask(host, "probe", FLOATING)).status, 7);
  assertEquals((await ask(host, "start", FLOATING)).status, 0);
  const shown = await ipv6On(spaces, "host1");
  assertStringIncludes(shown, "fd00:9::100/64");
  assertEquals(shown.includes("tentative"), false);
  assertEquals((await ask(host, "monitor", FLOATING)).status, 0);
  assertEquals((await ask(host, "start", FLOATING)).status, 0, "starting twice is no error");
  assertEquals((await ask(host, "stop", FLOATING)).status, 0);
  assertEquals((await ask(host, "stop", FLOATING)).status, 0, "stopping twice is no error");
  assertEquals((await ipv6On(spaces, "host1")).includes("fd00:9::100"), false);
  const elsewhere = await ask(host, "start", { ...FLOATING, interface: "eth7" });
  assertEquals([elsewhere.status, elsewhere.output], [
    1,
    "Cannot start fd00:9::100: interface eth7 does not exist",
  ]);
});

namespaceTest("who has an IPv6 address is found out, and it is taken or refused", async () => {
  await using spaces = await Namespaces.open(HOSTS, IPV6);
  await using one = new Child(spaces, "host1");
  await using two = new Child(spaces, "host2");
  const strict = { ...FLOATING, conflict: "refuse" };
  assertEquals((await ask(one, "start", strict)).status, 0, "nobody has it");
  const mac = await macOf(spaces, "host1");

  const refused = await ask(two, "start", strict);
  assertEquals(refused.status, 1);
  assertStringIncludes(refused.output, `Cannot start fd00:9::100: it is in use by ${mac};`);
  assertEquals((await ipv6On(spaces, "host2")).includes("fd00:9::100"), false);

  const taken = await ask(two, "start", FLOATING);
  assertEquals(taken.status, 0);
  assertEquals(taken.notes, [{ kind: "addressAnswered", address: "fd00:9::100", mac }]);

  await ask(two, "stop", FLOATING);
  await ask(one, "stop", FLOATING);
  assertEquals((await ask(two, "start", strict)).status, 0, "it has been given up");
});

namespaceTest(
  "a third host's table follows an IPv6 address from one holder to the next",
  async () => {
    await using spaces = await Namespaces.open(HOSTS, IPV6);
    await using one = new Child(spaces, "host1");
    await using two = new Child(spaces, "host2");
    const talk = "ip netns exec host3 bash -c 'echo > /dev/udp/fd00:9::100/9'";
    await ask(one, "start", FLOATING);
    await spaces.sh([talk]);
    const first = await macOf(spaces, "host1");
    await eventually(async () => await believedHolder(spaces, "fd00:9::100") === first);
    await ask(one, "stop", FLOATING);
    await ask(two, "start", FLOATING);
    const second = await macOf(spaces, "host2");
    await eventually(async () => await believedHolder(spaces, "fd00:9::100") === second);
  },
);
