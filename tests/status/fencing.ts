/** A cluster that fences: devices of two kinds, what they have done and what they have yet to do. */
import { type FenceAttempt, fenceDeviceName } from "../../src/model/mod.ts";
import type { FencingView } from "../../src/node/mod.ts";
import { n1, n2, n3, WALL } from "./documents.ts";

export const ipmi = fenceDeviceName("ipmi-n2");
const pdu = fenceDeviceName("pdu");

/** One that has ended well, by the fence device of n2 itself. */
export function attempt(serial: number, changes: Partial<FenceAttempt> = {}): FenceAttempt {
  return {
    id: { epoch: { counter: 7, node: n2, generation: 9 }, serial },
    target: n2,
    generation: 9,
    action: "reboot",
    device: ipmi,
    by: n1,
    because: "it has been silent for 10 s",
    state: "done",
    why: "",
    wall: WALL - 60_000,
    took: 3200,
    ...changes,
  };
}

export const FENCING: FencingView = {
  enabled: true,
  devices: [
    {
      name: ipmi,
      agent: { kind: "fence", name: "fence_ipmilan" },
      level: 1,
      targets: [n2],
      on: [{ node: n1, state: "works", why: "" }, { node: n3, state: "failed", why: "no route" }],
    },
    {
      name: pdu,
      agent: { kind: "command", command: ["/usr/local/sbin/pdu", "--password", "sesame"] },
      level: 2,
      targets: [n1, n2, n3],
      on: [{ node: n1, state: "unknown", why: "" }],
    },
  ],
  pending: [{
    node: n2,
    action: "reboot",
    because: "it has been silent for 10 s",
    problem: "ipmi-n2 on n1: no answer within 60 s",
  }],
  history: [
    attempt(3, { state: "underWay", device: pdu, wall: WALL - 2000, took: 0 }),
    attempt(2, {
      state: "failed",
      why: "no answer within 60 s",
      wall: WALL - 62_000,
      took: 60_000,
    }),
    attempt(1, { target: n3, action: "off", device: pdu, wall: WALL - 3_600_000 }),
  ],
};
