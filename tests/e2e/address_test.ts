/**
 * An address that a host outside the cluster has already: taken all the same and told of, or refused
 * (`conflict = "refuse"`) with the reason in the status, until that host has given it up.
 */
import { assertEquals } from "@std/assert";
import { type LabNode, until } from "../../src/lab/mod.ts";
import { ADDRESS, EVENTUALLY, kinds, scenario, UNIT } from "./scenario.ts";

const IPV6 = "fd00:77::200";

/** The kernel says so. */
const has = async (node: LabNode, address: string): Promise<boolean> =>
  (await node.shell(`ip -o addr show to ${address}`)) !== "";

for (const address of [ADDRESS, IPV6]) {
  scenario(`${address} is refused while another host has it, and taken when it is free`, {
    nodes: 3,
    cluster: { nodes: ["n1", "n2"], groups: [{ name: UNIT, address, conflict: "refuse" }] },
  }, async (lab) => {
    const [n1, n2, stranger] = [lab.node(1), lab.node(2), lab.node(3)];
    const nodad = address === IPV6 ? "nodad" : "";
    await stranger.shell(`ip addr add ${address}/24 dev eth0 ${nodad}`);
    const shown = await stranger.shell("ip -o link show eth0");
    const mac = /ether (\S+)/.exec(shown)?.[1] ?? "none";
    n1.start();
    n2.start();
    await until("both have refused it", EVENTUALLY, async () => {
      const { output } = await n1.hb("status", "-1");
      return output.split(`it is in use by ${mac}`).length > 2;
    }, () => n1.lastWords());
    assertEquals([await has(n1, address), await has(n2, address)], [false, false]);

    await stranger.shell(`ip addr del ${address}/24 dev eth0`);
    assertEquals((await n1.hb("cleanup")).code, 0);
    await until(
      "one of them has it",
      EVENTUALLY,
      async () => await has(n1, address) !== await has(n2, address),
      () => n1.lastWords(),
    );
  });
}

scenario("where nothing else is said it is taken, and the other host is told of", {
  nodes: 3,
  cluster: { nodes: ["n1", "n2"], groups: [{ name: UNIT, address: ADDRESS, prefer: ["n1"] }] },
}, async (lab) => {
  const [n1, n2, stranger] = [lab.node(1), lab.node(2), lab.node(3)];
  await stranger.shell(`ip addr add ${ADDRESS}/24 dev eth0`);
  n1.start();
  n2.start();
  await n1.sees(UNIT, "n1", EVENTUALLY);
  assertEquals((await kinds(n1)).includes("addressAnswered"), true);
});
