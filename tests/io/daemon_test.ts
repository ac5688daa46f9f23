/** The whole daemon, as a process: one node, no network, a real OCF agent. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { userWords } from "../../src/io/host.ts";
import { request } from "../../src/io/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";

const ROOM_NEEDS = Deno.uid() === 0 &&
  await Deno.stat("/usr/lib/ocf/resource.d/heartbeat/Dummy").then(() => true, () => false);
if (!ROOM_NEEDS) {
  console.log("left out: tests of the daemon, because they need root and resource-agents");
}

const CONFIG = `
[cluster]
name = "test"
deadtime = "1s"
keepalive = "200ms"
initdead = "2s"
keys = "KEYS"
[[node]]
name = "n1"
[[resource]]
name = "dummy"
agent = "ocf:heartbeat:Dummy"
[status]
listen = "off"
`;

class Room {
  readonly dir: string;
  readonly #children: Deno.ChildProcess[] = [];

  constructor(dir: string) {
    this.dir = dir;
  }

  get socket(): string {
    return `${this.dir}/run/hb.sock`;
  }

  async write(config: string): Promise<void> {
    await Deno.writeTextFile(
      `${this.dir}/cluster.toml`,
      config.replace("KEYS", `${this.dir}/keys`),
    );
  }

  start(socket = this.socket): Deno.ChildProcess {
    const script = new URL("../../main.ts", import.meta.url).pathname;
    const child = new Deno.Command("setpriv", {
      // Whatever it decides, it cannot end the machine that the tests run on.
      args: [
        "--bounding-set=-sys_boot",
        "--inh-caps=-sys_boot",
        Deno.execPath(),
        "run",
        "--quiet",
        "--no-check",
        "-A",
        script,
        "run",
        `--config=${this.dir}/cluster.toml`,
        "--node=n1",
        `--state=${this.dir}/state`,
        `--socket=${socket}`,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#children.push(child);
    return child;
  }

  async status(): Promise<StatusDocument | null> {
    const answer = await request(this.socket, "GET", "/api/v1/status");
    return answer.ok ? JSON.parse(answer.value.body) : null;
  }

  /** Waits, thirty seconds at most, for a status that fits. */
  async until(what: string, fits: (status: StatusDocument) => boolean): Promise<StatusDocument> {
    for (let round = 0; round < 600; round++) {
      const status = await this.status();
      if (status !== null && fits(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not within 30 s: ${what}`);
  }

  get isDummyThere(): boolean {
    try {
      return Deno.statSync(`${this.dir}/run/agents/Dummy-dummy.state`).isFile;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      if (!child.stderr.locked) await child.stderr.cancel();
      await child.status;
    }
    await Deno.remove(this.dir, { recursive: true });
  }
}

const inRoom = (name: string, act: (room: Room) => Promise<void>) =>
  Deno.test({
    name,
    ignore: !ROOM_NEEDS,
    fn: async () => {
      const room = new Room(await Deno.makeTempDir());
      try {
        const secret = "0123456789abcdef".repeat(4);
        await Deno.writeTextFile(`${room.dir}/keys`, `k1 ${secret}\n`, { mode: 0o600 });
        await room.write(CONFIG);
        await act(room);
      } finally {
        await room.close();
      }
    },
  });

const runs = ({ snapshot }: StatusDocument) => snapshot.units[0]?.holder === "n1";

/** All that it says until it ends, and its exit status. */
async function ending(child: Deno.ChildProcess): Promise<{ code: number; said: string }> {
  const said = await new Response(child.stderr).text();
  return { code: (await child.status).code, said };
}

/** Waits until what a daemon has said so far fits; fails when it ends before. */
function saidBy(child: Deno.ChildProcess) {
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return async (fits: (text: string) => boolean): Promise<void> => {
    while (!fits(text)) {
      const { value, done } = await reader.read();
      assert(!done, text);
      text += value;
    }
  };
}

inRoom(
  "it runs what it should, takes SIGTERM as goodbye, and leaves nothing running",
  async (room) => {
    const child = room.start();
    await room.until("the resource runs", runs);
    assert(room.isDummyThere);
    const body = { name: "note", value: "1" };
    assert((await request(room.socket, "POST", "/control/property", body)).ok);
    const { events } = await room.until(
      "the command is told",
      ({ events }) => events.some(({ event }) => event.kind === "setting"),
    );
    const told = events.flatMap(({ event }) => event.kind === "setting" ? [event.user] : []);
    assertEquals(told, [userWords(Deno.uid()!)]);
    child.kill("SIGTERM");
    const { code, said } = await ending(child);
    assertEquals([code, room.isDummyThere], [0, false], said);
    assertEquals((await request(room.socket, "GET", "/")).ok, false);
  },
);

inRoom(
  "killed, it leaves what it ran; started again, it adopts that and is younger",
  async (room) => {
    const first = room.start();
    const before = await room.until("the resource runs", runs);
    first.kill("SIGKILL");
    await first.status;
    assert(room.isDummyThere);
    const { mtime } = Deno.statSync(`${room.dir}/run/agents/Dummy-dummy.state`);
    const second = room.start();
    const after = await room.until("it is adopted", runs);
    assert(after.snapshot.generation > before.snapshot.generation);
    assertEquals(Deno.statSync(`${room.dir}/run/agents/Dummy-dummy.state`).mtime, mtime);
    second.kill("SIGTERM");
    assertEquals((await ending(second)).code, 0);
  },
);

inRoom(
  "a bad file at SIGHUP is refused with all that is wrong, a good one is taken",
  async (room) => {
    const child = room.start();
    await room.until("the resource runs", runs);
    const said = saidBy(child);
    await room.write(CONFIG.replace("deadtime", "deadtyme").replace("200ms", "soon"));
    child.kill("SIGHUP");
    await said((text) => text.includes("configuration in force stays"));
    await said((text) => text.includes("deadtyme") && text.includes('"soon"'));
    assertEquals((await room.until("it still runs", runs)).deadtime, 1000);
    await room.write(CONFIG.replace('deadtime = "1s"', 'deadtime = "1500ms"'));
    child.kill("SIGHUP");
    await room.until("the new deadtime is in force", ({ deadtime }) => deadtime === 1500);
    child.kill("SIGTERM");
    await said((text) => text.includes("leaves the cluster"));
    assertEquals((await child.status).code, 0);
  },
);

inRoom("a file with faults keeps it from starting, and all of them are said", async (room) => {
  await room.write(CONFIG.replace("keepalive", "keepalife").replace('"1s"', '"soon"'));
  const { code, said } = await ending(room.start());
  assertEquals(code, 78);
  assertMatch(said, /cluster\.toml:\d+:\d+: error: .*keepalife/);
  assertStringIncludes(said, "soon");
});

inRoom("a second daemon on the same state is refused, and the first goes on", async (room) => {
  const first = room.start();
  await room.until("the resource runs", runs);
  const { code, said } = await ending(room.start(`${room.dir}/other.sock`));
  assertEquals(code, 1);
  assertStringIncludes(said, "another hb runs with state directory");
  await room.until("the first still runs it", runs);
  first.kill("SIGTERM");
  assertEquals((await ending(first)).code, 0);
});

const PROMOTABLE = `${CONFIG}
[[resource]]
name = "st"
agent = "ocf:heartbeat:Stateful"
monitor = "1s"
[[clone]]
name = "st-clone"
of = "st"
promotable = true
`;

inRoom(
  "an agent says by Pacemaker's tools how well it would do promoted, and is told of attributes",
  async (room) => {
    await room.write(PROMOTABLE);
    const child = room.start();
    const score = ({ snapshot }: StatusDocument) =>
      snapshot.nodes[0]?.attributes.transient["master-st"];
    // Stateful says 5 when it is started, 10 when it is promoted.
    await room.until("it is promoted for its score", (status) => score(status) === "10");
    const call = async (tool: string, ...args: readonly string[]) => {
      const { code, stdout } = await new Deno.Command(`${room.dir}/run/bin/${tool}`, {
        args: [...args],
        env: { HB_NODE: "n1", HB_SOCKET: room.socket },
        stderr: "null",
      }).output();
      return `${new TextDecoder().decode(stdout).trim()} [${code}]`;
    };
    assertEquals(await call("crm_attribute", "-N", "n1", "-p", "st", "-Gq"), "10 [0]");
    assertEquals(await call("attrd_updater", "-n", "pingd", "-U", "a b'c\"d"), " [0]");
    assertEquals(
      await call("attrd_updater", "-n", "pingd", "-Q"),
      `name="pingd" host="n1" value="a b'c"d" [0]`,
    );
    assertEquals(await call("crm_attribute", "-N", "n1", "-n", "none", "-G"), " [105]");
    assertEquals(
      await call("crm_resource", "-W", "-r", "st"),
      "resource st is running on: n1 Promoted [0]",
    );
    child.kill("SIGTERM");
    assertEquals((await ending(child)).code, 0);
    assertEquals(await call("crm_node", "-l"), " [102]", "nobody answers");
  },
);
