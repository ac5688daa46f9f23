/**
 * Five nodes and twenty groups.
 *
 * All twenty come to run where they prefer, from a start in the same moment; after a crash the lost
 * ones come to run elsewhere, and the others stay; no address is ever on two nodes.
 */
import { assert, assertEquals } from "@std/assert";
import { type LabNode, until } from "../../src/lab/mod.ts";
import { EVENTUALLY, scenario } from "./scenario.ts";

const NODES = 5;
const GROUPS = 20;
const DUMMY = "/usr/lib/ocf/resource.d/heartbeat/Dummy";

const addressOf = (group: number) => `10.77.0.${200 + group}`;

scenario("five nodes run twenty groups, and go on when one crashes", {
  nodes: NODES,
  needs: { [DUMMY]: "resource-agents" },
  cluster: {
    autoFailback: true,
    groups: Array.from({ length: GROUPS }, (_, group) => ({
      name: `g${group}`,
      address: addressOf(group),
      agent: "ocf:heartbeat:Dummy",
      more: `params = { state = "/run/dummy-${group}" }`,
      prefer: [`n${1 + (group % NODES)}`],
    })),
  },
}, async (lab) => {
  const holding = lab.watchHolding();
  lab.nodes.forEach((node) => node.start());
  const places = await until("twenty groups run as they prefer", EVENTUALLY, async () => {
    const now = await placed(lab.node(5));
    return now?.every((place, group) => place === `n${1 + (group % NODES)}`) ? now : null;
  }, () => lab.node(5).lastWords());

  await lab.node(1).crash();
  const after = await until("all run without n1", EVENTUALLY, async () => {
    const now = await placed(lab.node(5));
    return now !== null && !now.includes("n1") ? now : null;
  }, () => lab.node(5).lastWords());
  assert(
    places.every((place, group) => place === "n1" || place === after[group]),
    "groups moved that had no reason to",
  );
  for (let group = 0; group < GROUPS; group += 1) {
    // n1 is cut off and dead: what its kernel still has is nobody's business.
    const overlaps = holding.overlaps(addressOf(group)).filter(({ nodes }) =>
      !nodes.includes("n1")
    );
    assertEquals(overlaps, []);
  }
});

/** Each group's holder in the order of the groups, once all have one. */
async function placed(node: LabNode): Promise<readonly string[] | null> {
  const units = (await node.status())?.snapshot.units ?? [];
  const holders = Array.from(
    { length: GROUPS },
    (_, group) => units.find(({ name }) => name === `g${group}`)?.holder ?? "",
  );
  return holders.every((holder) => holder !== "") ? holders : null;
}
