import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hasQuorum } from "../../src/membership/mod.ts";

Deno.test("of three and more, two partitions never both have quorum", () => {
  const split = fc.integer({ min: 3, max: 32 }).chain((of) =>
    fc.record({ of: fc.constant(of), here: fc.integer({ min: 1, max: of - 1 }) })
  );
  fc.assert(fc.property(split, ({ of, here }) => {
    const one = hasQuorum({ here, of, silent: of - here });
    const other = hasQuorum({ here: of - here, of, silent: here });
    assert(!(one && other));
  }));
});

Deno.test("of two, the one that goes on when the other is off has quorum; before that it has not", () => {
  assertEquals(hasQuorum({ here: 2, of: 2, silent: 0 }), true);
  assertEquals(hasQuorum({ here: 1, of: 2, silent: 1 }), true);
  assertEquals(hasQuorum({ here: 1, of: 2, silent: 0 }), false);
});

Deno.test("of three, one alone has no quorum though the others are off", () => {
  assertEquals(hasQuorum({ here: 1, of: 3, silent: 2 }), false);
  assertEquals(hasQuorum({ here: 2, of: 3, silent: 1 }), true);
  assertEquals(hasQuorum({ here: 2, of: 4, silent: 2 }), false);
  assertEquals(hasQuorum({ here: 1, of: 1, silent: 0 }), true);
});
