/** What operators want, as it stands in the settings. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import {
  askCleanup,
  askMove,
  describeSetting,
  dueCleanups,
  endMove,
  isStandby,
  pendingMoves,
  setStandby,
} from "../../src/coordinator/mod.ts";
import { nodeName, resourceId, unitName } from "../../src/model/mod.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const WEB = unitName("web");
const VIP = resourceId("vip");

Deno.test("standby, and online again", () => {
  const on = setStandby({}, N2, true, N1, 5);
  assertEquals([isStandby(on, N1), isStandby(on, N2)], [false, true]);
  assertEquals(isStandby(setStandby(on, N2, false, N1, 5), N2), false);
});

Deno.test("a move is pending until it is ended, and leaves nothing behind", () => {
  const asked = askMove({}, WEB, null, N1, 5);
  assertEquals(pendingMoves(asked), [{ unit: WEB, to: null }]);
  const chosen = askMove(asked, WEB, N2, N1, 0);
  assertEquals(pendingMoves(chosen), [{ unit: WEB, to: N2 }]);
  assertEquals(pendingMoves(endMove(chosen, WEB, N1, 0)), []);
});

Deno.test("a clean-up is due once on each node it is meant for", () => {
  const asked = askCleanup({}, [VIP], N1, N2, 5);
  assertEquals(dueCleanups(asked, N2, {}), []);
  const [due] = dueCleanups(asked, N1, {});
  assertEquals(due?.resource, VIP);
  const done = { [due!.key]: due!.counter };
  assertEquals(dueCleanups(asked, N1, done), []);
  assertEquals(dueCleanups(askCleanup(asked, [VIP], N1, N2, 5), N1, done).length, 1, "once more");
});

Deno.test("a clean-up of everything everywhere is one setting", () => {
  const asked = askCleanup({}, null, null, N1, 5);
  assertEquals(Object.keys(asked).length, 1);
  assertEquals(dueCleanups(asked, N2, {}).map(({ resource }) => resource), [null]);
});

Deno.test("each setting can be said, and the end of a move is not worth saying", () => {
  const said = (settings: ReturnType<typeof askMove>) =>
    Object.entries(settings).map(([key, { value }]) => describeSetting(key, value));
  assertEquals(said(setStandby({}, N2, true, N1, 5)), ["n2 is in standby"]);
  assertEquals(said(setStandby({}, N2, false, N1, 5)), ["n2 is online"]);
  assertEquals(said(askMove({}, WEB, N2, N1, 5)), ["web is to move to n2"]);
  assertEquals(said(askMove({}, WEB, null, N1, 5)), ["web is to move elsewhere"]);
  assertEquals(said(endMove({}, WEB, N1, 5)), [null]);
  assertEquals(said(askCleanup({}, [VIP], N2, N1, 5)), ["clean-up of vip on n2"]);
  assertEquals(said(askCleanup({}, null, null, N1, 5)), ["clean-up of everything on every node"]);
  const later = "pinned/web, which only a later hb knows, is";
  assertEquals(describeSetting("pinned/web", "n1"), `${later} n1`);
  assertEquals(describeSetting("pinned/web", null), `${later} not set`);
});
