import { assertEquals, assertMatch } from "@std/assert";
import { echoRequest, readEchoReply } from "../../src/io/icmp_echo.ts";
import { type PingConfig, pingName } from "../../src/model/mod.ts";
import { Child } from "./child.ts";
import { eventually, Namespaces, namespaceTest } from "./namespaces.ts";

Deno.test("a request is laid out as RFC 792 has it, and only replies are read", () => {
  const echo = { sequence: 0x0203, token: Uint8Array.of(0xab, 0xcd, 0xef) };
  const request = echoRequest(4, 0x1234, echo);
  assertEquals([...request], [8, 0, 0x48, 0xfa, 0x12, 0x34, 2, 3, 0xab, 0xcd, 0xef]);
  assertEquals(readEchoReply(4, request), null);
  const reply = Uint8Array.from(request).fill(0, 0, 1);
  assertEquals(readEchoReply(4, reply), echo);
  assertEquals(readEchoReply(6, reply), null);
  assertEquals(readEchoReply(4, reply.subarray(0, 7)), null);
});

/** Two hosts with a cable between them. */
const CABLE = `
  ip link add eth0 netns one type veth peer name eth0 netns two
  for n in 1:one 2:two; do
    ip -n \${n#*:} addr add 10.9.0.\${n%:*}/24 dev eth0
    ip -n \${n#*:} addr add fd00::\${n%:*}/64 dev eth0 nodad
    ip -n \${n#*:} link set eth0 up
  done`;

const ping = (name: string, ...addresses: readonly string[]): PingConfig => ({
  name: pingName(name),
  addresses,
  interval: 100,
  deadping: 1000,
});

const countOf = (child: Child, name: string) =>
  child.said.filter((said) => said.ping === name).length;

/** Waits until `name` has answered `more` times from now on. */
async function answers(child: Child, name: string, more = 3): Promise<void> {
  const before = countOf(child, name);
  await eventually(() => countOf(child, name) >= before + more);
}

namespaceTest("addresses of both kinds answer, each time they are asked", async () => {
  await using spaces = await Namespaces.open(["one", "two"], CABLE);
  await using one = new Child(spaces, "one");
  const pings = [ping("four", "10.9.0.2"), ping("six", "fd00::2"), ping("nobody", "10.9.0.99")];
  await one.ask({ kind: "pings", pings });
  await answers(one, "four");
  await answers(one, "six");
  assertEquals(countOf(one, "nobody"), 0);
  assertEquals(one.said.filter(({ problem }) => problem !== undefined), []);
});

namespaceTest("an IPv6 address of the link alone is asked over the link it names", async () => {
  await using spaces = await Namespaces.open(["one", "two"], CABLE);
  await using one = new Child(spaces, "one");
  const shown = await spaces.sh(["ip -n two -6 -o addr show eth0 scope link"]);
  const address = shown.match(/fe80:\S+(?=\/)/)?.[0];
  await one.ask({ kind: "pings", pings: [ping("near", `${address}%eth0`)] });
  await answers(one, "near");
  assertEquals((await one.until((said) => said.ping !== undefined)).ping, "near");
});

namespaceTest("of a ping group one address that answers is enough", async () => {
  await using spaces = await Namespaces.open(["one", "two"], CABLE);
  await using one = new Child(spaces, "one");
  await one.ask({ kind: "pings", pings: [ping("group", "10.9.0.99", "10.9.0.2")] });
  await answers(one, "group");
});

namespaceTest(
  "an address that stops answering is not told of any more, and again later",
  async () => {
    await using spaces = await Namespaces.open(["one", "two"], CABLE);
    await using one = new Child(spaces, "one");
    await one.ask({ kind: "pings", pings: [ping("main", "10.9.0.2"), ping("other", "fd00::2")] });
    await answers(one, "main");
    await spaces.sh(["ip netns exec two sysctl -qw net.ipv4.icmp_echo_ignore_all=1"]);
    await answers(one, "other");
    const before = countOf(one, "main");
    await answers(one, "other", 5);
    assertEquals(countOf(one, "main"), before);
    await spaces.sh(["ip netns exec two sysctl -qw net.ipv4.icmp_echo_ignore_all=0"]);
    await answers(one, "main");
  },
);

namespaceTest("what another ping of this host is answered counts for nothing", async () => {
  await using spaces = await Namespaces.open(["one", "two"], CABLE);
  await using one = new Child(spaces, "one");
  await using other = new Child(spaces, "one");
  await one.ask({ kind: "pings", pings: [ping("silent", "10.9.0.99")] });
  await other.ask({ kind: "pings", pings: [ping("loud", "10.9.0.2")] });
  await answers(other, "loud", 10);
  assertEquals(one.said.filter((said) => said.ping !== undefined), []);
});

namespaceTest(
  "why an address cannot be asked is said once, and what can be is asked on",
  async () => {
    await using spaces = await Namespaces.open(["one", "two"], CABLE);
    await using one = new Child(spaces, "one");
    const pings = [
      ping("far", "192.0.2.1"),
      ping("near", "10.9.0.2"),
      ping("zone", "fe80::1%eth7"),
    ];
    await one.ask({ kind: "pings", pings });
    await answers(one, "near");
    const problems = one.said.flatMap(({ problem }) => problem ?? []);
    assertEquals(problems.length, 2);
    assertMatch(problems[0], /^Cannot ping 192\.0\.2\.1: Network is unreachable/);
    assertMatch(problems[1], /^Cannot ping fe80::1%eth7: /);
  },
);

namespaceTest("a new configuration asks its own ping nodes and no others", async () => {
  await using spaces = await Namespaces.open(["one", "two"], CABLE);
  await using one = new Child(spaces, "one");
  await one.ask({ kind: "pings", pings: [ping("old", "10.9.0.2")] });
  await answers(one, "old");
  await one.ask({ kind: "pings", pings: [ping("new", "fd00::2")] });
  const before = countOf(one, "old");
  await answers(one, "new", 5);
  assertEquals(countOf(one, "old"), before);
});

namespaceTest(
  "without the right to raw sockets a ping socket serves, and without any it is said",
  async () => {
    await using spaces = await Namespaces.open(["one", "two"], CABLE);
    await using bare = new Child(spaces, "one", ["setpriv", "--bounding-set=-net_raw"]);
    await bare.ask({ kind: "pings", pings: [ping("main", "10.9.0.2")] });
    const { problem } = await bare.until((said) => said.problem !== undefined);
    assertMatch(problem, /^Cannot ping 10\.9\.0\.2: no socket for ICMP: .*CAP_NET_RAW$/);
    await spaces.sh(["ip netns exec one sysctl -qw net.ipv4.ping_group_range='0 0'"]);
    await answers(bare, "main");
  },
);
