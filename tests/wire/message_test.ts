import "../pure.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeMessage, encodeMessage, type Message } from "../../src/wire/mod.ts";
import { anyMessage, messages } from "./arbitrary_message.ts";

const decoded = (text: string) => decodeMessage(new TextEncoder().encode(text));
const MALFORMED = { ok: false, problem: "malformed" } as const;

for (const [kind, arbitrary] of Object.entries(messages)) {
  Deno.test(`a ${kind} is read as it was written`, () => {
    fc.assert(fc.property(arbitrary, (message: Message) => {
      assertEquals(decodeMessage(encodeMessage(message)), { ok: true, value: message });
    }));
  });
}

Deno.test("a message with a field too many, or one too few, is refused as a whole", () => {
  fc.assert(fc.property(anyMessage, fc.nat(), (message, which) => {
    assertEquals(decoded(JSON.stringify({ ...message, extra: 1 })), MALFORMED);
    const keys = Object.keys(message);
    const { [keys[which % keys.length] as keyof Message]: _, ...less } = message;
    assertEquals(decoded(JSON.stringify(less)), MALFORMED);
  }));
});

Deno.test("no JSON makes the reader throw", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    decoded(text);
  }));
  assertEquals(decoded('{"kind":"want"} '), { ok: true, value: { kind: "want" } });
  assertEquals(decoded(`${"[".repeat(20_000)}`), MALFORMED);
  assertEquals(decodeMessage(Uint8Array.of(0xff, 0xfe)), MALFORMED);
});

Deno.test("numbers that no counter can have are refused", () => {
  const want = (counter: string) =>
    decoded(
      `{"kind":"instruct","epoch":{"counter":${counter},"node":"a","generation":1},"generation":1,"orders":[]}`,
    ).ok;
  assertEquals(["1", "1e999", "-1", "1.5", "9007199254740993"].map(want), [
    true,
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("a moment that no calendar has is refused, for people are shown its date", () => {
  const report = (wall: number) => {
    const made = fc.sample(messages.report, { numRuns: 50, seed: 1 })
      .find((one) => one.kind === "report" && (one.report.fencing?.attempts.length ?? 0) > 0);
    const text = JSON.stringify(made, (key, value) => key === "wall" ? wall : value);
    return decoded(text).ok;
  };
  assertEquals([0, 8.64e15, 8.65e15, 1e308, -8.65e15].map(report), [
    true,
    true,
    false,
    false,
    false,
  ]);
});
