/** The same cases against every kind of fence device, with real agents. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import type { FenceOutcome } from "../../src/fencing/mod.ts";
import type { FenceHost } from "../../src/io/fence_call.ts";
import { runFence } from "../../src/io/run_fence.ts";
import {
  COMMAND,
  FENCE_AGENT,
  hostIn,
  type Kind,
  operationOf,
  PLUGIN,
  stateFile,
} from "./fence_devices.ts";

type Case = (kind: Kind, host: FenceHost, dir: string) => Promise<void>;

const DONE: FenceOutcome = { kind: "done" };

const CASES: Readonly<Record<string, Case>> = {
  "says that it works": async (kind, host, dir) => {
    assertEquals(await runFence(operationOf(await kind.works(dir), "monitor"), host), DONE);
  },

  "switches a node off and on": async (kind, host, dir) => {
    const device = await kind.works(dir);
    assertEquals(await runFence(operationOf(device, "off"), host), DONE);
    assertEquals(await power(dir), "off");
    assertEquals(await runFence(operationOf(device, "on"), host), DONE);
    assertEquals(await power(dir), "on");
    assertEquals(await runFence(operationOf(device, "reboot"), host), DONE);
    assertEquals(await power(dir), "on");
  },

  "tells whether a node is off, or that it cannot": async (kind, host, dir) => {
    const device = await kind.works(dir);
    await runFence(operationOf(device, "off"), host);
    const status = await runFence(operationOf(device, "status"), host);
    if (!kind.tells) {
      assertMatch(whyOf(status), /cannot tell whether a node is off; set verify = false/);
      return;
    }
    assertEquals(status, { kind: "isOff" });
    await runFence(operationOf(device, "on"), host);
    assertEquals(await runFence(operationOf(device, "status"), host), DONE);
  },

  "says what went wrong, in one line": async (kind, host, dir) => {
    const why = whyOf(await runFence(operationOf(await kind.fails(dir), "off"), host));
    assertMatch(
      why,
      /^(the switch \*\*\*\* is stuck|Timed out waiting to power OFF); exit status 1$/,
    );
  },

  "is ended with its children when its time is up": async (kind, host, dir) => {
    const began = performance.now();
    const why = whyOf(await runFence(operationOf(await kind.hangs(dir), "off", 1000), host));
    assertMatch(why, /^no answer within \d+(\.\d)? s/);
    assertLess(performance.now() - began, 5000);
    const child = await Deno.readTextFile(`${dir}/child`).catch(() => null);
    if (child !== null) await untilDead(Number(child));
  },

  "that is not installed has fenced nobody": async (kind, host) => {
    const why = whyOf(await runFence(operationOf(kind.missing, "off"), host));
    assertMatch(why, /is not installed here$/);
  },
};

for (const kind of [COMMAND, PLUGIN, FENCE_AGENT]) {
  if (kind.lacks !== null) {
    console.log(`left out: tests of ${kind.name}, because ${kind.lacks} is not installed`);
  }
  for (const [name, play] of Object.entries(CASES)) {
    Deno.test({
      name: `${kind.name} ${name}`,
      ignore: kind.lacks !== null,
      fn: async () => {
        const dir = await Deno.makeTempDir();
        try {
          await play(kind, hostIn(dir), dir);
        } finally {
          await Deno.remove(dir, { recursive: true });
        }
      },
    });
  }
}

const power = async (dir: string): Promise<string> =>
  (await Deno.readTextFile(stateFile(dir))).trim();

const whyOf = (outcome: FenceOutcome): string =>
  outcome.kind === "failed" ? outcome.why : `it was ${outcome.kind}`;

/** SIGKILL has been sent; the kernel may take a moment. Five seconds at most. */
async function untilDead(pid: number): Promise<void> {
  for (let round = 0; round < 250 && isAlive(pid); round++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert(!isAlive(pid), "its child lives on");
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
