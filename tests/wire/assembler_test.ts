import "../pure.ts";
import { assertEquals } from "@std/assert";
import { nodeName } from "../../src/model/mod.ts";
import { Assembler } from "../../src/wire/assembler.ts";

/** The part `part` of `parts` of the message that begins with `seq`. */
const piece = (seq: number, part: number, parts: number) => ({
  cluster: "web",
  from: nodeName("n1"),
  generation: 1,
  seq: seq + part,
  part,
  parts,
  body: new Uint8Array([part]),
});

Deno.test("of a message no part is kept twice, and its parts are joined in their order", () => {
  const assembler = new Assembler(10);
  for (const part of [2, 0, 2, 0]) assertEquals(assembler.add(piece(5, part, 3)), null);
  assertEquals(assembler.add(piece(5, 1, 3)), new Uint8Array([0, 1, 2]));
});

Deno.test("no more parts are kept than the longest message has; the oldest message is given up", () => {
  const assembler = new Assembler(10);
  for (let part = 0; part < 6; part++) assembler.add(piece(100, part, 7));
  for (let part = 0; part < 6; part++) assembler.add(piece(200, part, 7));
  assertEquals(assembler.add(piece(100, 6, 7)), null, "it was given up");
  assertEquals(assembler.add(piece(200, 6, 7))?.length, 7);
});

Deno.test("one who begins messages without end is kept from none of them for long", () => {
  const assembler = new Assembler(10);
  for (let seq = 0; seq < 100_000; seq += 10) assembler.add(piece(seq, 0, 9));
  for (let part = 0; part < 8; part++) assertEquals(assembler.add(piece(1e6, part, 9)), null);
  assertEquals(assembler.add(piece(1e6, 8, 9))?.length, 9);
});
