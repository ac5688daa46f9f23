/** That the next hb can be made of these sources, found out before it is built. */
import { assertEquals } from "@std/assert";
import { apply, PATCHES } from "./tomorrow.ts";

Deno.test("each change of tomorrow has its one place in the sources of today", () => {
  const texts = new Map<string, string>();
  const homeless = PATCHES.filter((patch) => {
    const { file } = patch;
    const text = texts.get(file) ?? Deno.readTextFileSync(new URL(`../${file}`, import.meta.url));
    const changed = apply(patch, text);
    texts.set(file, changed ?? text);
    return changed === null;
  });
  assertEquals(homeless, []);
});

Deno.test("a change that has no place, or two, is none", () => {
  const patch = { file: "f", find: "b", put: "c" };
  assertEquals(["abd", "ad", "abbd"].map((text) => apply(patch, text)), ["acd", null, null]);
});
