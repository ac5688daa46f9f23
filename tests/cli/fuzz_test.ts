/** Whatever stands in a file that a command reads: the command says so, and has no bug. */
import { assert, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { main } from "../../src/cli/mod.ts";
import { mutated, mutatedData, ODD, runs } from "../fuzz.ts";
import { documentOf } from "../status/documents.ts";
import { fakeWorld } from "./fake_world.ts";

const CONFIG = Deno.readTextFileSync(new URL("../../config/minimal.toml", import.meta.url));
const STATE = documentOf();

async function run(args: readonly string[], files: Readonly<Record<string, string>>) {
  const world = fakeWorld({ files });
  const status = await main(args, world);
  assertNotEquals(status, 70, world.complaints.join("\n"));
  return status;
}

Deno.test("any state that a simulation begins with is refused, or simulated", async () => {
  const nodes = STATE.snapshot.nodes.map(({ name }) => name);
  const states = fc.oneof(
    mutatedData(STATE, [...nodes, "web", "vip", "started", "online"]).map((one) =>
      JSON.stringify(one)
    ),
    mutated(JSON.stringify(STATE)),
  );
  let good = 0;
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const files = { "c.toml": CONFIG, state };
      good += await run(["simulate", "c.toml", "--state", "state"], files) === 0 ? 1 : 0;
      await run(["explain", "web", "c.toml", "--state", "state"], files);
    }),
    runs(200),
  );
  assert(good > 0);
});

Deno.test("any words after hb are a command, or refused", async () => {
  const words = fc.oneof(
    fc.constantFrom("status", "check", "simulate", "explain", "tool", "fence", "attribute", "help"),
    fc.constantFrom(
      "--cib",
      "--at",
      "--state",
      "--fail",
      "--node-down",
      "--for",
      "-1",
      "--",
      "c.toml",
    ),
    fc.constantFrom(...ODD),
    fc.constantFrom(...ODD).map((odd) => `--${odd}`),
    fc.constantFrom(...ODD).map((odd) => `--at=${odd}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 6 }), async (args) => {
      await run(args, { "c.toml": CONFIG });
    }),
    runs(500),
  );
});
