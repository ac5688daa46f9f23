/** Orders that come when their coordinator has long given up the node that was to take them. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import type { NodeName, UnitName } from "../../src/model/mod.ts";
import { LINK } from "../sim/cluster.ts";
import { Stranger } from "../sim/stranger.ts";
import { Rig, WEB } from "./rig.ts";

/** The datagrams with orders that `from` has sent to `to`. */
function ordersTo(rig: Rig, from: NodeName, to: NodeName): readonly Uint8Array[] {
  const stranger = new Stranger();
  return rig.effects(from, "send").filter((sent) =>
    stranger.read(sent.datagram)?.message?.kind === "instruct" && sent.to === to
  ).map(({ datagram }) => datagram);
}

Deno.test("an order from before a node was given up starts nothing when the node is back", () => {
  const rig = Rig.settled({ nodes: 3, ...WEB });
  const coordinator = rig.names.find((name) => rig.daemons.get(name)?.node.lastPlan)!;
  const target = rig.names.find((name) => name !== coordinator && rig.runsOn(name).length === 0)!;
  const holder = () => rig.names.find((name) => rig.runsOn(name).length === 2);
  rig.ask(coordinator, { kind: "move", unit: "web" as UnitName, to: target });
  rig.pause(target);
  assert(rig.until(() => ordersTo(rig, coordinator, target).length > 0, 1000) !== null, "no order");
  const [late] = ordersTo(rig, coordinator, target);
  assert(rig.until(() => holder() !== undefined, 5000) !== null, "nobody takes over");
  // What waits for it there comes later than what it hears first.
  rig.daemons.get(target)?.waiting.splice(0);
  rig.resume(target);
  rig.run(2000);
  assertEquals(rig.daemons.get(target)?.node.snapshot(rig.now).phase, "joined");
  rig.steps.length = 0;
  rig.tell(target, { kind: "datagram", link: LINK, bytes: late! });
  rig.run(1000);
  const begun = rig.effects(target, "runAgent").map(({ operation }) => operation.action);
  assertEquals(begun.filter((action) => action === "start"), []);
});
