import "../pure.ts";
import { assertEquals } from "@std/assert";
import { provesAlone } from "../../src/fencing/mod.ts";
import {
  type FenceAttempt,
  type FenceDeviceConfig,
  fenceDeviceName,
  NO_FENCING,
  nodeName,
} from "../../src/model/mod.ts";
import { fenceDevice } from "../fence_device.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");

const device = (name: string, changes: Partial<FenceDeviceConfig> = {}): FenceDeviceConfig =>
  fenceDevice(name, [N1, N2], changes);

const attempt = (changes: Partial<FenceAttempt> = {}): FenceAttempt => ({
  id: { epoch: { counter: 1, node: N1, generation: 1 }, serial: 1 },
  target: N1,
  generation: 3,
  action: "off",
  device: fenceDeviceName("power"),
  by: N2,
  because: "it has fallen silent",
  state: "done",
  why: "",
  wall: 0,
  took: 0,
  ...changes,
});

const proves = (devices: readonly FenceDeviceConfig[], changes: Partial<FenceAttempt> = {}) =>
  provesAlone({ ...NO_FENCING, devices }, attempt(changes));

Deno.test("the only device of its level proves it by itself", () => {
  assertEquals(proves([device("power"), device("spare", { level: 2 })]), true);
  assertEquals(proves([device("power")], { action: "reboot" }), true);
});

Deno.test("a call that failed, or that switched the node on, proves nothing", () => {
  assertEquals(proves([device("power")], { state: "failed" }), false);
  assertEquals(proves([device("power")], { state: "underWay" }), false);
  assertEquals(proves([device("power")], { action: "on" }), false);
});

Deno.test("one of two supplies proves nothing; one that feeds another node does not matter", () => {
  assertEquals(proves([device("power"), device("second")]), false);
  assertEquals(proves([device("power"), device("other", { targets: { [N2]: "n2" } })]), true);
});

Deno.test("where the device is to be asked afterwards, its answer is what counts", () => {
  assertEquals(proves([device("power", { verify: true })]), false);
  assertEquals(proves([device("power", { verify: true })], { action: "status" }), true);
});

Deno.test("a device that is configured no more proves nothing", () => {
  assertEquals(proves([]), false);
});
