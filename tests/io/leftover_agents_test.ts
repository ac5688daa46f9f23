/** Agents that outlive the daemon that ran them, and what the next life makes of them. */
import { assert, assertEquals } from "@std/assert";
import { AgentRunner } from "../../src/io/run_agent.ts";
import { bootNow } from "../../src/io/clock.ts";
import { LeftoverAgents } from "../../src/io/leftover_agents.ts";
import { later, resourceId } from "../../src/model/mod.ts";
import { HOST, operation } from "../agent/agents.ts";

const WEB = resourceId("web");

async function inDirectory(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const sleeper = (seconds: string) =>
  new Deno.Command("sleep", { args: [seconds], detached: true }).spawn();

Deno.test("the first agent of a new life waits for the one that the last life left", () =>
  inDirectory(async (dir) => {
    const ended = `${dir}/ended`;
    await Deno.writeTextFile(
      `${dir}/slow`,
      `#!/bin/sh\n[ "$1" = start ] || exit 3\nsleep 0.5\ntouch ${ended}\n`,
    );
    await Deno.chmod(`${dir}/slow`, 0o755);
    const host = { ...HOST, stateDir: dir, initDir: dir };
    const order: string[] = [];
    const done = Promise.withResolvers<void>();
    const firstDone = Promise.withResolvers<void>();
    const first = new AgentRunner(host, () => firstDone.resolve());
    first.run(operation("lsb:slow", "start"));
    const name = operation("lsb:slow", "start").resource.id;
    while (!await Deno.stat(`${dir}/${name}.agent`).then(() => true, () => false)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const second = new AgentRunner(host, () => {
      order.push(`probed, start ended: ${exists(ended)}`);
      done.resolve();
    });
    second.run(operation("lsb:slow", "probe"));
    await Promise.all([done.promise, firstDone.promise]);
    assertEquals(order, ["probed, start ended: true"]);
  }));

Deno.test("an agent left behind is ended when its time is up", () =>
  inDirectory(async (dir) => {
    const child = sleeper("600");
    new LeftoverAgents(dir).note(WEB, child.pid, bootNow());
    await new LeftoverAgents(dir).settle(WEB, new AbortController().signal);
    assertEquals((await child.status).signal, "SIGKILL");
  }));

Deno.test("a pid that now belongs to another process is not waited for", () =>
  inDirectory(async (dir) => {
    const until = later(bootNow(), 3_600_000);
    await Deno.writeTextFile(`${dir}/web.agent`, `${Deno.pid} 1 ${until}`);
    await new LeftoverAgents(dir).settle(WEB, new AbortController().signal);
    assert(!exists(`${dir}/web.agent`));
  }));

const exists = (path: string): boolean => {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
};
