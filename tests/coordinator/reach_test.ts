import "../pure.ts";
import { assertEquals } from "@std/assert";
import { Reach } from "../../src/coordinator/mod.ts";
import { instant, nodeName, type PingConfig, pingName } from "../../src/model/mod.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const [GATE, DNS] = [pingName("gate"), pingName("dns")];
const ping = (name: typeof GATE): PingConfig => ({
  name,
  addresses: ["192.0.2.1"],
  interval: 1000,
  deadping: 10_000,
});
const CONFIG = { pings: [ping(GATE), ping(DNS)], deadtime: 2000 };

/** Both reach both, and that is settled. */
function settled(): Reach {
  const reach = new Reach(CONFIG);
  for (const node of [N1, N2]) reach.note(node, { [GATE]: true, [DNS]: true }, instant(0));
  reach.tick(instant(2000));
  return reach;
}

const numbers = (reach: Reach) => [reach.of(N1), reach.of(N2)];

Deno.test("nothing may be compared before all is known and nothing new has come for deadtime", () => {
  const reach = new Reach(CONFIG);
  reach.note(N1, { [GATE]: true }, instant(0));
  reach.tick(instant(2000));
  assertEquals(numbers(reach), [null, null]);
  reach.note(N1, { [GATE]: true, [DNS]: false }, instant(3000));
  assertEquals(reach.deadline(), instant(5000));
  reach.tick(instant(4999));
  assertEquals(numbers(reach), [null, null]);
  reach.tick(instant(5000));
  assertEquals(numbers(reach), [1, null]);
  assertEquals(reach.deadline(), Infinity);
});

Deno.test("two that notice a dead ping node a little apart never seem to differ", () => {
  const reach = settled();
  const dead = { [GATE]: false, [DNS]: true };
  reach.note(N1, dead, instant(3000));
  reach.tick(instant(4900));
  assertEquals(numbers(reach), [2, 2]);
  reach.note(N2, dead, instant(4900));
  reach.tick(instant(6899));
  assertEquals(numbers(reach), [2, 2]);
  reach.tick(instant(6900));
  assertEquals(numbers(reach), [1, 1]);
});

Deno.test("one that alone does not reach a ping node does so after deadtime", () => {
  const reach = settled();
  reach.note(N1, { [GATE]: false, [DNS]: false }, instant(3000));
  reach.note(N1, { [DNS]: false, [GATE]: false }, instant(4000));
  reach.tick(instant(5000));
  assertEquals(numbers(reach), [0, 2]);
});

Deno.test("what comes back in time has changed nothing", () => {
  const reach = settled();
  reach.note(N1, { [GATE]: false, [DNS]: true }, instant(3000));
  reach.note(N1, { [GATE]: true, [DNS]: true }, instant(4000));
  reach.tick(instant(6000));
  assertEquals(numbers(reach), [2, 2]);
});

Deno.test("one that is gone is not compared, and does not hold up the others", () => {
  const reach = settled();
  reach.forget(N2);
  assertEquals(reach.deadline(), Infinity);
  assertEquals(numbers(reach), [2, null]);
});

Deno.test("a ping node more is one more to reach", () => {
  const reach = settled();
  reach.configure({ ...CONFIG, pings: [ping(GATE)] }, instant(3000));
  reach.tick(instant(5000));
  assertEquals(numbers(reach), [1, 1]);
});
