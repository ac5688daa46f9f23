/** When the arbiter's vote is asked for, by whom, and when it is given back. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import type { NodeName } from "../../src/model/mod.ts";
import { nodes } from "../cluster_config.ts";
import { Rig, WEB } from "./rig.ts";

const [N1, N2] = nodes(2) as [NodeName, NodeName];
const DEADTIME = 2000;
const TTL = 4000;
const ARBITER = [
  `[arbiter]\nkind = "etcd"\nendpoints = ["http://192.0.2.1:2379"]\nttl = "${TTL}ms"`,
];

/** n1 runs everything, and both have looked for long enough to know that the vote is nobody's. */
function settled(): Rig {
  const rig = Rig.settled({ nodes: 2, ...WEB, more: ARBITER });
  rig.run(2 * TTL);
  assert(rig.runsOn(N1).length > 0);
  rig.steps.length = 0;
  return rig;
}

const asked = (
  rig: Rig,
  name: NodeName,
) => [...new Set(rig.effects(name, "askArbiter").map(({ request }) => request.kind))];
const voters = (rig: Rig) =>
  rig.names.filter((name) => rig.daemons.get(name)?.node.snapshot(rig.now).arbiter?.held);

/** Whether everything runs on `name` for `length` without a break. */
const goesOn = (rig: Rig, name: NodeName, length: number) =>
  rig.until(() => rig.runsOn(name).length === 0, length) === null;

function cutBetween(rig: Rig): () => void {
  const mends = [rig.network.cut(N1, N2), rig.network.cut(N2, N1)];
  return () => mends.forEach((mend) => mend());
}

Deno.test("in peace both only look, and not often", () => {
  const rig = settled();
  rig.run(10 * TTL);
  assertEquals([asked(rig, N1), asked(rig, N2), voters(rig)], [["look"], ["look"], []]);
  assert(rig.effects(N1, "askArbiter").length <= 21);
});

Deno.test("who runs something has the vote before it needs it, when the other one crashes", () => {
  const rig = settled();
  rig.crash(N2);
  assert(goesOn(rig, N1, 5 * TTL));
  assertEquals(voters(rig), [N1]);
});

Deno.test("a planned stop of the other one disturbs nothing either", () => {
  const rig = settled();
  rig.tell(N2, { kind: "leave" });
  assert(goesOn(rig, N1, 5 * TTL));
  assertEquals(voters(rig), [N1]);
});

Deno.test("who runs nothing asks when the other one is silent for deadtime, and takes over then", () => {
  const rig = settled();
  rig.crash(N1);
  const after = rig.until(() => rig.runsOn(N2).length > 0, 2 * DEADTIME);
  assert(after !== null && after >= DEADTIME - 200 && after <= DEADTIME + 200, `${after}`);
  assertEquals(voters(rig), [N2]);
});

Deno.test("of two that do not hear each other the one that runs something goes on", () => {
  const rig = settled();
  const mend = cutBetween(rig);
  assert(goesOn(rig, N1, 5 * TTL));
  assertEquals([rig.runsOn(N2), voters(rig)], [[], [N1]]);
  mend();
  assert(goesOn(rig, N1, 5 * TTL));
  assertEquals(voters(rig), [], "it is given back");
});

Deno.test("one that reaches neither the arbiter nor the other one lets go before that one takes over", () => {
  const rig = settled();
  rig.outside.arbiter.unreachedBy.add(N1);
  cutBetween(rig);
  const letGo = rig.until(() => rig.runsOn(N1).length === 0, DEADTIME);
  const taken = rig.until(() => rig.runsOn(N2).length > 0, DEADTIME);
  assert(letGo !== null && taken !== null && taken > 0, `${letGo} ${taken}`);
});

Deno.test("without the arbiter both go on while they hear each other, and neither does alone", () => {
  const rig = settled();
  rig.outside.arbiter.isUp = false;
  assert(goesOn(rig, N1, 5 * TTL));
  rig.crash(N2);
  assert(rig.until(() => rig.runsOn(N1).length === 0, DEADTIME) !== null);
  rig.outside.arbiter.isUp = true;
  assert(rig.until(() => rig.runsOn(N1).length > 0, 2 * TTL) !== null);
});
