import { assert, assertEquals } from "@std/assert";
import { Driver, type Engine, type World } from "../../src/io/driver.ts";
import type { Operation } from "../../src/agent/mod.ts";
import type { FenceOperation } from "../../src/fencing/mod.ts";
import { Bug, type Instant, instant, nodeName } from "../../src/model/mod.ts";
import type { Datagram, Effect, Input, SavedState, Snapshot } from "../../src/node/mod.ts";

/** A world whose clock is set by hand, and which writes down what it is asked for. */
class Stage {
  time = 0;
  /** When the engine wants to be woken. */
  deadline = 1000;
  readonly log: string[] = [];
  /** What has come and was not brought yet. */
  readonly inKernel: Datagram[] = [];
  answers: (input: Input) => readonly Effect[] = () => [];
  persisted: Promise<string | null> = Promise.resolve(null);
  onCancel: () => void = () => {};
  readonly driver: Driver;

  constructor() {
    const engine: Engine = {
      step: (input, now) => {
        this.log.push(`${now} ${input.kind}`);
        if (input.kind === "wake") this.deadline = now + 1000;
        return this.answers(input);
      },
      deadline: () => instant(this.deadline),
      snapshot: () => ({}) as Snapshot,
    };
    const world: World = {
      config: () => Promise.resolve(null),
      now: (): Instant => instant(this.time),
      wall: () => 0,
      send: (datagram, to) => void this.log.push(`send ${datagram.length} to ${to}`),
      waiting: () => this.inKernel.splice(0),
      runAgent: (operation) => void this.log.push(`run ${operation.id}`),
      cancelAgent: (id) => {
        this.log.push(`cancel ${id}`);
        this.onCancel();
      },
      runFence: (operation) => void this.log.push(`fence ${operation.id}`),
      askArbiter: (request) => void this.log.push(`arbiter ${request.id}`),
      feedWatchdog: () => void this.log.push("feed"),
      panic: (why) => void this.log.push(`panic ${why}`),
      persist: () => this.persisted,
      lease: (until) => void this.log.push(`lease ${until}`),
      report: (event) => void this.log.push(`report ${event.kind}`),
      exit: (code) => void this.log.push(`exit ${code}`),
      crash: (error) => void this.log.push(`crash ${(error as Error).message}`),
    };
    this.driver = new Driver(engine, world);
  }

  /** Past the first wake, which the tests are not about. */
  begin(): this {
    this.driver.start();
    this.log.length = 0;
    return this;
  }
}

const onStage = async (act: (stage: Stage) => void | Promise<void>) => {
  const stage = new Stage().begin();
  try {
    await act(stage);
  } finally {
    stage.driver.stop();
  }
};

const datagram: Input = { kind: "datagram", link: "l" as never, bytes: new Uint8Array() };

Deno.test("effects are carried out in the order of the engine's list", () =>
  onStage((stage) => {
    stage.answers = (input) =>
      input.kind === "wake"
        ? [
          { kind: "report", event: { kind: "leaving" } },
          { kind: "cancelAgent", operation: 3 },
          { kind: "send", datagram: new Uint8Array(2), to: nodeName("n2") },
        ]
        : [];
    stage.driver.turn({ kind: "wake" });
    assertEquals(stage.log, ["0 wake", "report leaving", "cancel 3", "send 2 to n2"]);
  }));

Deno.test("what comes before the start waits behind the first wake", () => {
  const { driver, log } = new Stage();
  driver.turn(datagram);
  assertEquals(log, []);
  driver.start();
  assertEquals(log, ["0 wake", "0 datagram"]);
  driver.stop();
});

Deno.test("a loop that comes round too late wakes the engine before it looks at datagrams", () =>
  onStage((stage) => {
    stage.driver.turn(datagram);
    stage.time = 60_000;
    stage.driver.turn(datagram);
    stage.driver.turn(datagram);
    assertEquals(stage.log, ["0 datagram", "60000 wake", "60000 datagram", "60000 datagram"]);
  }));

Deno.test("a wake that comes late brings what waits in the kernel", () =>
  onStage((stage) => {
    const heard: unknown[] = [];
    stage.answers = (input) => {
      if (input.kind === "wake") heard.push(input.heard?.map(({ bytes }) => bytes.length));
      return [];
    };
    const bytes = new Uint8Array(3);
    stage.driver.turn(datagram);
    stage.inKernel.push({ link: "l" as never, bytes });
    stage.time = 1005;
    stage.driver.turn(datagram);
    stage.time = 2100;
    stage.driver.turn(datagram);
    assertEquals(heard, [undefined, [3]], "in time, then late");
    assertEquals(stage.inKernel, []);
  }));

Deno.test("what was to be said before a standstill is not said after it", () =>
  onStage((stage) => {
    stage.answers = (input) => {
      if (input.kind !== "datagram") return [];
      stage.time += 60_000;
      return [{ kind: "send", datagram: new Uint8Array(2), to: null }];
    };
    stage.driver.turn(datagram);
    assertEquals(stage.log, ["0 datagram", "60000 wake"]);
  }));

/** What a stage does that stands still for a minute between a decision and its effects. */
const stopping = (stage: Stage, before: readonly Effect[], woken: readonly Effect[]) => {
  stage.answers = (input) => {
    if (input.kind === "wake") return woken;
    if (input.kind !== "datagram") return [];
    stage.time += 60_000;
    return before;
  };
  stage.driver.turn(datagram);
};

const operation = (id: number) => ({ id }) as Operation & FenceOperation;

Deno.test("after a standstill no agent is begun that the engine, woken, cancels", () =>
  onStage((stage) => {
    const before: readonly Effect[] = [
      { kind: "runAgent", operation: operation(1) },
      { kind: "runAgent", operation: operation(2) },
    ];
    stopping(stage, before, [{ kind: "cancelAgent", operation: 1 }]);
    assertEquals(stage.log, [
      "0 datagram",
      "60000 wake",
      "run 2",
      "cancel 1",
      "60000 agentFinished",
    ]);
  }));

Deno.test("after a standstill nobody is fenced, and the watchdog is not told that all is well", () =>
  onStage((stage) => {
    const before: readonly Effect[] = [
      { kind: "feedWatchdog" },
      { kind: "runFence", operation: operation(1) },
      { kind: "report", event: { kind: "leaving" } },
    ];
    stopping(stage, before, [{ kind: "feedWatchdog" }]);
    assertEquals(stage.log, [
      "0 datagram",
      "60000 wake",
      "report leaving",
      "feed",
      "60000 fenceFinished",
    ]);
  }));

Deno.test("a standstill between two effects is found out before the second", () =>
  onStage((stage) => {
    stage.answers = (input) =>
      input.kind === "datagram"
        ? [
          { kind: "feedWatchdog" },
          { kind: "cancelAgent", operation: 7 },
          { kind: "send", datagram: new Uint8Array(2), to: null },
        ]
        : [];
    stage.onCancel = () => stage.time += 60_000;
    stage.driver.turn(datagram);
    assertEquals(stage.log, ["0 datagram", "feed", "cancel 7", "60000 wake"]);
  }));

Deno.test("an input that comes while another is stepped waits for it", () =>
  onStage((stage) => {
    stage.answers = (input) => {
      if (input.kind === "wake") {
        stage.driver.turn({ kind: "leave" });
        stage.log.push("wake is not over");
      }
      return [];
    };
    stage.driver.turn({ kind: "wake" });
    assertEquals(stage.log, ["0 wake", "wake is not over", "0 leave"]);
  }));

Deno.test("whether the state is on the disk is told to the engine, with the reason", () =>
  onStage(async (stage) => {
    const problems: (string | null)[] = [];
    stage.persisted = Promise.resolve("disk full");
    stage.answers = (input) => {
      if (input.kind === "persisted") problems.push(input.problem);
      return input.kind === "wake" ? [{ kind: "persist", state: {} as SavedState }] : [];
    };
    stage.driver.turn({ kind: "wake" });
    assertEquals(stage.log, ["0 wake"]);
    await stage.persisted;
    await Promise.resolve();
    assertEquals(problems, ["disk full"]);
  }));

Deno.test("each operator gets the answer to what was asked", () =>
  onStage(async (stage) => {
    const ids: number[] = [];
    stage.answers = (input) => {
      if (input.kind === "request") ids.push(input.id);
      return input.kind === "wake"
        ? ids.toReversed().map((id) => ({ kind: "reply", id, problem: `refused ${id}` }))
        : [];
    };
    const move = { kind: "move", unit: "web" as never, to: null } as const;
    const answers = [stage.driver.request(move, null), stage.driver.request(move, null)];
    stage.driver.turn({ kind: "wake" });
    assertEquals(await Promise.all(answers), ["refused 1", "refused 2"]);
  }));

Deno.test("a bug in the engine ends the loop at once", () =>
  onStage((stage) => {
    stage.answers = () => {
      throw new Bug("two holders");
    };
    stage.driver.turn({ kind: "wake" });
    stage.driver.turn({ kind: "wake" });
    assertEquals(stage.log, ["0 wake", "crash two holders"]);
  }));

Deno.test("after the exit nothing is stepped, and who still waits is told", () =>
  onStage(async (stage) => {
    const move = { kind: "move", unit: "web" as never, to: null } as const;
    const answer = stage.driver.request(move, null);
    stage.answers = () => [{ kind: "exit", code: 0 }, { kind: "cancelAgent", operation: 1 }];
    stage.driver.turn({ kind: "leave" });
    stage.driver.turn({ kind: "wake" });
    assertEquals(stage.log, ["0 request", "0 leave", "exit 0", "cancel 1"]);
    assertEquals(await answer, "this hb is stopping");
    assertEquals(await stage.driver.request(move, null), "this hb is stopping");
  }));

Deno.test("the timer wakes the engine at its deadline, again and again", () =>
  onStage(async (stage) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let wakes = 0;
    stage.deadline = 5;
    stage.answers = (input) => {
      if (input.kind === "wake" && ++wakes === 3) resolve();
      stage.deadline = stage.time + 5;
      return [];
    };
    const clock = setInterval(() => stage.time += 1, 1);
    stage.driver.turn(datagram);
    await promise;
    clearInterval(clock);
    assert(stage.log.length >= 4);
  }));
