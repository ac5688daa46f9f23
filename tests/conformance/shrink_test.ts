import { assertEquals } from "@std/assert";
import { randomCib } from "./random_cib.ts";
import { shrink } from "./shrink.ts";
import { walk, writeTree } from "./tree.ts";

Deno.test("the same seed makes the same cluster", () => {
  assertEquals(writeTree(randomCib(7)), writeTree(randomCib(7)));
});

Deno.test("what is odd stays, all else goes", async () => {
  const isOdd = (cib: ReturnType<typeof randomCib>) =>
    Promise.resolve([...walk(cib)].some(({ name }) => name === "primitive"));
  const small = await shrink(randomCib(3), isOdd);
  const names = [...walk(small)].map(({ name }) => name);
  assertEquals(names.filter((name) => name === "primitive").length, 1);
  assertEquals(names.includes("nvpair"), false);
  assertEquals(names.includes("node_state"), false);
});
