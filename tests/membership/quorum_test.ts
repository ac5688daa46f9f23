import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hasQuorum, isPair, votesOf } from "../../src/membership/mod.ts";
import { voters } from "./voters.ts";

const quorate = (here: number, of: number) => hasQuorum({ here, of, survivor: false });

Deno.test("of any votes, however they are parted, two parts never both have quorum", () => {
  const voter = fc.record({ votes: fc.nat({ max: 9 }), part: fc.nat({ max: 2 }) });
  fc.assert(fc.property(fc.array(voter, { minLength: 1, maxLength: 12 }), (all) => {
    const sum = (part: number | null) =>
      all.reduce(
        (total, each) => part === null || each.part === part ? total + each.votes : total,
        0,
      );
    const of = sum(null);
    const having = [0, 1, 2].filter((part) => quorate(sum(part), of));
    assert(having.length <= 1, having.join());
  }));
});

Deno.test("half of the votes is no quorum", () => {
  assertEquals(quorate(2, 3), true);
  assertEquals(quorate(2, 4), false);
  assertEquals(quorate(3, 4), true);
  assertEquals(quorate(1, 1), true);
  assertEquals(quorate(0, 0), false);
});

Deno.test("what is left of a pair has quorum", () => {
  assertEquals(hasQuorum({ here: 1, of: 2, survivor: true }), true);
});

Deno.test("a pair is two nodes with a vote each and no arbiter", () => {
  assertEquals(isPair(voters([1, 1])), true);
  assertEquals(isPair(voters([1, 1], true)), false);
  assertEquals(isPair(voters([2, 1])), false);
  assertEquals(isPair(voters([2, 0])), false);
  assertEquals(isPair(voters([1, 1, 0])), false);
  assertEquals(isPair(voters([1])), false);
});

Deno.test("the arbiter is one more vote", () => {
  assertEquals(votesOf(voters([1, 1])), 2);
  assertEquals(votesOf(voters([1, 1], true)), 3);
  assertEquals(votesOf(voters([3, 0, 2])), 5);
});
