import { assertEquals } from "@std/assert";
import { compareNames } from "../../src/model/mod.ts";

Deno.test("names are in the order in which people count", () => {
  const names = ["node10", "Node2", "node1", "a", "node1b", "10", "9"];
  assertEquals(names.sort(compareNames), ["9", "10", "a", "node1", "node1b", "Node2", "node10"]);
});
