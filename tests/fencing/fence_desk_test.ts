import "../pure.ts";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FenceDesk, type FenceOperation, type FenceOutcome } from "../../src/fencing/mod.ts";
import {
  type Epoch,
  type Event,
  type FenceAttempt,
  type FenceDeviceConfig,
  fenceDeviceName,
  type FenceOrder,
  instant,
  type InstructionId,
  NO_FENCING,
  Random,
} from "../../src/model/mod.ts";
import { device, n1, n2, n3 } from "./plant.ts";

const DONE: FenceOutcome = { kind: "done" };
const BROKEN: FenceOutcome = { kind: "failed", why: "login failed" };
const WALL = 1_700_000_000_000;

const id = (serial: number, counter = 1): InstructionId => ({
  serial,
  epoch: { counter, node: n1, generation: 1 } satisfies Epoch,
});

const order = (serial: number, changes: Partial<FenceOrder> = {}): FenceOrder => ({
  serial,
  target: n2,
  targetGeneration: 3,
  device: fenceDeviceName("ipmi"),
  action: "off",
  because: "it has fallen silent",
  ...changes,
});

/** A desk on n1 and what it has asked of the world. */
class Seat {
  readonly desk: FenceDesk;
  readonly called: FenceOperation[] = [];
  readonly events: Event[] = [];
  now = 0;

  constructor(devices: readonly FenceDeviceConfig[], saved: readonly FenceAttempt[] = []) {
    const fencing = { ...NO_FENCING, devices };
    this.desk = new FenceDesk(n1, fencing, saved, new Random(1), instant(0));
  }

  order(serial: number, changes: Partial<FenceOrder> = {}, counter = 1): void {
    this.desk.order(order(serial, changes), id(serial, counter), WALL + this.now, this.at());
    this.#drain();
  }

  /** The last call ends. */
  end(outcome: FenceOutcome, took = 1000): void {
    this.now += took;
    const last = this.called.at(-1)?.id ?? 0;
    this.desk.finished(last, outcome, WALL + this.now, took, this.at());
    this.#drain();
  }

  /** To its next deadline. */
  wake(): void {
    this.now = this.desk.deadline();
    this.desk.tick(this.at());
    this.#drain();
  }

  configure(devices: readonly FenceDeviceConfig[]): void {
    this.desk.configure({ ...NO_FENCING, devices }, this.at());
  }

  at() {
    return instant(this.now);
  }

  #drain(): void {
    for (const effect of this.desk.drain()) {
      if (effect.kind === "runFence") this.called.push(effect.operation);
      else this.events.push(effect.event);
    }
  }

  get calls(): readonly string[] {
    return this.called.map(({ device, action, target }) => `${device.name} ${action} ${target}`);
  }

  get states(): readonly string[] {
    return this.desk.report.attempts.map(({ id, state, why }) =>
      `${id.serial} ${state}${why === "" ? "" : `: ${why}`}`
    );
  }
}

const ipmi = device("ipmi");

Deno.test("an order is one call, and its report says when it began and how it went", () => {
  const seat = new Seat([ipmi]);
  seat.now = 5000;
  seat.order(1);
  seat.order(1);
  assertEquals(seat.calls, ["ipmi off n2"]);
  assertEquals(seat.states, ["1 underWay"]);
  seat.end(DONE, 1200);
  seat.order(1);
  assertEquals(seat.calls.length, 1);
  assertEquals(seat.desk.report.attempts, [{
    ...{ id: id(1), target: n2, generation: 3, action: "off", device: ipmi.name, by: n1 },
    ...{ because: "it has fallen silent", state: "done", why: "" },
    ...{ wall: WALL + 5000, took: 1200 },
  }]);
  assertEquals(seat.events.map(({ kind }) => kind), ["fenceBegun", "fenceEnded"]);
});

Deno.test("one device is called once at a time, another one meanwhile", () => {
  const seat = new Seat([ipmi, device("pdu")]);
  seat.order(1);
  seat.order(2, { target: n3 });
  seat.order(3, { device: fenceDeviceName("pdu") });
  assertEquals(seat.calls, ["ipmi off n2", "pdu off n2"]);
  seat.desk.finished(1, DONE, WALL, 1, seat.at());
  seat.wake();
  assertEquals(seat.calls.at(-1), "ipmi off n3");
});

Deno.test("status has succeeded if the node is off, the others if they are done", () => {
  const judged = (action: FenceOrder["action"], outcome: FenceOutcome): string => {
    const seat = new Seat([ipmi]);
    seat.order(1, { action });
    seat.end(outcome);
    return seat.states.join();
  };
  assertEquals(judged("status", { kind: "isOff" }), "1 done");
  assertEquals(judged("status", DONE), "1 failed: the node is still on");
  assertEquals(judged("status", BROKEN), "1 failed: login failed");
  assertEquals(judged("reboot", DONE), "1 done");
  assertEquals(judged("off", BROKEN), "1 failed: login failed");
  assertEquals(judged("off", { kind: "isOff" }).slice(0, 8), "1 failed");
});

Deno.test("what this node cannot call fails at once, and says why", () => {
  const seat = new Seat([
    device("others", { from: [n2] }),
    device("hand", { agent: { kind: "manual" } }),
    device("dog", { agent: { kind: "watchdog" } }),
    { ...ipmi, targets: { [n3]: "3" } },
  ]);
  for (const [at, name] of ["others", "hand", "dog", "ipmi"].entries()) {
    seat.order(at, { device: fenceDeviceName(name) });
  }
  assertEquals(seat.calls, []);
  assertEquals(seat.states, [
    "0 failed: n1 has no device others that it may use",
    "1 failed: n1 has no device hand that it may use",
    "2 failed: n1 has no device dog that it may use",
    "3 failed: for n1 it cannot fence n2",
  ]);
});

Deno.test("a call without an answer is given up, and its late answer means nothing", () => {
  const seat = new Seat([ipmi]);
  seat.order(1);
  seat.wake();
  assertEquals(seat.now, 25_000);
  assertEquals(seat.states, ["1 failed: no answer in time"]);
  seat.order(2);
  seat.desk.finished(1, DONE, WALL, 30_000, seat.at());
  assertEquals(seat.states, ["1 failed: no answer in time", "2 underWay"]);
});

Deno.test("what one coordinator wanted and was not begun ends with the first word of the next", () => {
  const seat = new Seat([ipmi]);
  seat.order(1);
  seat.order(2, { target: n3 });
  seat.order(1, { target: n3, action: "reboot" }, 2);
  seat.end(DONE);
  assertEquals(seat.calls, ["ipmi off n2", "ipmi reboot n3"]);
  assertEquals(seat.states, ["1 done", "1 underWay"]);
});

Deno.test("of its history two dozen attempts are kept, and none is ever made twice", () => {
  const seat = new Seat([ipmi]);
  for (let serial = 1; serial <= 50; serial += 1) {
    seat.order(serial);
    seat.end(DONE);
  }
  assertEquals(seat.states.length, 24);
  assertEquals(seat.states.at(-1), "50 done");
  for (let serial = 1; serial <= 50; serial += 1) seat.order(serial);
  assertEquals(seat.calls.length, 50);
});

Deno.test("what fails as it did before is kept once, so that the rest of the history is not lost", () => {
  const seat = new Seat([ipmi]);
  seat.order(1);
  seat.end(DONE);
  for (let serial = 2; serial <= 2000; serial += 1) {
    seat.order(serial);
    seat.end(serial === 3 ? { kind: "failed", why: "timed out" } : BROKEN);
  }
  assertEquals(seat.states, ["1 done", "3 failed: timed out", "2000 failed: login failed"]);
  for (let serial = 1; serial <= 2000; serial += 1) seat.order(serial);
  assertEquals(seat.calls.length, 2000);
});

Deno.test("a new coordinator counts from one, and an old one is not listened to any more", () => {
  const seat = new Seat([ipmi]);
  for (let serial = 1; serial <= 1100; serial += 1) {
    seat.order(serial);
    seat.end(DONE);
  }
  for (const serial of [1, 1100]) {
    seat.order(serial, { target: n3 }, 2);
    seat.end(DONE);
  }
  seat.order(1101);
  assertEquals(seat.calls.length, 1102);
  assertEquals(seat.calls.at(-1), "ipmi off n3");
});

Deno.test("its history outlives the daemon; what was under way then has failed", () => {
  const before = new Seat([ipmi]);
  before.order(1);
  before.end(DONE);
  before.order(2);
  const seat = new Seat([ipmi], before.desk.report.attempts);
  assertEquals(seat.states, ["1 done", "2 failed: hb ended on this node meanwhile"]);
  seat.order(2);
  assertEquals(seat.calls, []);
});

Deno.test("the report is the same object until something in it changes", () => {
  const seat = new Seat([ipmi]);
  const before = seat.desk.report;
  seat.desk.tick(seat.at());
  assertStrictEquals(seat.desk.report, before);
  seat.order(1);
  const under = seat.desk.report;
  assert(under !== before);
  seat.order(1);
  seat.desk.tick(seat.at());
  assertStrictEquals(seat.desk.report, under);
});

Deno.test("devices are asked whether they work, soon after the start and then at their interval", () => {
  const seat = new Seat([{ ...ipmi, monitor: 3_600_000 }, device("never")]);
  seat.wake();
  assert(seat.now <= 10_000);
  assertEquals(seat.calls, ["ipmi monitor null"]);
  assertEquals(seat.desk.report.devices[0]?.state, "unknown");
  seat.end(DONE);
  assertEquals(seat.desk.report.devices.map(({ state }) => state), ["works", "unknown"]);
  assertEquals(seat.desk.deadline() - seat.now, 3_600_000);
  assertEquals(seat.events, []);
});

Deno.test("a device that fails is told of, asked again within a minute, and told of again", () => {
  const seat = new Seat([{ ...ipmi, monitor: 3_600_000 }]);
  seat.wake();
  seat.end(BROKEN);
  assertEquals(seat.desk.report.devices, [
    { device: ipmi.name, state: "failed", why: "login failed" },
  ]);
  assertEquals(seat.desk.deadline() - seat.now, 60_000);
  seat.wake();
  seat.end(BROKEN);
  seat.wake();
  seat.end(DONE);
  assertEquals(seat.events, [
    { kind: "fenceDevice", device: ipmi.name, works: false, why: "login failed" },
    { kind: "fenceDevice", device: ipmi.name, works: true, why: "" },
  ]);
});

Deno.test("a device that has fenced a node works, one that could not is not called broken for it", () => {
  const seat = new Seat([ipmi]);
  seat.order(1);
  seat.end(BROKEN);
  assertEquals(seat.desk.report.devices[0]?.state, "unknown");
  seat.order(2);
  seat.end(DONE);
  assertEquals(seat.desk.report.devices[0]?.state, "works");
});

Deno.test("a device that the configuration drops ends its call and is gone; a changed one is new", () => {
  const seat = new Seat([ipmi, device("pdu")]);
  seat.order(1);
  seat.configure([device("pdu")]);
  assertEquals(seat.desk.report.devices.map((each) => each.device), ["pdu"]);
  seat.order(2);
  seat.end(DONE);
  assertEquals(seat.states, ["1 done", "2 failed: n1 has no device ipmi that it may use"]);
  assertEquals(seat.desk.deadline(), Infinity);

  seat.order(3, { device: fenceDeviceName("pdu") });
  seat.end(DONE);
  seat.configure([device("pdu")]);
  assertEquals(seat.desk.report.devices[0]?.state, "works");
  seat.configure([device("pdu", { params: { ip: "192.0.2.9" } })]);
  assertEquals(seat.desk.report.devices[0]?.state, "unknown");
});

Deno.test("calls in line for one device are bounded, and so is what is told of each", () => {
  const seat = new Seat([device("ipmi")]);
  for (let serial = 1; serial <= 100; serial++) seat.order(serial, { because: "x".repeat(5000) });
  const { attempts } = seat.desk.report;
  assertEquals(attempts.at(-1)?.why, "64 calls wait for ipmi already");
  assert(attempts.every(({ because }) => because.length === 1000));
});
