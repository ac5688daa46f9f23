import "../pure.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeLetter, encodeLetter, type Message } from "../../src/wire/mod.ts";
import { anyMessage, letterOf, messages } from "./arbitrary_message.ts";

const decoded = (text: string) => decodeLetter(new TextEncoder().encode(text));
const MALFORMED = { ok: false, problem: "malformed" } as const;
const HEADER = { level: 1, to: null, at: 5 };
const readMessage = (text: string) => {
  const letter = decoded(JSON.stringify({ ...HEADER, ...JSON.parse(text) }));
  return letter.ok ? letter.value.message : null;
};

for (const [kind, arbitrary] of Object.entries(messages)) {
  Deno.test(`a ${kind} is read as it was written`, () => {
    fc.assert(fc.property(letterOf(arbitrary), (letter) => {
      assertEquals(decodeLetter(encodeLetter(letter)), { ok: true, value: letter });
    }));
  });
}

Deno.test("a field that is not known is ignored, so that a later hb may say more", () => {
  fc.assert(fc.property(anyMessage, (message) => {
    const more = decoded(JSON.stringify({ ...HEADER, ...message, extra: { more: 1 } }));
    assertEquals(more, { ok: true, value: { to: null, at: 5, message } });
  }));
});

/** What an earlier hb of this level does not say, and how that is read. */
const LATER = { lent: null, terms: null, keys: null };

Deno.test("what an earlier hb does not say has the value that says nothing", () => {
  fc.assert(fc.property(messages.keepalive, (message) => {
    const less = { ...message, lent: undefined, terms: undefined, keys: undefined };
    const read = decoded(JSON.stringify({ ...HEADER, ...less }));
    assertEquals(read, { ok: true, value: { to: null, at: 5, message: { ...message, ...LATER } } });
  }));
});

Deno.test("a message with a field too few, or of another level, is refused as a whole", () => {
  fc.assert(fc.property(anyMessage, fc.nat(), (message, which) => {
    const whole = { ...HEADER, ...message };
    const keys = Object.keys(whole).filter((key) => !(key in LATER));
    const { [keys[which % keys.length] as keyof Message]: _, ...less } = whole;
    assertEquals(decoded(JSON.stringify(less)), MALFORMED);
    assertEquals(decoded(JSON.stringify({ ...whole, level: 2 })), MALFORMED);
  }));
});

Deno.test("no JSON makes the reader throw", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    decoded(text);
  }));
  assertEquals(readMessage('{"kind":"want"} '), { kind: "want" });
  assertEquals(decoded(`${"[".repeat(20_000)}`), MALFORMED);
  assertEquals(decodeLetter(Uint8Array.of(0xff, 0xfe)), MALFORMED);
});

Deno.test("numbers that no counter can have are refused", () => {
  const want = (counter: string) =>
    decoded(
      `{"level":1,"to":null,"at":5,"kind":"instruct",` +
        `"epoch":{"counter":${counter},"node":"a","generation":1},"orders":[]}`,
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
    const text = JSON.stringify(
      { ...HEADER, ...made },
      (key, value) => key === "wall" ? wall : value,
    );
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
