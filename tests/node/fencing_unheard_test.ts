/** A coordinator that does not hear a node itself takes no word for its end while members hear it. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { type NodeName, nodeName } from "../../src/model/mod.ts";
import { Rig, WEB } from "./rig.ts";

const [N1, N2, N3, N4, N5] = ["n1", "n2", "n3", "n4", "n5"].map(nodeName) as [
  NodeName,
  NodeName,
  NodeName,
  NodeName,
  NodeName,
];

/** n2 has the group; n1 and n4 (one of which coordinates after that) neither hear it nor are heard. */
function partlyUnheard(requireQuorum: boolean): Rig {
  const rig = Rig.settled({
    nodes: 5,
    ...WEB,
    groups: ["web: vip nginx prefer n2"],
    more: [
      `[watchdog]\ndevice = "/dev/watchdog"\ntimeout = "2s"\nrequire_quorum = ${requireQuorum}`,
      '[[fence]]\nname = "dog"\nagent = "watchdog"',
    ],
  });
  cutFromN2(rig, [N1, N4]);
  rig.run(20_000);
  return rig;
}

function cutFromN2(rig: Rig, names: readonly NodeName[]): void {
  for (const name of names) {
    rig.network.cut(name, N2);
    rig.network.cut(N2, name);
  }
}

/** What has run on two hosts at once in the next `length` ms. */
function doubledIn(rig: Rig, length: number): readonly string[] {
  const found = new Set<string>();
  rig.afterStep = () => {
    for (const id of rig.runsOn(N2)) {
      if (rig.names.some((name) => name !== N2 && rig.runsOn(name).includes(id))) found.add(id);
    }
  };
  rig.run(length);
  return [...found];
}

const coordinatorOf = (rig: Rig): NodeName =>
  rig.names.find((name) => rig.daemons.get(name)?.node.lastPlan)!;

for (const requireQuorum of [true, false]) {
  Deno.test(`its watchdog is no proof as long as anybody hears it (require_quorum = ${requireQuorum})`, () => {
    const rig = partlyUnheard(requireQuorum);
    rig.ask(N1, { kind: "fence", node: N2, action: "off" });
    assertEquals(doubledIn(rig, 10_000), []);
    cutFromN2(rig, [N3, N5]);
    assertEquals(doubledIn(rig, 15_000), []);
    // Then it has let go, or been reset, and the others have it.
    assertEquals(rig.runsOn(N2), []);
    assertEquals(rig.names.filter((name) => rig.runsOn(name).length > 0).length, 1);
  });
}

Deno.test("an operator's word is refused while anybody is known to hear the node", () => {
  const rig = partlyUnheard(false);
  for (const name of [N1, N4]) {
    const problem = rig.ask(name, { kind: "fenceConfirm", node: N2 });
    assert(problem?.includes("it is heard"), `${name}: ${problem}`);
  }
  assertEquals(doubledIn(rig, 10_000), []);
});

Deno.test("and waits where it came before that was known", () => {
  const rig = partlyUnheard(false);
  // To one that hears nobody who hears n2.
  const coordinator = coordinatorOf(rig);
  for (const name of [N3, N5]) rig.network.cut(name, coordinator);
  rig.run(3000);
  rig.ask(coordinator, { kind: "fenceConfirm", node: N2 });
  rig.network.heal();
  cutFromN2(rig, [N1, N4]);
  assertEquals(doubledIn(rig, 10_000), []);
});
