import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Digests, formatProblem, parseConfig, printConfig } from "../../src/config/mod.ts";
import { arbitraryConfig } from "./arbitrary_config.ts";

const DIGESTS = new Digests([{ id: "test", secret: new Uint8Array(32) }]);

Deno.test("what is printed is read as the same configuration", () => {
  fc.assert(fc.property(arbitraryConfig, (config) => {
    const { config: again, problems } = parseConfig(printConfig(config), "printed.toml");
    const errors = problems.filter(({ severity }) => severity === "error").map(formatProblem);
    assertEquals(errors, []);
    assertEquals(again, config);
  }));
});

Deno.test("the digest does not depend on the order of keys, and is the same after printing", () => {
  fc.assert(fc.property(arbitraryConfig, (config) => {
    const turned = Object.fromEntries(Object.entries(config).reverse()) as unknown as typeof config;
    assertEquals(DIGESTS.ofConfig(turned), DIGESTS.ofConfig(config));
    const { config: again } = parseConfig(printConfig(config), "printed.toml");
    assertEquals(again && DIGESTS.ofConfig(again), DIGESTS.ofConfig(config));
  }));
});
