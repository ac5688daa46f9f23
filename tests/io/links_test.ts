import { assertEquals } from "@std/assert";
import { type LinkConfig, linkName, type NodeName, nodeName } from "../../src/model/mod.ts";
import { libc } from "../../src/io/libc.ts";
import { Links } from "../../src/io/links.ts";
import { Child, type Said } from "./child.ts";
import { eventually, Namespaces, namespaceTest } from "./namespaces.ts";

/** Two hosts with two cables between them. */
const CABLES = `
  for i in 0 1; do
    ip link add eth$i netns one type veth peer name eth$i netns two
    ip -n one addr add 10.$i.0.1/24 dev eth$i && ip -n one link set eth$i up
    ip -n two addr add 10.$i.0.2/24 dev eth$i && ip -n two link set eth$i up
  done`;

/** It stays open until the process ends; opened within a test, it would be taken for a leak. */
libc();

const ONE = nodeName("one");
const TWO = nodeName("two");
const PORT = 6940;

const bcast = (at: string): LinkConfig => ({
  kind: "bcast",
  name: linkName(`bcast:${at}`),
  interface: at,
  port: PORT,
});

const ucast = (network: number): LinkConfig => ({
  kind: "ucast",
  name: linkName(`ucast:eth${network}`),
  interface: `eth${network}`,
  port: PORT,
  addresses: { [ONE]: `10.${network}.0.1`, [TWO]: `10.${network}.0.2` } as Record<NodeName, string>,
});

const heard = (link: string, text: string) => (said: Said) =>
  said.link === link && said.heard === text;
const state = (link: string, state: string) => (said: Said) =>
  said.link === link && said.state === state;

interface Scene {
  readonly spaces: Namespaces;
  readonly one: Child;
  readonly two: Child;
}

/** Two hosts with the same links. */
function linksTest(
  name: string,
  links: readonly LinkConfig[],
  run: (scene: Scene) => Promise<void>,
): void {
  namespaceTest(name, async () => {
    await using spaces = await Namespaces.open(["one", "two"], CABLES);
    await using one = new Child(spaces, "one");
    await using two = new Child(spaces, "two");
    await one.ask({ kind: "links", links, self: ONE });
    await two.ask({ kind: "links", links, self: TWO });
    await run({ spaces, one, two });
  });
}

/** Says `text` until the other has heard it on that link: a cable may need time to come up. */
async function sayUntilHeard(from: Child, to: Child, link: string, text: string): Promise<void> {
  await eventually(async () => {
    await from.ask({ kind: "send", text, to: null });
    return to.said.some(heard(link, text));
  });
}

linksTest(
  "two broadcast links on one port each hear their own network only",
  [bcast("eth0"), bcast("eth1")],
  async ({ spaces, one, two }) => {
    await one.ask({ kind: "send", text: "hello", to: null });
    await two.until(heard("bcast:eth0", "hello"));
    await two.until(heard("bcast:eth1", "hello"));
    assertEquals(two.said.filter((said) => said.heard === "hello").length, 2);

    await spaces.sh(["ip -n one link set eth0 down"]);
    await one.ask({ kind: "send", text: "one cable", to: null });
    await two.until(heard("bcast:eth1", "one cable"));
    assertEquals(two.said.filter((said) => said.heard === "one cable").length, 1);
    const counters = await one.ask({ kind: "counters" });
    assertEquals(counters["bcast:eth0.sendErrors.ENETUNREACH"], 1);
    assertEquals(counters["bcast:eth1.sentPackets"], 2);
    assertEquals(counters["bcast:eth1.sentBytes"], 14);
  },
);

linksTest(
  "a unicast link reaches the peer it is told to, and never itself",
  [ucast(0), ucast(1)],
  async ({ one, two }) => {
    await one.ask({ kind: "send", text: "to two", to: TWO });
    await one.ask({ kind: "send", text: "to one", to: ONE });
    await one.ask({ kind: "send", text: "to all", to: null });
    await two.until(heard("ucast:eth0", "to all"));
    await two.until(heard("ucast:eth1", "to all"));
    assertEquals(two.said.filter((said) => said.heard === "to two").length, 2);
    assertEquals((await one.ask({ kind: "counters" }))["ucast:eth0.sentPackets"], 2);
    assertEquals(one.said.some((said) => said.heard !== undefined), false);
    assertEquals(two.said.some((said) => said.heard === "to one"), false);
  },
);

linksTest(
  "a cut cable is reported and its repair too",
  [bcast("eth0")],
  async ({ spaces, one, two }) => {
    await one.until(state("bcast:eth0", "up"));
    await spaces.sh(["ip -n two link set eth0 down"]);
    const cut = await one.until(state("bcast:eth0", "down"));
    assertEquals(cut.why, "no carrier on eth0");
    assertEquals((await two.until(state("bcast:eth0", "down"))).why, "interface eth0 is down");
    const before = one.said.length;
    await spaces.sh(["ip -n two link set eth0 up"]);
    await one.until(state("bcast:eth0", "up"), before);
    await sayUntilHeard(two, one, "bcast:eth0", "again");
  },
);

linksTest(
  "an interface that is deleted and made again is used again",
  [ucast(0)],
  async ({ spaces, one, two }) => {
    await sayUntilHeard(one, two, "ucast:eth0", "before");
    const before = one.said.length;
    await spaces.sh(["ip -n one link del eth0"]);
    const gone = await one.until(state("ucast:eth0", "down"), before);
    assertEquals(gone.why, "interface eth0 does not exist");
    await one.ask({ kind: "send", text: "lost", to: null });
    const counters = await one.ask({ kind: "counters" });
    assertEquals(counters["ucast:eth0.sendErrors.ENODEV"], 1);

    await spaces.sh([`
      ip link add eth0 netns one type veth peer name eth0 netns two
      ip -n one link set eth0 up && ip -n two link set eth0 up`]);
    const bare = await one.until((said) => said.why?.includes("IPv4"), before);
    assertEquals(bare.why, "eth0 has no IPv4 address");
    await spaces.sh([
      "ip -n one addr add 10.0.0.1/24 dev eth0; ip -n two addr add 10.0.0.2/24 dev eth0",
    ]);
    await sayUntilHeard(one, two, "ucast:eth0", "there");
    await sayUntilHeard(two, one, "ucast:eth0", "and back");
  },
);

linksTest("a link may wait for its interface", [bcast("later0")], async ({ spaces, one, two }) => {
  const missing = await one.until(state("bcast:later0", "down"));
  assertEquals(missing.why, "interface later0 does not exist");
  await spaces.sh([`
    ip link add later0 netns one type veth peer name later0 netns two
    for n in 1:one 2:two; do
      ip -n \${n#*:} addr add 10.5.0.\${n%:*}/24 dev later0; ip -n \${n#*:} link set later0 up
    done`]);
  await one.until(state("bcast:later0", "up"));
  await sayUntilHeard(one, two, "bcast:later0", "here");
});

linksTest("a broadcast follows a new address", [bcast("eth0")], async ({ spaces, one, two }) => {
  await spaces.sh(
    ["one", "two"].map((host, i) =>
      `ip -n ${host} addr flush dev eth0; ip -n ${host} addr add 172.20.0.${i + 1}/16 dev eth0`
    ),
  );
  await sayUntilHeard(one, two, "bcast:eth0", "from afar");
});

linksTest(
  "datagrams of any size pass, and one that is too large is counted",
  [bcast("eth0")],
  async ({ one, two }) => {
    for (const size of [0, 1, 1473, 20_000]) {
      const text = "x".repeat(size);
      await one.ask({ kind: "send", text, to: null });
      await two.until(heard("bcast:eth0", text));
    }
    await one.ask({ kind: "send", text: "x".repeat(70_000), to: null });
    const counters = await one.ask({ kind: "counters" });
    assertEquals(counters["bcast:eth0.sendErrors.EMSGSIZE"], 1);
    assertEquals((await two.ask({ kind: "counters" }))["bcast:eth0.receivedPackets"], 4);
  },
);

linksTest(
  "a new configuration closes what went and keeps what stayed",
  [bcast("eth0"), bcast("eth1")],
  async ({ one, two }) => {
    await sayUntilHeard(one, two, "bcast:eth1", "both");
    await two.ask({ kind: "links", links: [bcast("eth1")], self: TWO });
    const counters = await two.ask({ kind: "counters" });
    assertEquals(Object.keys(counters).some((name) => name.startsWith("bcast:eth0")), false);
    assertEquals(counters["bcast:eth1.receivedPackets"] > 0, true);
    const before = two.said.length;
    await one.ask({ kind: "send", text: "which", to: null });
    await two.until(heard("bcast:eth1", "which"), before);
    assertEquals(two.said.some(heard("bcast:eth0", "which")), false);
  },
);

Deno.test("what is found before anybody listens is told to whoever does first", async () => {
  const links = new Links();
  links.configure([bcast("nowhere0")], ONE);
  const told: string[] = [];
  const events = {
    onDatagram: () => {},
    onState: (...state: readonly string[]) => void told.push(state.join(" ")),
  };
  links.listen(events);
  links.listen(events);
  // As it is read back from what a last life has left: it is the same link, and stays open.
  const { name, ...rest } = bcast("nowhere0");
  links.configure([{ ...rest, name }], ONE);
  links.configure([bcast("nowhere1")], ONE);
  links.close();
  assertEquals(told, [
    "bcast:nowhere0 down interface nowhere0 does not exist",
    "bcast:nowhere1 down interface nowhere1 does not exist",
  ]);
  // The thread that waits for the kernel's words ends.
  await new Promise((resolve) => setTimeout(resolve, 50));
});
