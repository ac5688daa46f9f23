/** Who may have a connection, and who must go. */
import { assertEquals } from "@std/assert";
import { Visitors } from "../../src/io/visitors.ts";

function door(most: number, mostOf: number) {
  const gone: string[] = [];
  const visitors = new Visitors({ most, mostOf: () => mostOf });
  const come = (name: string, peer = name) => {
    const visitor = { peer, turnOut: () => gone.push(name) };
    return { visitor, isIn: visitors.admit(visitor) };
  };
  return { visitors, gone, come };
}

Deno.test("of one peer the one that has said nothing for the longest makes room", () => {
  const { visitors, gone, come } = door(10, 2);
  come("a1", "a");
  come("b1", "b");
  come("a2", "a");
  assertEquals(come("a3", "a").isIn, true);
  assertEquals(gone, ["a1"]);
  assertEquals(visitors.count, 3);
  assertEquals(visitors.turnedOut, 1);
});

Deno.test("of all peers together, too", () => {
  const { gone, come } = door(2, 2);
  for (const name of ["a", "b", "c", "d"]) come(name);
  assertEquals(gone, ["a", "b"]);
});

Deno.test("whoever is being answered stays; where all are, the newcomer is not let in", () => {
  const { visitors, gone, come } = door(2, 2);
  const [a, b] = [come("a"), come("b")];
  visitors.serve(a.visitor);
  assertEquals(come("c").isIn, true);
  assertEquals(gone, ["b"]);
  visitors.leave(b.visitor);
  const d = come("d");
  assertEquals(gone, ["b", "c"]);
  visitors.serve(d.visitor);
  assertEquals(come("e").isIn, false);
  assertEquals(visitors.count, 2);
  assertEquals(visitors.turnedOut, 3);
});

Deno.test("one that has been answered is waited for anew", () => {
  const { visitors, gone, come } = door(2, 2);
  const a = come("a");
  come("b");
  visitors.serve(a.visitor);
  visitors.await(a.visitor);
  come("c");
  assertEquals(gone, ["b"]);
});
