import { assertEquals, assertMatch } from "@std/assert";
import { refusalOf } from "../../src/io/libc.ts";
import { Watchdog } from "../../src/io/watchdog.ts";
import type { OpenWatchdog, WatchdogDevice } from "../../src/io/watchdog_device.ts";
import { instant, ok, refuse } from "../../src/model/mod.ts";
import { Softdog, whyNoSoftdog } from "./softdog.ts";

/** A device that is another than softdog in some of its ways, and what was done with it. */
class Kennel {
  time = 0;
  problem: string | null = null;
  limit = 65535;
  own = 60;
  broken = false;
  traits = { identity: "Dog", survivesClose: true, nowayout: false };
  readonly log: unknown[] = [];
  readonly watchdog: Watchdog;

  constructor() {
    const say = (said: unknown) => void this.log.push(said);
    const open: OpenWatchdog = (path) => {
      this.log.push(`open ${path}`);
      return this.problem === null ? ok(this.#device()) : refuse(this.problem);
    };
    const events = { onState: say, onWarning: say };
    this.watchdog = new Watchdog(events, open, () => instant(this.time));
  }

  configure(timeout = 10_000, device = "/dev/watchdog"): this {
    this.watchdog.configure({ device, timeout, requireQuorum: false });
    return this;
  }

  /** What was done since the last look. */
  look(): unknown[] {
    return this.log.splice(0);
  }

  #device(): WatchdogDevice {
    return {
      ...this.traits,
      setTimeout: (seconds) => {
        if (seconds > this.limit) return refuse(refusalOf(22));
        this.own = seconds;
        return ok(seconds);
      },
      timeout: () => ok(this.own),
      feed: () => {
        this.log.push("fed");
        return this.broken ? refusalOf(5) : null;
      },
      disarm: () => void this.log.push("disarmed"),
    };
  }
}

const ARMED = { armed: true, timeout: 10_000, problem: null };

Deno.test("it is armed by the first word that all is well, and said once", () => {
  const kennel = new Kennel().configure();
  assertEquals(kennel.look(), []);
  kennel.watchdog.feed();
  kennel.watchdog.feed();
  assertEquals(kennel.look(), ["open /dev/watchdog", "fed", ARMED, "fed"]);
});

Deno.test("without a configuration nothing is opened", () => {
  const kennel = new Kennel();
  kennel.watchdog.feed();
  kennel.watchdog.disarm();
  assertEquals(kennel.look(), []);
});

Deno.test("a device that cannot be opened is told of once, and tried again every ten seconds", () => {
  const kennel = new Kennel().configure();
  kennel.problem = "it is busy";
  kennel.watchdog.feed();
  const problem = "Cannot arm /dev/watchdog: it is busy";
  const told = { armed: false, timeout: 10_000, problem };
  assertEquals(kennel.look(), ["open /dev/watchdog", told]);
  kennel.time = 9999;
  kennel.watchdog.feed();
  assertEquals(kennel.look(), []);
  kennel.time = 10_000;
  kennel.watchdog.feed();
  assertEquals(kennel.look(), ["open /dev/watchdog"]);
  kennel.problem = null;
  kennel.time = 20_000;
  kennel.watchdog.feed();
  assertEquals(kennel.look(), ["open /dev/watchdog", "fed", ARMED]);
});

Deno.test("a device that does not take the timeout is let go, with the one it has", () => {
  const kennel = new Kennel().configure();
  kennel.limit = 5;
  kennel.watchdog.feed();
  const problem = "Cannot arm /dev/watchdog: Dog takes no timeout of 10 s: " +
    "Invalid argument (EINVAL); it has a timeout of 60 s";
  const told = { armed: false, timeout: 10_000, problem };
  assertEquals(kennel.look(), ["open /dev/watchdog", "disarmed", told]);
});

Deno.test("a device whose timeout cannot be set serves where it is the wanted one", () => {
  const kennel = new Kennel().configure(60_000);
  kennel.limit = 0;
  kennel.watchdog.feed();
  const told = { armed: true, timeout: 60_000, problem: null };
  assertEquals(kennel.look(), ["open /dev/watchdog", "fed", told]);
});

Deno.test("a device that takes no food any more is fed on, and told of", () => {
  const kennel = new Kennel().configure();
  kennel.watchdog.feed();
  kennel.broken = true;
  kennel.look();
  kennel.watchdog.feed();
  const problem = "Cannot feed /dev/watchdog: Input/output error (errno 5); it may reset this host";
  assertEquals(kennel.look(), ["fed", { armed: false, timeout: 10_000, problem }]);
  kennel.broken = false;
  kennel.watchdog.feed();
  assertEquals(kennel.look(), ["fed", ARMED]);
});

Deno.test("a driver that lets nothing stop it is warned of, when it is armed and when hb stops", () => {
  const kennel = new Kennel().configure();
  kennel.traits.nowayout = true;
  kennel.watchdog.feed();
  assertMatch(String(kennel.look()[1]), /nowayout: it resets this host after hb has been stopped/);
  kennel.watchdog.disarm();
  const [disarmed, warning] = kennel.look();
  assertEquals(disarmed, "disarmed");
  assertMatch(String(warning), /^Cannot stop the watchdog Dog: .* within 10 s unless/);
});

Deno.test("a device that stops when hb dies is warned of", () => {
  const kennel = new Kennel().configure();
  kennel.traits.survivesClose = false;
  kennel.watchdog.feed();
  assertEquals(
    kennel.look()[1],
    "Watchdog Dog: it stops when hb dies, and resets a host whose hb hangs only",
  );
});

Deno.test("a reload lets an old device go, and one that stayed as it is alone", () => {
  const kennel = new Kennel().configure();
  kennel.watchdog.feed();
  kennel.look();
  kennel.configure();
  assertEquals(kennel.look(), []);
  kennel.configure(20_000, "/dev/watchdog1");
  kennel.watchdog.feed();
  const told = { armed: true, timeout: 20_000, problem: null };
  assertEquals(kennel.look(), ["disarmed", "open /dev/watchdog1", "fed", told]);
  kennel.watchdog.configure(null);
  kennel.watchdog.feed();
  assertEquals(kennel.look(), ["disarmed"]);
});

/** A process that feeds as it is told. */
class Feeder implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(softdog: Softdog) {
    const script = new URL("./watchdog_child.ts", import.meta.url).pathname;
    const child = [Deno.execPath(), "run", "--no-check", "-A", script];
    const [command = "", ...args] = [...softdog.prefix, ...child];
    this.#process = new Deno.Command(command, { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** What it says to `command`. */
  async tell(command: string): Promise<unknown[]> {
    await this.#input.write(new TextEncoder().encode(`${command}\n`));
    let text = "";
    while (!text.endsWith('"done"\n')) text += (await this.#lines.read()).value ?? "";
    return text.trim().split("\n").slice(0, -1).map((line) => JSON.parse(line));
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#lines.cancel();
    await this.#process.status;
  }
}

function softdogTest(name: string, run: (softdog: Softdog) => Promise<void>): void {
  if (whyNoSoftdog !== null) console.log(`left out: ${name}, because ${whyNoSoftdog}`);
  Deno.test({
    name,
    ignore: whyNoSoftdog !== null,
    fn: async () => {
      await using softdog = await Softdog.open();
      await run(softdog);
    },
  });
}

softdogTest("a softdog is set, fed, and stopped by the magic word", async (softdog) => {
  await using feeder = new Feeder(softdog);
  await feeder.tell(`configure ${softdog.path} 1000`);
  assertEquals(await feeder.tell("feed"), [{ armed: true, timeout: 1000, problem: null }]);
  assertEquals(await feeder.tell("feed"), []);
  assertEquals(await feeder.tell("disarm"), []);
  await softdog.until((events) => events.includes("stopped"));
  assertEquals(softdog.events, ["serving", "open", "set", "fed", "fed", "magic", "stopped"]);
});

softdogTest("a softdog that is fed no more resets the host", async (softdog) => {
  await using feeder = new Feeder(softdog);
  await feeder.tell(`configure ${softdog.path} 1000`);
  await feeder.tell("feed");
  await softdog.until((events) => events.includes("reset"));
});

softdogTest("a softdog goes on when its process dies, and serves the next one", async (softdog) => {
  await using first = new Feeder(softdog);
  await first.tell(`configure ${softdog.path} 20000`);
  await first.tell("feed");
  await first.kill();
  await softdog.until((events) => events.includes("left"));
  await using second = new Feeder(softdog);
  await second.tell(`configure ${softdog.path} 1000`);
  assertEquals(await second.tell("feed"), [{ armed: true, timeout: 1000, problem: null }]);
  await softdog.until((events) => events.includes("reset"));
});

softdogTest(
  "what another program has, what is no watchdog and what does not fit is said",
  async (softdog) => {
    await using first = new Feeder(softdog);
    await using second = new Feeder(softdog);
    await first.tell(`configure ${softdog.path} 20000`);
    await first.tell("feed");
    const problemOf = async (device: string, timeout: number) => {
      await second.tell(`configure ${device} ${timeout}`);
      const [state] = await second.tell("feed") as { problem: string }[];
      return state!.problem;
    };
    assertMatch(await problemOf(softdog.path, 20_000), /another program has it.*fuser -v/);
    assertMatch(await problemOf("/dev/null", 20_000), /^Cannot arm .*: it is no watchdog device$/);
    assertMatch(await problemOf("/dev/nosuch", 20_000), /No such file or directory \(ENOENT\)$/);
    await first.tell("disarm");
    assertMatch(
      await problemOf(softdog.path, 65_536_000),
      /Software Watchdog takes no timeout of 65536 s: Invalid argument \(EINVAL\); it has a timeout of/,
    );
  },
);
