import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { configDigest, formatProblem, parseConfig, printConfig } from "../../src/config/mod.ts";
import { arbitraryConfig } from "./arbitrary_config.ts";

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
    assertEquals(configDigest(turned), configDigest(config));
    const { config: again } = parseConfig(printConfig(config), "printed.toml");
    assertEquals(again && configDigest(again), configDigest(config));
  }));
});
