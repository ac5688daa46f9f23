/** Agents run for real: those of the package resource-agents, and scripts that the test writes. */
import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { type AgentHost, meaningOf, type Operation, type Outcome } from "../../src/agent/mod.ts";
import type { AgentAction } from "../../src/model/mod.ts";
import { AgentRunner, runInquiry, runOperation } from "../../src/io/run_agent.ts";
import { loadMetadata } from "../../src/io/agent_metadata.ts";
import { HOST, operation, resource } from "../agent/agents.ts";

const HAS_AGENTS = await Deno.stat("/usr/lib/ocf/resource.d/heartbeat/Dummy")
  .then(() => true, () => false);
if (!HAS_AGENTS) {
  console.log(
    "left out: tests of OCF agents, because the package resource-agents is not installed",
  );
}

/** A host whose scripts and state lie in a directory of the test's own. */
async function onHost(act: (host: AgentHost, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const host = { ...HOST, stateDir: dir, initDir: dir, heartbeatDir: `${dir}/resource.d` };
    await act(host, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function script(path: string, body: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

async function run(operation: Operation, host: AgentHost): Promise<string> {
  const outcome = await runOperation(operation, host);
  const { verdict, text, reason } = meaningOf(
    operation.resource.agent,
    operation.action,
    outcome,
  );
  return `${verdict} (${text}) ${reason}`.trim();
}

/** Waits for a condition for ten seconds at most. */
async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within 10 s: ${what}`);
}

/** As systemd's OOMScoreAdjust does; without the right to, nothing changes. */
function protectSelf(score: string): void {
  try {
    Deno.writeTextFileSync("/proc/self/oom_score_adj", score);
  } catch {
    return;
  }
}

const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
};

Deno.test({
  name: "ocf:heartbeat:Dummy is probed, started, monitored and stopped",
  ignore: !HAS_AGENTS,
  fn: () =>
    onHost(async (host) => {
      const dummy = (action: AgentAction) =>
        run(operation("ocf:heartbeat:Dummy", action, { interval: 10_000 }), host);
      assertEquals(await dummy("probe"), "stopped (not running)");
      assertEquals(await dummy("start"), "done (ok)");
      assertEquals(await dummy("probe"), "running (ok)");
      assertEquals(await dummy("monitor"), "running (ok)");
      assertEquals(await dummy("stop"), "done (ok)");
      assertEquals(await dummy("monitor"), "stopped (not running) No process state file found");
      assertEquals(await dummy("stop"), "done (ok)");
      assertEquals(await dummy("announce"), "done (ok)");
    }),
});

Deno.test({
  name:
    "agents are asked what timeouts they need and what they reload, and one that is not there says nothing",
  ignore: !HAS_AGENTS,
  fn: () =>
    onHost(async (host) => {
      const agents = ["Dummy", "Delay", "IPaddr2", "nginx", "Dummy", "NoSuch"]
        .map((type) => resource(`ocf:heartbeat:${type}`));
      const traits = await loadMetadata([...agents, resource("lsb:nginx")], host, 20_000);
      const timeouts = { start: 30_000, stop: 30_000, monitor: 30_000 };
      const delay = { timeouts, reload: null, secrets: [] };
      assertEquals(traits.get("ocf:heartbeat:Delay"), delay);
      assertEquals(traits.get("ocf:heartbeat:nginx")?.timeouts.stop, 60_000);
      assertEquals(traits.get("ocf:heartbeat:IPaddr2")?.timeouts.start, 20_000);
      assertEquals(traits.get("ocf:heartbeat:NoSuch"), { timeouts: {}, reload: null });
      assertEquals(traits.size, 5);
    }),
});

Deno.test({
  name: "an OCF agent validates its parameters",
  ignore: !HAS_AGENTS,
  fn: () =>
    onHost(async (host) => {
      const dummy = resource("ocf:heartbeat:Dummy", { state: "/proc/no/such/dir" });
      const outcome = await runInquiry(dummy, "validate-all", host, 20_000);
      assert(outcome?.kind === "exited" && outcome.status === 2);
      assertStringIncludes(outcome.output, "is not writable");
    }),
});

Deno.test("an agent without its script is not installed", () =>
  onHost(async (host, dir) => {
    assertEquals(
      await run(operation("lsb:nosuch", "probe"), host),
      `stopped (not installed) ${dir}/nosuch do not exist`,
    );
  }));

Deno.test("an init script gets an ordinary process: clean, unprotected, in a session of its own", () =>
  onHost(async (host, dir) => {
    await script(
      `${dir}/show`,
      `env | sort; umask; pwd; cat; cat /proc/self/oom_score_adj
       grep -E 'Sig(Blk|Ign)' /proc/self/status; ps -o sid=,pid= -p $$`,
    );
    protectSelf("-500");
    const outcome = await runOperation(operation("lsb:show", "start"), host);
    protectSelf("0");
    assert(outcome.kind === "exited");
    const said = outcome.output.trim().split("\n");
    const variables = said.slice(0, said.indexOf("0022")).map((line) => line.split("=")[0]);
    assertEquals(
      variables.filter((name) => !["_", "PWD", "OLDPWD", "SHLVL"].includes(name!)),
      ["HB_CLUSTER", "HB_NODE", "HB_RUN", "LANG", "PATH"],
    );
    const [, cwd, oom, blocked, ignored, ids] = said.slice(said.indexOf("0022"));
    assertEquals([cwd, Number(oom) >= 0], ["/", true]);
    assertMatch(blocked!, /\t0{16}$/);
    // 32 and 33 are the C library's own (signal(7)); Deno may hand them on.
    const mask = BigInt(`0x${ignored!.split("\t")[1]}`);
    assertEquals(mask & ~0x180000000n, 0n);
    const [session, pid] = ids!.trim().split(/\s+/);
    assertEquals(session, pid);
  }));

Deno.test("a Heartbeat script is taken from resource.d, else from init.d, with its arguments", () =>
  onHost(async (host, dir) => {
    await script(`${dir}/both`, `echo "init $*"; exit 1`);
    assertEquals(
      await run(operation("heartbeat:both::a::b c", "start"), host),
      "failed (error) init a b c start",
    );
    await Deno.mkdir(`${dir}/resource.d`);
    await script(`${dir}/resource.d/both`, `echo "$1 is running"; exit 3`);
    assertEquals(await run(operation("heartbeat:both::a", "probe"), host), "running (ok)");
  }));

Deno.test("a daemon that an agent leaves behind goes on running and keeps nothing waiting", () =>
  onHost(async (host, dir) => {
    await script(
      `${dir}/svc`,
      `sh -c 'while :; do echo noise 2>/dev/null || touch ${dir}/refused; sleep 0.05; done' &
       echo $! >${dir}/pid; echo up`,
    );
    assertEquals(await run(operation("lsb:svc", "start"), host), "done (ok)");
    const pid = Number(await Deno.readTextFile(`${dir}/pid`));
    try {
      await eventually("what it writes is refused", async () => {
        return await Deno.stat(`${dir}/refused`).then(() => true, () => false);
      });
      assert(alive(pid));
      assertEquals(Deno.statSync(`/proc/${pid}/fd/1`).size, 0);
    } finally {
      Deno.kill(pid, "SIGKILL");
    }
  }));

Deno.test("when its time is up an agent and all its children are killed", () =>
  onHost(async (host, dir) => {
    await script(`${dir}/hang`, `sleep 60 & echo $! >${dir}/pid; echo waiting; wait`);
    const outcome = await runOperation(operation("lsb:hang", "start", { timeout: 300 }), host);
    assert(outcome.kind === "timedOut");
    assertEquals(outcome.output, "waiting\n");
    const pid = Number(await Deno.readTextFile(`${dir}/pid`));
    await eventually("the child is gone", () => !alive(pid));
  }));

Deno.test("an operation can be cancelled, is reported once, and twice does no harm", () =>
  onHost(async (host, dir) => {
    await script(`${dir}/hang`, `sleep 60`);
    const { promise, resolve } = Promise.withResolvers<[number, Outcome]>();
    let reports = 0;
    const runner = new AgentRunner(host, (id, outcome) => {
      reports++;
      resolve([id, outcome]);
    });
    const hanging = operation("lsb:hang", "monitor");
    runner.run(hanging);
    runner.cancel(hanging.id);
    const [id, outcome] = await promise;
    runner.cancel(hanging.id);
    assertEquals([id, outcome.kind, reports], [hanging.id, "timedOut", 1]);
  }));

Deno.test("of what an agent says the end is kept, bounded", () =>
  onHost(async (host, dir) => {
    await script(
      `${dir}/chatty`,
      `head -c 5000000 /dev/zero | tr '\\0' x; echo; echo the end; exit 1`,
    );
    const outcome = await runOperation(operation("lsb:chatty", "start"), host);
    assert(outcome.kind === "exited");
    assertLess(outcome.output.length, 4097);
    assert(outcome.output.endsWith("x\nthe end\n"));
  }));

Deno.test("of what an agent says its secrets are blotted out, whole or cut", () =>
  onHost(async (host, dir) => {
    const params = { user: "hb", password: "s3cret", pin: "4711" };
    const provider = `${dir}/ocf/resource.d/test`;
    await Deno.mkdir(provider, { recursive: true });
    await script(
      `${provider}/tells`,
      `case $1 in
  start) head -c 9000 /dev/zero | tr '\\0' x; printf 's3cret%4090s' "" ;;
  stop) printf 'connecting as hb with s3c'; sleep 60 ;;
  *) echo "ocf-exit-reason:login hb:$OCF_RESKEY_password pin $OCF_RESKEY_pin failed"; exit 1 ;;
esac`,
    );
    const ocf = { ...host, ocfRoot: `${dir}/ocf` };
    const tells = resource("ocf:test:tells", params);
    const monitor = operation(tells, "monitor", { secrets: ["pin"] });
    assertEquals(await run(monitor, ocf), "failed (error) login hb:**** pin **** failed");
    const started = await runOperation(operation(tells, "start"), ocf);
    assert(started.kind === "exited");
    assertMatch(started.output, /^\*{4} +$/);
    const stopped = await runOperation(operation(tells, "stop", { timeout: 500 }), ocf);
    assert(stopped.kind === "timedOut");
    assertEquals(stopped.output, "connecting as hb with ****");
    const asked = await runInquiry(tells, "validate-all", ocf, 5000);
    assert(asked?.kind === "exited");
    assertEquals(asked.output, "ocf-exit-reason:login hb:**** pin 4711 failed\n");
    await script(`${dir}/old`, `echo "open $1"; exit 1`);
    const old = operation("heartbeat:old::cifs,password=s3cret", "start");
    assertEquals(await run(old, host), "failed (error) open cifs,password=****");
  }));

Deno.test("no descriptor is lost over many runs", () =>
  onHost(async (host, dir) => {
    await script(`${dir}/ok`, `exit 0`);
    const open = () => [...Deno.readDirSync("/proc/self/fd")].length;
    await runOperation(operation("lsb:ok", "monitor"), host);
    const before = open();
    for (let round = 0; round < 20; round++) {
      await runOperation(operation("lsb:ok", "monitor"), host);
    }
    assertLess(open(), before + 3);
  }));

/** What comes of an operation in a process that lacks file descriptors for so long. */
async function lacking(ms: number, asked: Operation, host: AgentHost): Promise<Outcome> {
  const child = new URL("./scarce_child.ts", import.meta.url).pathname;
  const run = `ulimit -n 100; exec "$0" run -A ${child} "$@"`;
  const args = [
    "-c",
    run,
    Deno.execPath(),
    String(ms),
    JSON.stringify(asked),
    JSON.stringify(host),
  ];
  const { stdout, stderr } = await new Deno.Command("/bin/sh", { args }).output();
  const said = new TextDecoder().decode(stdout);
  assert(said !== "", new TextDecoder().decode(stderr));
  return JSON.parse(said);
}

Deno.test("without descriptors an agent is begun as soon as there are some, and till then nothing is known", () =>
  onHost(async (host, dir) => {
    await script(`${dir}/well`, "echo it is well");
    const monitor = (agent: string, timeout: number): Operation => ({
      ...operation(agent, "monitor"),
      resource: { ...resource(agent), params: { address: "127.0.0.1/8", interface: "lo" } },
      timeout,
    });
    const later = await lacking(700, monitor("lsb:well", 20_000), host);
    assertEquals([later.kind, "output" in later && later.output], ["exited", "it is well\n"]);
    for (const agent of ["lsb:well", "hb:vip"]) {
      const never = await lacking(5000, monitor(agent, 600), host);
      assertEquals([never.kind, "transient" in never], ["notSpawned", true], agent);
    }
    const vip = await lacking(700, monitor("hb:vip", 20_000), host);
    assertEquals([vip.kind, "status" in vip && vip.status], ["exited", 0]);
  }));

/** An init script whose `action` begins something in a session of its own, and then hangs. */
const straying = (dir: string, action: string) =>
  script(
    `${dir}/strayer`,
    `[ "$1" = ${action} ] || exit 0
setsid sh -c 'echo $$ >${dir}/stray; exec sleep 300' &
sleep 300`,
  );

const strayOf = (dir: string): number => {
  try {
    return Number(Deno.readTextFileSync(`${dir}/stray`));
  } catch {
    return 0;
  }
};

Deno.test("a child that has left the agent's session is ended when the agent's time is up", () =>
  onHost(async (host, dir) => {
    await straying(dir, "status");
    const outcome = await runOperation(operation("lsb:strayer", "monitor", { timeout: 500 }), host);
    assertEquals(outcome.kind, "timedOut");
    assert(strayOf(dir) > 0, "there was no stray");
    await eventually("it is dead", () => !alive(strayOf(dir)));
  }));

Deno.test("what a start that hung has left may be the service: it is ended after the stop", () =>
  onHost(async (host, dir) => {
    await straying(dir, "start");
    const ended: Outcome[] = [];
    const runner = new AgentRunner(host, (_, outcome) => ended.push(outcome));
    runner.run(operation("lsb:strayer", "start", { id: 1, timeout: 500 }));
    await eventually("the start has ended", () => ended.length === 1);
    assert(alive(strayOf(dir)), "it did not live until the stop");
    runner.run(operation("lsb:strayer", "stop", { id: 2 }));
    await eventually("the stop has ended", () => ended.length === 2);
    await eventually("it is dead", () => !alive(strayOf(dir)));
    assertEquals(ended.map(({ kind }) => kind), ["timedOut", "exited"]);
  }));
