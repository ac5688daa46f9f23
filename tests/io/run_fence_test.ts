/** How fence agents are called: scripts of the test's own write down what they were given. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import type { FenceOperation, FenceOutcome } from "../../src/fencing/mod.ts";
import { FenceAgents } from "../../src/io/fence_agents.ts";
import type { FenceHost } from "../../src/io/fence_call.ts";
import { FenceRunner, runFence } from "../../src/io/run_fence.ts";
import type { FenceDeviceConfig } from "../../src/model/mod.ts";
import { deviceOf, hostIn, operationOf } from "./fence_devices.ts";

const DONE: FenceOutcome = { kind: "done" };

async function inDirectory(act: (dir: string, host: FenceHost) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/bin`);
    await act(dir, hostIn(dir));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const metadata = (parameters: readonly string[], actions: readonly string[]): string =>
  `<resource-agent name="fence_test"><parameters>${
    parameters.map((name) => `<parameter name="${name}"/>`).join("")
  }</parameters><actions>${
    actions.map((name) => `<action name="${name}"/>`).join("")
  }</actions></resource-agent>`;

const ALL = ["on", "off", "reboot", "status", "monitor", "metadata"];

/** An agent that answers with its meta-data, and for the rest notes its standard input. */
async function agent(dir: string, says: string): Promise<FenceDeviceConfig> {
  const body = `#!/bin/sh
input=$(cat)
echo "$input" >>${dir}/calls
case $input in *action=metadata*) cat ${dir}/metadata ;; esac
`;
  await Deno.writeTextFile(`${dir}/metadata`, says);
  await Deno.writeTextFile(`${dir}/bin/fence_test`, body, { mode: 0o755 });
  return deviceOf({ kind: "fence", name: "fence_test" }, { ip: "10.0.0.9", password: "sesame" });
}

const calls = async (dir: string): Promise<readonly string[]> =>
  (await Deno.readTextFile(`${dir}/calls`)).trim().split("\n");

Deno.test("an agent is given its options on standard input, the plug by the name that it knows", () =>
  inDirectory(async (dir, host) => {
    for (
      const [parameters, plugs] of [
        [["action", "plug", "port"], ["plug=plug-7"]],
        [["action", "port"], ["port=plug-7"]],
        [["action"], []],
      ] as const
    ) {
      const device = await agent(dir, metadata(parameters, ALL));
      assertEquals(await runFence(operationOf(device, "off"), host), DONE);
      assertEquals(await calls(dir), [
        "action=metadata",
        "nodename=n2",
        ...plugs,
        "ip=10.0.0.9",
        "password=sesame",
        "action=off",
      ]);
      await Deno.remove(`${dir}/calls`);
    }
  }));

Deno.test("an agent whose meta-data cannot be read is told the plug by both names", () =>
  inDirectory(async (dir, host) => {
    const device = await agent(dir, "no XML");
    assertEquals(await runFence(operationOf(device, "off"), host), DONE);
    assertEquals((await calls(dir)).slice(1, 4), ["nodename=n2", "plug=plug-7", "port=plug-7"]);
  }));

Deno.test("the device itself is asked without any target", () =>
  inDirectory(async (dir, host) => {
    const device = await agent(dir, metadata(["action", "plug"], ALL));
    assertEquals(await runFence(operationOf(device, "monitor"), host), DONE);
    const told = ["action=metadata", "ip=10.0.0.9", "password=sesame", "action=monitor"];
    assertEquals(await calls(dir), told);
  }));

Deno.test("an agent is asked what it can do once, and again only where it did not say", () =>
  inDirectory(async (dir, host) => {
    const device = await agent(dir, "no XML");
    const agents = new FenceAgents(host);
    const asked = async () =>
      (await calls(dir)).filter((line) => line === "action=metadata").length;
    await runFence(operationOf(device, "off"), host, agents);
    await runFence(operationOf(device, "off"), host, agents);
    assertEquals(await asked(), 2);
    await agent(dir, metadata(["plug"], ALL));
    await runFence(operationOf(device, "off"), host, agents);
    await runFence(operationOf(device, "off"), host, agents);
    assertEquals(await asked(), 3);
  }));

Deno.test("what an agent cannot do is not asked of it", () =>
  inDirectory(async (dir, host) => {
    const cuts = await agent(dir, metadata(["plug"], ["on", "off", "monitor"]));
    assertEquals(await runFence(operationOf(cuts, "reboot"), host), DONE);
    assertEquals((await calls(dir)).at(-1), "action=off");
    const resets = await agent(dir, metadata(["plug"], ["reboot", "monitor"]));
    for (
      const [action, why] of [
        ["off", 'fence_test cannot keep a node off; set action = "reboot"'],
        ["on", "fence_test cannot switch a node on"],
        ["status", "fence_test cannot tell whether a node is off; set verify = false"],
      ] as const
    ) {
      assertEquals(await runFence(operationOf(resets, action), host), { kind: "failed", why });
    }
  }));

Deno.test("of what an agent says its secrets are blotted out, a command's too", () =>
  inDirectory(async (dir, host) => {
    const device = await agent(dir, metadata(["plug"], ALL));
    await Deno.writeTextFile(
      `${dir}/bin/fence_test`,
      `#!/bin/sh\nread -r first; sed -n 's/^password=/ERROR: no login with /p'; exit 1\n`,
      { mode: 0o755 },
    );
    assertEquals(await runFence(operationOf(device, "off"), host), {
      kind: "failed",
      why: "no login with ****; exit status 1",
    });
    const body = `#!/bin/sh\necho "cannot log in: $*"; exit 1\n`;
    await Deno.writeTextFile(`${dir}/bin/pdu`, body, { mode: 0o755 });
    const pdu = deviceOf({ kind: "command", command: ["pdu", "--password", "tops3cret"] });
    const outcome = await runFence(operationOf(pdu, "off"), host);
    assert(outcome.kind === "failed" && outcome.why.startsWith("cannot log in: --password ****"));
  }));

Deno.test("a parameter cannot smuggle in an option", () =>
  inDirectory(async (dir, host) => {
    const device = await agent(dir, metadata(["plug"], ALL));
    const params = { ip: "10.0.0.9\naction=monitor" };
    const why = "the value of ip has more than one line";
    assertEquals(await runFence(operationOf({ ...device, params }, "off"), host), {
      kind: "failed",
      why,
    });
  }));

Deno.test({
  name: "a plugin that is a library is called by cluster-glue's own stonith",
  ignore: !await Deno.stat("/usr/lib/stonith/plugins/stonith2/null.so").then(
    () => true,
    () => false,
  ),
  fn: () =>
    inDirectory(async (_, host) => {
      const device = deviceOf({ kind: "stonith", name: "null" }, { hostlist: "plug-7" });
      assertEquals(await runFence(operationOf(device, "monitor"), host), DONE);
      assertEquals(await runFence(operationOf(device, "reboot"), host), DONE);
      const outcome = await runFence(operationOf({ ...device, params: {} }, "monitor"), host);
      const why = outcome.kind === "failed" ? outcome.why : "";
      assertMatch(why, /^Invalid config info for null device; exit status \d+$/);
    }),
});

Deno.test("neither an operator nor a watchdog can be called", () =>
  inDirectory(async (_, host) => {
    for (const kind of ["manual", "watchdog"] as const) {
      assertEquals((await runFence(operationOf(deviceOf({ kind }), "off"), host)).kind, "failed");
    }
  }));

Deno.test("a monitor that hangs does not hold up a fencing by the same device", () =>
  inDirectory(async (dir, host) => {
    const body = `#!/bin/sh
case $1 in
  monitor) echo $$ >${dir}/monitor; exec sleep 600 ;;
  *) [ ! -e /proc/"$(cat ${dir}/monitor)" ] ;;
esac
`;
    await Deno.writeTextFile(`${dir}/bin/switch`, body, { mode: 0o755 });
    const device = deviceOf({ kind: "command", command: ["switch"] });
    const { runner, next } = watched(host);
    runner.run({ ...operationOf(device, "monitor", 60_000), id: 1 });
    await until(() => Deno.stat(`${dir}/monitor`).then(({ size }) => size > 0, () => false));
    const began = performance.now();
    runner.run({ ...operationOf(device, "off"), id: 2 });
    const why = "given up, for it was to fence a node";
    assertEquals(await next(), { id: 1, outcome: { kind: "failed", why } });
    assertEquals(await next(), { id: 2, outcome: DONE });
    assertLess(performance.now() - began, 5000);
  }));

Deno.test("each operation is answered once, with the time that it took", () =>
  inDirectory(async (_, host) => {
    const { runner, next, took } = watched(host);
    const device = deviceOf({ kind: "command", command: ["true"] });
    const operations: readonly FenceOperation["action"][] = ["off", "status", "monitor", "on"];
    operations.forEach((action, id) => runner.run({ ...operationOf(device, action), id }));
    const ids = [];
    for (const _ of operations) ids.push((await next()).id);
    assertEquals(ids.toSorted(), [0, 1, 2, 3]);
    assertEquals(took.every((length) => length >= 0 && length < 20_000), true);
  }));

interface Ended {
  readonly id: number;
  readonly outcome: FenceOutcome;
}

function watched(host: FenceHost) {
  const ended: Ended[] = [];
  const took: number[] = [];
  const runner = new FenceRunner(host, (id, outcome, length) => {
    ended.push({ id, outcome });
    took.push(length);
  });
  const next = async (): Promise<Ended> => {
    await until(() => ended.length > 0);
    return ended.shift()!;
  };
  return { runner, next, took };
}

/** Waits for ten seconds at most. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("not within 10 s");
}
