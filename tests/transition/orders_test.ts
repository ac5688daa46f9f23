import "../pure.ts";
import { assertEquals } from "@std/assert";
import { type Epoch, nodeName, resourceId } from "../../src/model/mod.ts";
import type { Action, Transition } from "../../src/scheduler/mod.ts";
import { Orders } from "../../src/transition/mod.ts";
import { STOPPED } from "../scheduler/story.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const EPOCH: Epoch = { counter: 3, node: N1, generation: 1 };

/** Actions written `start vip on n1 after stop vip on n2`. */
function plan(...texts: readonly string[]): Transition {
  const actions = texts.map((text): Action => {
    const [id = "", after] = text.split(" after ");
    const [kind, resource = "", , node = ""] = id.split(" ");
    return {
      id,
      kind: kind as Action["kind"],
      resource: resourceId(resource),
      node: nodeName(node),
      after: after === undefined ? [] : [after],
      waits: false,
      meta: {},
      because: "",
    };
  });
  return { actions, fences: [], blocked: [], placements: [] };
}

const begun = (orders: Orders, ...texts: readonly string[]) =>
  orders.release(plan(...texts)).map(({ id }) => id);

/** A node's report of the order that it took last for vip. */
const report = (serial: number, finished: boolean, counter = 3) => ({
  [resourceId("vip")]: {
    ...STOPPED,
    instruction: { epoch: { ...EPOCH, counter }, serial, finished },
  },
});

const untaken = (orders: Orders, node = N1) => orders.untaken(node).map(({ serial }) => serial);

Deno.test("only what waits for nothing is given", () => {
  const orders = new Orders(EPOCH);
  assertEquals(begun(orders, "stop vip on n2", "start vip on n1 after stop vip on n2"), [
    "stop vip on n2",
  ]);
  assertEquals(orders.untaken(N2), [{
    serial: 1,
    resource: resourceId("vip"),
    action: "stop",
    meta: {},
  }]);
  assertEquals(orders.untaken(N1), []);
});

Deno.test("one order for a resource on a node at a time, whatever the next plan says", () => {
  const orders = new Orders(EPOCH);
  begun(orders, "start vip on n1");
  assertEquals(begun(orders, "start vip on n1"), []);
  assertEquals(begun(orders, "stop vip on n1"), []);
  assertEquals(begun(orders, "stop vip on n2", "start db on n1"), [
    "stop vip on n2",
    "start db on n1",
  ]);
  assertEquals([...orders.underWay(N1).keys()], ["vip", "db"]);
});

Deno.test("an order is said until it is seen to be taken, and is over when it is seen to be finished", () => {
  const orders = new Orders(EPOCH);
  begun(orders, "start vip on n1");
  orders.confirm(N1, {});
  orders.confirm(N1, { [resourceId("vip")]: STOPPED });
  assertEquals(untaken(orders), [1]);
  orders.confirm(N1, report(1, false));
  assertEquals([untaken(orders), [...orders.underWay(N1).keys()]], [[], ["vip"]]);
  orders.confirm(N1, report(1, true));
  assertEquals([...orders.underWay(N1).keys()], []);
  begun(orders, "stop vip on n1");
  assertEquals(untaken(orders), [2], "the next has a serial of its own");
});

Deno.test("what an earlier epoch, or an earlier order, has finished confirms nothing", () => {
  const orders = new Orders(EPOCH);
  begun(orders, "start vip on n1");
  orders.confirm(N1, report(1, true));
  begun(orders, "stop vip on n1");
  orders.confirm(N1, report(1, true));
  orders.confirm(N1, report(2, true, 2));
  orders.confirm(N2, report(2, true));
  assertEquals(untaken(orders), [2]);
});

Deno.test("an order that the node has passed over is over", () => {
  const [later, newer] = [new Orders(EPOCH), new Orders(EPOCH)];
  begun(later, "start vip on n1");
  later.confirm(N1, report(9, false));
  assertEquals([...later.underWay(N1)], []);
  begun(newer, "start vip on n1");
  newer.confirm(N1, report(1, false, 4));
  assertEquals([...newer.underWay(N1)], []);
});

Deno.test("orders to a node that is gone are dropped, the others stand", () => {
  const orders = new Orders(EPOCH);
  begun(orders, "start vip on n1", "start db on n2");
  orders.drop(N1);
  assertEquals([untaken(orders), untaken(orders, N2)], [[], [2]]);
});
