import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import { fakeWorld, type Scene } from "./fake_world.ts";

/** A world in which reading a file is a bug. */
const broken = (environment: Scene["environment"] = {}) =>
  fakeWorld({
    environment,
    changes: {
      readFile: () => {
        throw new RangeError("Maximum call\u001b[31m stack size exceeded\nand more");
      },
    },
  });

Deno.test("a bug is told in sentences, with what to report, and has an exit status of its own", async () => {
  const world = broken();
  assertEquals(await main(["check", "my file.toml"], world), 70);
  assertEquals(world.printed, []);
  const [said = "", advice = ""] = world.complaints;
  assertMatch(
    said,
    /^Cannot finish hb check "my file.toml": hb has a bug: RangeError: Maximum call \[31m stack size/,
  );
  assertMatch(said, /please report it.*version: hb \d+\.\d+\.\d+ \(commit/is);
  // deno-lint-ignore no-control-regex
  assertNotMatch(world.complaints.join("\n"), /\n\s+at |\x1b/);
  assertMatch(advice, /HB_DEBUG=1/);
});

Deno.test("where it happened is said in full to those who ask", async () => {
  const world = broken({ HB_DEBUG: "1" });
  assertEquals(await main(["check"], world), 70);
  assertMatch(world.complaints.join("\n"), /\n\s+at /);
});
