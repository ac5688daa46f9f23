/** How late a node is, and what it makes of it. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { DEFAULT_OPTIONS, instant } from "../../src/model/mod.ts";
import { Pace } from "../../src/node/pace.ts";

const CONFIG = { keepalive: 200, deadtime: 1000, options: DEFAULT_OPTIONS };

const note = (pace: Pace, late: number, now: number) =>
  pace.note(late, CONFIG, instant(now)).map((event) => event.kind === "heldUp" ? event.by : event);
const atOnce = (pace: Pace, now: number) => pace.agentsAtOnce("ready", CONFIG, instant(now));

Deno.test("agents at once are twice the processors, or as configured", () => {
  const pace = new Pace(4);
  assertEquals(atOnce(pace, 0), 8);
  const options = { ...DEFAULT_OPTIONS, nodeActionLimit: 3 };
  assertEquals(pace.agentsAtOnce("ready", { ...CONFIG, options }, instant(0)), 3);
});

Deno.test("what must be let go of waits for nothing", () => {
  assertEquals(new Pace(1).agentsAtOnce("lettingGo", CONFIG, instant(0)), Infinity);
});

Deno.test("a node that is late takes on half as much each time, and more again in calm", () => {
  const pace = new Pace(2);
  note(pace, 60, 1000);
  assertEquals(atOnce(pace, 1000), 2);
  note(pace, 60, 1100);
  assertEquals(atOnce(pace, 1100), 2, "once a keepalive");
  note(pace, 60, 1200);
  note(pace, 60, 1400);
  assertEquals(atOnce(pace, 1400), 1, "never none");
  assertEquals([atOnce(pace, 2399), atOnce(pace, 2400), atOnce(pace, 3400)], [1, 2, 4]);
});

Deno.test("lateness that others may notice is told, the worst once a minute", () => {
  const pace = new Pace(2);
  assertEquals(note(pace, 100, 1000), []);
  assertEquals(note(pace, 101, 2000), [101]);
  assertEquals(note(pace, 400, 3000), []);
  assertEquals(note(pace, 150, 61_999), []);
  assertEquals(note(pace, 120, 62_000), [400]);
});

Deno.test("the worst lateness is remembered for a day or two", () => {
  const pace = new Pace(2);
  note(pace, 300, 0);
  note(pace, 40, 1000);
  const worst = (now: number) => pace.view("ready", CONFIG, instant(now)).worstLateness;
  const day = 86_400_000;
  assertEquals([worst(1000), worst(1.5 * day), worst(3 * day)], [300, 300, 0]);
});
