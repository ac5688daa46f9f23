/**
 * An address that a host outside the cluster has already: taken all the same and told of, or refused
 * (`conflict = "refuse"`) with the reason in the status, until that host has given it up.
 */
import { assertEquals } from "@std/assert";
import { until } from "../../src/lab/mod.ts";
import { ADDRESS, EVENTUALLY, kinds, scenario, UNIT } from "./scenario.ts";

const group = { name: UNIT, address: ADDRESS };

scenario("an address that another host has is refused, told of, and taken when it is free", {
  nodes: 3,
  cluster: { nodes: ["n1", "n2"], groups: [{ ...group, conflict: "refuse" }] },
}, async (lab) => {
  const [n1, n2, stranger] = lab.nodes;
  const holding = lab.watchHolding();
  await stranger!.shell(`ip addr add ${ADDRESS}/24 dev eth0`);
  const shown = await stranger!.shell("ip -o link show eth0");
  const mac = /ether (\S+)/.exec(shown)?.[1] ?? "none";
  n1!.start();
  n2!.start();
  const reason = `it is in use by ${mac}`;
  await until("both have refused it", EVENTUALLY, async () => {
    const { output } = await n1!.hb("status", "-1");
    return output.split(reason).length > 2;
  }, () => n1!.lastWords());
  assertEquals(holding.holders(ADDRESS), ["n3"]);
  assertEquals(holding.overlaps(ADDRESS), []);

  await stranger!.shell(`ip addr del ${ADDRESS}/24 dev eth0`);
  assertEquals((await n1!.hb("cleanup")).code, 0);
  await until("one of them has it", EVENTUALLY, () => holding.holders(ADDRESS).length === 1);
  assertEquals(holding.overlaps(ADDRESS), []);
});

scenario("where nothing else is said it is taken, and the other host is told of", {
  nodes: 3,
  cluster: { nodes: ["n1", "n2"], groups: [group] },
}, async (lab) => {
  const [n1, n2, stranger] = lab.nodes;
  await stranger!.shell(`ip addr add ${ADDRESS}/24 dev eth0`);
  n1!.start();
  n2!.start();
  await n1!.sees(UNIT, "n1", EVENTUALLY);
  assertEquals((await kinds(n1!)).includes("addressAnswered"), true);
});
