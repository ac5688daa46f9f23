/** What comes faster than it may waits in line. */
import { assertEquals } from "@std/assert";
import { instant } from "../../src/model/mod.ts";
import { Throttle } from "../../src/io/throttle.ts";

Deno.test("after a burst each waits for its turn, and a silence allows another burst", () => {
  const throttle = new Throttle(10, 3);
  const take = (...times: readonly number[]) => times.map((now) => throttle.take(instant(now)));
  assertEquals(take(0, 0, 0, 0, 0, 50), [0, 0, 0, 100, 200, 250]);
  assertEquals(take(10_000, 10_000, 10_000, 10_000), [0, 0, 0, 100]);
  assertEquals(take(10_200, 10_300, 10_400), [0, 0, 0]);
});
