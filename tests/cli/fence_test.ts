/** `hb fence`: by hand, an operator's word, the list, and a device tried on this host. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import type { FenceOutcome } from "../../src/fencing/mod.ts";
import type { FencingView, NodeView } from "../../src/node/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import { documentOf, n2, on, ownView, peerView, unit, WALL, webOn } from "../status/documents.ts";
import { n1 } from "../status/documents.ts";
import { attempt, FENCING } from "../status/fencing.ts";
import { fakeWorld, type Scene } from "./fake_world.ts";

async function type(typed: string, scene: Scene) {
  const world = fakeWorld(scene);
  const code = await main(typed.split(" "), world);
  return { code, said: world.printed, complaints: world.complaints, requests: world.requests };
}

const PENDING = FENCING.pending.map((one) => ({ ...one, problem: null }));

function fencing(changes: Partial<FencingView>, age = 0): StatusDocument {
  const view = { ...FENCING, pending: [], history: [attempt(1)], ...changes };
  return documentOf({ fencing: view }, { madeAt: WALL + age });
}

const before = fencing({});

Deno.test("a node is fenced once the last call for it has ended and nothing more is wanted", async () => {
  const { code, said, requests } = await type("fence n2 --action off", {
    documents: [
      before,
      before,
      fencing({ pending: PENDING }),
      fencing({ pending: PENDING, history: [attempt(2, { state: "underWay" }), attempt(1)] }),
      fencing({ pending: PENDING, history: [attempt(2, { state: "failed" }), attempt(1)] }),
      fencing({ history: [attempt(4, { action: "status" }), attempt(3, { action: "off" })] }),
    ],
  });
  assertEquals(requests, [{ kind: "fence", node: n2, action: "off" }]);
  assertEquals([code, said], [0, ["n2 is fenced (off) by ipmi-n2 on n1 after 0.2 s"]]);
});

Deno.test("what an earlier call achieved is not taken for this one's", async () => {
  const { code, complaints } = await type("fence n2 --timeout 200ms", { documents: [before] });
  assertEquals(code, 1);
  assertEquals(complaints, [
    "Cannot fence n2 within 0.2 s: the order has not spread yet\n" +
    "It is still asked for; look at hb status",
  ]);
});

Deno.test("why a node could not be fenced is told", async () => {
  const failed = attempt(2, { state: "failed", why: "no route" });
  const { code, complaints } = await type("fence n2", {
    documents: [before, fencing({ history: [failed, attempt(1)] })],
  });
  assertEquals([code, complaints], [1, [
    "Cannot fence n2: ipmi-n2, called on n1, failed: no route",
  ]]);
});

Deno.test("where nothing is wanted any more and nothing was called, nothing could be", async () => {
  const { code, complaints } = await type("fence n2", { documents: [before, fencing({}, 5000)] });
  const why = "Cannot fence n2: no device could be called; look at hb fence list n2";
  assertEquals([code, complaints], [1, [why]]);
});

Deno.test("a node whose only device is an operator is not waited for", async () => {
  const devices = FENCING.devices.map((device) => ({
    ...device,
    agent: { kind: "manual" } as const,
  }));
  const { code, complaints, requests } = await type("fence n2", {
    documents: [fencing({ devices })],
  });
  assertEquals([code, requests], [1, []]);
  assertStringIncludes(complaints.join(), "ipmi-n2 is manual");
  assertStringIncludes(complaints.join(), "hb fence confirm n2");
});

const unclean = (changes: Partial<NodeView> = {}): StatusDocument =>
  documentOf({
    nodes: [
      ownView(),
      peerView({
        standing: "unclean",
        because: "silent",
        heardAgo: 12_300,
        unclean: "it has been silent for 10 s",
        ...changes,
      }),
    ],
    units: [unit(webOn(on(n1, "stopped"), on(n2, "started")), { holder: null })],
  });
const clean = unclean({ standing: "offline", unclean: null });

Deno.test("that a node is off is taken from nobody who has not been told what it means", async () => {
  const { code, complaints, requests } = await type("fence confirm n2", { documents: [unclean()] });
  assertEquals([code, requests], [64, []]);
  for (const part of ["last been heard 12 s ago", "it had web.", "hb fence confirm n2 --yes"]) {
    assertStringIncludes(complaints.join(), part);
  }
});

Deno.test("a confirmation waits until the node counts as off", async () => {
  const { code, said, requests } = await type("fence confirm n2 --yes", {
    documents: [unclean(), unclean(), unclean(), clean],
  });
  assertEquals(requests, [{ kind: "fenceConfirm", node: n2 }]);
  assertEquals([code, said], [0, ["n2 counts as off after 0.1 s"]]);
});

Deno.test("a node that is heard cannot be confirmed off", async () => {
  const refusal = "n2 is not off: it is heard at this moment";
  const { code, complaints } = await type("fence confirm n2 --yes", {
    documents: [documentOf()],
    refusal,
  });
  assertEquals(code, 1);
  assertStringIncludes(complaints.join(), refusal);
});

Deno.test("the list tells of one node's devices and calls, or of all", async () => {
  const documents = [documentOf({ fencing: FENCING })];
  const all = (await type("fence list", { documents })).said.join();
  const own = (await type("fence list n1", { documents })).said.join();
  for (const part of ["ipmi-n2", "reboot of n2", "off of n3"]) assertStringIncludes(all, part);
  assertStringIncludes(own, "pdu");
  assertEquals(own.includes("ipmi-n2") || own.includes("reboot of n2"), false);
  const { code, complaints } = await type("fence list n9", { documents });
  assertEquals([code, complaints], [1, [
    "Cannot tell of n9: there is no such node, only n1, n2",
  ]]);
});

const CONFIG = `
[cluster]
name = "shop"
keys = "/etc/hb/keys"
[[node]]
name = "n1"
[[node]]
name = "n2"
[[link]]
kind = "bcast"
interface = "eth0"
[[fence]]
name = "ipmi"
agent = "fence_ipmilan"
nodes = { n1 = "bmc1", n2 = "bmc2" }
[[fence]]
name = "plugin"
agent = "external/libvirt"
`;

async function tryOut(device: string, answers: Readonly<Record<string, FenceOutcome>>) {
  const asked: string[] = [];
  const result = await type(`fence test ${device} --config c.toml`, {
    files: { "c.toml": CONFIG },
    changes: {
      runFence: ({ action, target }) => {
        const step = target === null ? action : `${action} of ${target}`;
        asked.push(step);
        return Promise.resolve(answers[step] ?? { kind: "done" });
      },
    },
  });
  return { ...result, asked };
}

Deno.test("a device is tried: whether it works, and whether each of its nodes is on", async () => {
  const { code, said, asked } = await tryOut("ipmi", { "status of n2": { kind: "isOff" } });
  assertEquals(asked, ["monitor", "status of n1", "status of n2"]);
  assertEquals([code, said.join().split("\n").map((line) => line.trim().split(/ {2,}/))], [0, [
    ["STEP", "TIME", "ANSWER"],
    ["monitor", "0 ms", "ok, it works"],
    ["status of n1", "0 ms", "it is on"],
    ["status of n2", "0 ms", "it is off"],
  ]]);
});

Deno.test("a device that does not answer is told, and the exit status says so", async () => {
  const { code, said, complaints } = await tryOut("ipmi", {
    "status of n1": { kind: "failed", why: "no route" },
  });
  assertEquals([code, complaints], [1, ["1 of 3 steps went wrong"]]);
  assertStringIncludes(said.join(), "failed: no route");
});

Deno.test("a plugin is not asked what it cannot know", async () => {
  assertEquals((await tryOut("plugin", {})).asked, ["monitor"]);
});

Deno.test("what is no device is refused with those that there are", async () => {
  const { code, complaints } = await tryOut("ipmy", {});
  assertEquals([code, complaints], [1, [
    "Cannot test ipmy: c.toml has no such [[fence]] device, only ipmi, plugin",
  ]]);
});

Deno.test("hb fence refuses what it does not know", async () => {
  for (
    const [typed, why] of [
      ["fence n2 --action away", "--action is reboot, off or on, not away"],
      ["fence confirm", "confirm needs the node's name"],
      ["fence test", "test needs the device's name"],
      ["fence n1 n2", "there is no hb fence n1, only confirm, list and test"],
    ] as const
  ) {
    const { code, complaints } = await type(typed, { documents: [before] });
    assertEquals([code, complaints], [64, [`Cannot run hb fence: ${why}\nTry: hb help fence`]]);
  }
});
