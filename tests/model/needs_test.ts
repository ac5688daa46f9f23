/** What a unit needs that is to be stopped. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { lackingIn, NO_WISHES, unitName, unitsOf } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";

const config = clusterConfig({
  nodes: 2,
  groups: ["web: vip nginx php"],
  alone: ["db", "app", "cache", "front", "last"],
  more: [
    '[[clone]]\nname = "dbs"\nof = "db"\npromotable = true',
    '[[colocation]]\nresource = "web"\nwith = "dbs:promoted"',
    '[[order]]\nfirst = "nginx"\nthen = "app"',
    '[[order]]\nfirst = "cache"\nthen = "front"\nkind = "optional"',
    '[[order]]\nsets = [["app"], ["front"], ["last"]]',
  ],
});

const lacks = (unit: string, ...stopped: readonly string[]): string | null =>
  lackingIn(config, unitsOf(config), {
    ...NO_WISHES,
    targetRoles: Object.fromEntries(stopped.map((name) => [name, "stopped" as const])),
  })(unitName(unit));

Deno.test("what is together with what is to be stopped lacks it", () => {
  assertEquals(lacks("web", "dbs"), "dbs");
  assertEquals(lacks("web", "db"), "db");
  assertEquals(lacks("dbs", "web"), null);
  assertEquals(lacks("web"), null);
});

Deno.test("a member is enough with those before it", () => {
  assertEquals(lacks("app", "vip"), "vip");
  assertEquals(lacks("app", "web"), "web");
  assertEquals(lacks("app", "php"), null);
});

Deno.test("so does what needs it by others", () => {
  assertEquals(lacks("last", "dbs"), "dbs");
  assertEquals(lacks("front", "nginx"), "nginx");
});

Deno.test("an optional order is no need", () => {
  assertEquals(lacks("front", "cache"), null);
});
