import { assertEquals } from "@std/assert";
import { own } from "../../src/model/mod.ts";

Deno.test("a name that every object inherits is found only where it was set", () => {
  for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
    assertEquals(own<string>({}, name), undefined);
    assertEquals(own(JSON.parse(`{"${name}": "set"}`), name), "set");
  }
});
