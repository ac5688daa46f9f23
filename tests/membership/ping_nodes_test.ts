import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { PingNodes } from "../../src/membership/mod.ts";
import { instant, type PingConfig, pingName } from "../../src/model/mod.ts";

const GATE = pingName("gate");
const CONFIG: readonly PingConfig[] = [
  { name: GATE, addresses: ["192.0.2.1"], interval: 1000, deadping: 10_000 },
];

/** One ping node, with short ways of saying what it does. */
class Gate {
  readonly pings = new PingNodes(CONFIG, instant(0));

  answers(...at: readonly number[]): readonly string[] {
    return at.flatMap((each) => {
      this.pings.answered(GATE, instant(each));
      return this.tick(each);
    });
  }

  tick(at: number): readonly string[] {
    return this.pings.tick(instant(at)).map((event) =>
      event.kind === "ping" ? `${event.ping} ${event.reached} ${event.silent}` : event.kind
    );
  }

  get reached(): boolean | undefined {
    return this.pings.states[GATE];
  }
}

Deno.test("it is not known before the first answer, and that it answers then is no news", () => {
  const gate = new Gate();
  assertEquals(gate.tick(9999), []);
  assertEquals(gate.reached, undefined);
  assertEquals(gate.answers(9999), []);
  assertEquals(gate.reached, true);
});

Deno.test("one that has not answered within deadping of the start is not reached", () => {
  const gate = new Gate();
  assertEquals(gate.tick(10_000), ["gate false 10000"]);
  assertEquals(gate.reached, false);
});

Deno.test("a lost answer changes nothing, silence for deadping does, once", () => {
  const gate = new Gate();
  gate.answers(1000);
  assertEquals(gate.tick(10_999), []);
  assertEquals(gate.tick(11_000), ["gate false 10000"]);
  assertEquals(gate.tick(12_000), []);
});

Deno.test("one that was not reached counts again after answering for half of deadping", () => {
  const gate = new Gate();
  gate.tick(10_000);
  assertEquals(gate.answers(20_000, 21_000, 22_000, 24_000, 24_999), []);
  assertEquals(gate.answers(25_000), ["gate true 0"]);
});

Deno.test("answers now and then do not make one that was not reached count again", () => {
  const gate = new Gate();
  gate.tick(10_000);
  assertEquals(gate.answers(20_000, 25_000, 30_000, 36_000, 41_000, 60_000), []);
  assertEquals(gate.reached, false);
});

Deno.test("this node's own sleep is not a ping node's silence", () => {
  const gate = new Gate();
  gate.answers(1000);
  gate.pings.forgive(60_000, instant(61_500));
  assertEquals(gate.tick(61_500), []);
  assertEquals(gate.tick(71_000), ["gate false 10000"]);
});

Deno.test("of a new configuration what stays keeps its state", () => {
  const gate = new Gate();
  gate.answers(1000);
  const other = { ...CONFIG[0]!, name: pingName("other") };
  gate.pings.configure([...CONFIG, other], instant(2000));
  assertEquals(gate.pings.states, { [GATE]: true });
  gate.pings.configure([other], instant(3000));
  assertEquals(gate.pings.states, {});
});

Deno.test("however it answers, it changes at most every half deadping, and each deadline is in the future", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 15_000 }), { maxLength: 60 }), (gaps) => {
      const gate = new Gate();
      const changes: number[] = [];
      let at = 0;
      const look = (now: number) => {
        if (gate.tick(now).length > 0) changes.push(now);
      };
      for (const gap of gaps) {
        const next = at + gap;
        for (let due = gate.pings.deadline(); due < next; due = gate.pings.deadline()) {
          look(due);
          assert(gate.pings.deadline() > due);
        }
        at = next;
        gate.pings.answered(GATE, instant(at));
        look(at);
      }
      for (const [index, when] of changes.entries()) {
        assert(index === 0 || when - changes[index - 1]! >= 5000, changes.join());
      }
    }),
  );
});
