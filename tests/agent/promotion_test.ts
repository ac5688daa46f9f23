/** Promotable clones on one node: roles, monitors by role, failures by operation. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { CloneTraits } from "../../src/agent/mod.ts";
import { INFINITY, type MonitorConfig, type ResourceConfig } from "../../src/model/mod.ts";
import { Desk, dummy, ERROR, exited, NOT_RUNNING, OK } from "./desk.ts";

const CLONE: CloneTraits = {
  max: 2,
  nodeMax: 1,
  unique: false,
  notify: true,
  promoted: { max: 1, nodeMax: 1 },
};
const PROMOTED = exited(8);
const MONITORS: readonly MonitorConfig[] = [
  { interval: 10_000, depth: 0, role: null },
  { interval: 5000, depth: 0, role: "promoted" },
];
const DB = dummy("db", { monitors: MONITORS });

/** Started, its first monitor done; promoted if that is asked for. */
function started(config: ResourceConfig = DB, promoted = false): Desk {
  const desk = new Desk([config], {}, CLONE).tick().end(NOT_RUNNING);
  desk.order("db", "start").end(OK).tick().end(OK);
  if (promoted) desk.order("db", "promote").end(OK).tick().end(PROMOTED);
  return desk.clear();
}

const is = (desk: Desk) => {
  const { state, promoted, failcount } = desk.of("db");
  return [state, promoted, failcount];
};

Deno.test("a promotable clone is asked at once how it is, then at the interval of its role", () => {
  const desk = new Desk([DB], {}, CLONE).tick().end(NOT_RUNNING).clear();
  desk.order("db", "start").end(OK).tick();
  assertEquals(desk.begun, ["start db", "monitor db"]);
  desk.end(OK).tick(9999).tick(10_000);
  assertEquals([...desk.running.values()].map(({ interval }) => interval), [10_000]);
  desk.end(OK).order("db", "promote").end(OK).tick();
  assertEquals([...desk.running.values()].map(({ interval }) => interval), [5000]);
  desk.end(PROMOTED).tick(15_000).end(PROMOTED).tick(20_000).end(PROMOTED);
  desk.clear().order("db", "demote").end(OK).tick(24_999);
  assertEquals([...desk.running.values()].map(({ role }) => role), ["unpromoted"]);
});

Deno.test("a promotion and a demotion are told, and outlive the daemon", () => {
  const desk = started(DB, true);
  assertEquals(is(desk), ["started", true, 0]);
  const second = new Desk([DB], desk.ledger.saved(), CLONE).tick();
  second.end(PROMOTED);
  assertEquals(is(second), ["started", true, 0]);
  assertEquals(is(desk.order("db", "demote").end(OK)), ["started", false, 0]);
});

Deno.test("a probe finds it promoted, well or not", () => {
  const probed = (status: number) => is(new Desk([DB], {}, CLONE).tick().end(exited(status)));
  assertEquals(probed(8), ["started", true, 0]);
  assertEquals(probed(191), ["started", true, 0]);
  assertEquals(probed(9), ["failed", true, 1]);
  assertEquals(probed(190), ["started", false, 0]);
});

Deno.test("found in the other role than it should be in, it has failed", () => {
  const slipped = started(DB, true).tick(5000).end(OK);
  assertEquals(is(slipped), ["failed", true, 1]);
  assertEquals(slipped.of("db").lastFailure?.reason, "it is not promoted");
  const rose = started().tick(10_000).end(PROMOTED);
  assertEquals(is(rose), ["failed", true, 1]);
  assertEquals(rose.of("db").failures[0]?.role, "unpromoted");
});

Deno.test("what is no promotable clone may answer as if it were promoted", () => {
  const desk = Desk.busy(DB).tick(10_000).end(PROMOTED);
  assertEquals(is(desk), ["started", false, 0]);
});

Deno.test("a failed promotion may have promoted it; a failed demotion is followed by a stop", () => {
  assertEquals(is(started().order("db", "promote").end(ERROR)), ["failed", true, 1]);
  assertEquals(is(started(DB, true).order("db", "demote").end(ERROR)), ["failed", false, 1]);
  const blocked = dummy("db", { monitors: MONITORS, onFail: { demote: "block" } });
  assertEquals(is(started(blocked, true).order("db", "demote").end(ERROR)), ["failed", true, 1]);
  const dead = started(DB, true).order("db", "demote").end(NOT_RUNNING);
  assertEquals(is(dead), ["stopped", false, 1]);
});

Deno.test("being demoted mends only what asked for no more", () => {
  const failed = (onFail: "restart" | "demote") => {
    const monitors: MonitorConfig[] = [MONITORS[0]!, { ...MONITORS[1]!, onFail }];
    const desk = started(dummy("db", { monitors }), true).tick(5000).end(exited(9));
    return is(desk.order("db", "demote").end(OK));
  };
  assertEquals(failed("restart"), ["failed", false, 1]);
  assertEquals(failed("demote"), ["started", false, 1]);
});

Deno.test("failures are counted by operation, and one that is to be ignored is not", () => {
  const desk = started().tick(10_000).end(ERROR);
  desk.order("db", "stop").end(OK).order("db", "start").end(OK).tick().end(OK);
  desk.order("db", "promote").end(ERROR);
  assertEquals(
    desk.of("db").failures.map(({ action, interval, count }) => [action, interval, count]),
    [["monitor", 10_000, 1], ["promote", 0, 1]],
  );
  assertEquals(desk.of("db").failcount, 2);
  const monitors: MonitorConfig[] = [{ interval: 1000, depth: 0, role: null, onFail: "ignore" }];
  const deaf = started(dummy("db", { monitors })).tick(1000).end(ERROR);
  assertEquals([...is(deaf), deaf.of("db").lastFailure?.status], ["failed", false, 0, 1]);
});

Deno.test("what nobody restarts is watched on; the same failure again counts once", () => {
  const monitors: MonitorConfig[] = [{ interval: 1000, depth: 0, role: null, onFail: "block" }];
  const desk = started(dummy("db", { monitors, failureTimeout: 60_000 })).tick(1000).end(ERROR);
  desk.tick(2000).end(ERROR).tick(3000).end(ERROR);
  assertEquals(is(desk), ["failed", false, 1]);
  assertEquals(is(desk.tick(4000).end(OK)), ["started", false, 1]);
  assertEquals(is(desk.tick(100_000)), ["started", false, 1], "a failure that blocks stays");
});

Deno.test("a start that fails counts one where start failures are not fatal", () => {
  const desk = new Desk([DB], {}, CLONE, false).tick().end(NOT_RUNNING);
  assertEquals(is(desk.order("db", "start").end(ERROR)), ["failed", false, 1]);
  assertEquals(is(desk.order("db", "stop").end(ERROR)), ["stopFailed", false, INFINITY]);
});

Deno.test("a notification changes nothing, even where it fails", () => {
  const desk = started();
  const meta = { notify_type: "pre", notify_operation: "promote" };
  desk.order("db", "notify", 90, 1, meta);
  assertEquals([...desk.running.values()][0]?.meta["notify_type"], "pre");
  desk.end(ERROR);
  assertEquals([...is(desk), desk.of("db").instruction?.finished], ["started", false, 0, true]);
});

Deno.test("its agent is told of its clone, and goes on being told what the start was told", () => {
  const desk = new Desk([DB], {}, CLONE).tick().end(NOT_RUNNING);
  const meta = { clone: "1", notify_start_uname: "n1" };
  desk.order("db", "start", 1, 1, meta);
  const told = () => [...desk.running.values()][0]?.meta;
  assertEquals(told()?.["notify_start_uname"], "n1");
  desk.end(OK).tick();
  assertEquals(told(), {
    clone: "1",
    clone_max: "2",
    clone_node_max: "1",
    globally_unique: "false",
    notify: "true",
    promotable: "true",
    promoted_max: "1",
    promoted_node_max: "1",
    master_max: "1",
    master_node_max: "1",
  });
});

Deno.test("letting go demotes first; what cannot be demoted is stopped all the same", () => {
  const desk = started(DB, true);
  desk.letGo([DB.id]);
  desk.end(OK);
  desk.letGo([DB.id]);
  assertEquals(desk.begun, ["demote db", "stop db"]);
  const stubborn = started(DB, true);
  stubborn.letGo([DB.id]);
  stubborn.end(ERROR);
  stubborn.letGo([DB.id]);
  assertEquals(stubborn.begun, ["demote db", "stop db"]);
});

Deno.test("a stop does not wait for a promotion; of half a promotion the worst is believed", () => {
  const desk = started().order("db", "promote").order("db", "stop");
  assertEquals(desk.cancelled.length, 1);
  desk.end(OK);
  assertEquals([...is(desk), desk.of("db").busy], ["failed", true, 0, "stop"]);
  assertEquals(is(desk.end(OK)), ["stopped", false, 0]);
});

Deno.test("a notification and a promotion wait for a monitor, which may be putting things right", () => {
  const desk = started().tick(10_000).order("db", "promote");
  assertEquals([desk.cancelled, desk.begun, desk.of("db").busy], [[], ["monitor db"], "promote"]);
  desk.end(OK);
  assertEquals(desk.begun, ["monitor db", "promote db"]);
  const leaving = started(DB, true).tick(5000).order("db", "demote");
  assertEquals(leaving.cancelled.length, 1);
});
