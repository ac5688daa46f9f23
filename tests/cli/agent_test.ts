import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import type { World } from "../../src/cli/world.ts";
import { exited, fakeWorld } from "./fake_world.ts";

/** An init script that keeps its word, unless `broken` says otherwise. */
function service(broken: { readonly stopTwice?: number; readonly running?: boolean } = {}) {
  let running = broken.running ?? false;
  const steps: string[] = [];
  const runOperation: World["runOperation"] = ({ action }) => {
    steps.push(action);
    if (action === "start") running = true;
    if (action === "stop") {
      if (!running && broken.stopTwice !== undefined) {
        return Promise.resolve(exited(broken.stopTwice));
      }
      running = false;
    }
    const asks = action === "probe" || action === "monitor";
    return Promise.resolve(exited(asks && !running ? 3 : 0));
  };
  return { steps, runOperation };
}

async function tryOut(typed: string, changes: Partial<World>) {
  const world = fakeWorld({ changes });
  const code = await main(["agent", "test", ...typed.split(" ")], world);
  return { code, text: world.printed.join("\n"), complaints: world.complaints.join("\n") };
}

Deno.test("without --cycle nothing is started or stopped", async () => {
  const { steps, runOperation } = service();
  assertEquals((await tryOut("lsb:x", { runOperation })).code, 0);
  assertEquals(steps, ["probe"]);
});

Deno.test("the cycle starts and stops twice and asks in between", async () => {
  const { steps, runOperation } = service();
  const { code, text } = await tryOut("lsb:x --cycle", { runOperation });
  assertEquals(code, 0);
  assertEquals(steps.join(" "), "probe start monitor start monitor stop probe stop probe");
  assertEquals(text.split("\n").length, 10);
});

Deno.test("a step that goes wrong is marked", async () => {
  const { runOperation } = service({ stopTwice: 1 });
  const { code, text, complaints } = await tryOut("lsb:x --cycle", { runOperation });
  assertEquals([code, complaints], [1, "1 of 9 steps went wrong"]);
  assertMatch(text, /stop again +1 .*← expected: ok/);
});

Deno.test("what runs already is not put through the cycle", async () => {
  const { steps, runOperation } = service({ running: true });
  const { code, text } = await tryOut("lsb:x --cycle", { runOperation });
  assertEquals([code, steps], [1, ["probe"]]);
  assertStringIncludes(text, "so nothing was tried");
});

Deno.test("an agent that is not installed cannot run here", async () => {
  const runOperation = () => Promise.resolve({ kind: "notSpawned", why: "no such file" } as const);
  const { code, text } = await tryOut("lsb:x", { runOperation });
  assertEquals(code, 1);
  assertStringIncludes(text, "it cannot run on this host");
});

Deno.test("parameters reach the agent, and are validated where it can", async () => {
  const seen: unknown[] = [];
  const runInquiry: World["runInquiry"] = (resource, inquiry, _host, timeout) => {
    seen.push(resource.params, inquiry, timeout);
    return Promise.resolve(exited(6, "ocf-exit-reason:ip is missing"));
  };
  const { code, text } = await tryOut("ocf:heartbeat:IPaddr2 nic=eth0 x=a=b --timeout 3s", {
    ...service(),
    runInquiry,
  });
  assertEquals(code, 1);
  assertEquals(seen, [{ nic: "eth0", x: "a=b" }, "validate-all", 3000]);
  assertMatch(text, /validate +6 .*ip is missing.*← its parameters must be valid/);
});
