import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeLetter, encodeLetter, LEVELS, type Message } from "../../src/wire/mod.ts";
import { withMore } from "../with_more.ts";
import { anyMessage, letterOf, messages } from "./arbitrary_message.ts";

const decoded = (text: string, levels = LEVELS) =>
  decodeLetter(new TextEncoder().encode(text), levels);
/** Why it is refused; null: it is not. */
const refusal = (text: string) => {
  const read = decoded(text);
  return read.ok ? null : read.problem.why;
};
const HEADER = { level: 1, to: null, at: 5 };
const readMessage = (text: string) => {
  const letter = decoded(JSON.stringify({ ...HEADER, ...JSON.parse(text) }));
  return letter.ok ? letter.value.message : null;
};

for (const [kind, arbitrary] of Object.entries(messages)) {
  Deno.test(`a ${kind} is read as it was written`, () => {
    fc.assert(fc.property(letterOf(arbitrary), (letter) => {
      assertEquals(decodeLetter(encodeLetter(letter, 1), LEVELS), { ok: true, value: letter });
    }));
  });
}

Deno.test("fields that are not known are ignored at every place, so that a later hb may say more", () => {
  fc.assert(fc.property(anyMessage, (message) => {
    const more = decoded(JSON.stringify(withMore({ ...HEADER, ...message })));
    assertEquals(more, { ok: true, value: { to: null, at: 5, message } });
  }));
});

/** What an earlier hb of this level does not say, and how that is read. */
const LATER = {
  lent: null,
  terms: null,
  keys: null,
  release: { version: null, lowest: 1, highest: 1 },
};

Deno.test("what an earlier hb does not say has the value that says nothing", () => {
  fc.assert(fc.property(messages.keepalive, (message) => {
    const none = Object.fromEntries(Object.keys(LATER).map((key) => [key, undefined]));
    const less = { ...message, ...none };
    const read = decoded(JSON.stringify({ ...HEADER, ...less }));
    assertEquals(read, { ok: true, value: { to: null, at: 5, message: { ...message, ...LATER } } });
  }));
});

Deno.test("a message with a field too few is refused as a whole", () => {
  fc.assert(fc.property(anyMessage, fc.nat(), (message, which) => {
    const whole = { ...HEADER, ...message };
    const keys = Object.keys(whole).filter((key) => !(key in LATER));
    const { [keys[which % keys.length] as keyof Message]: _, ...less } = whole;
    assertEquals(refusal(JSON.stringify(less)), "malformed");
  }));
});

Deno.test("a word that a list does not have is refused with its message: a new one raises the level", () => {
  fc.assert(fc.property(messages.keepalive, messages.instruct, (keepalive, instruct) => {
    assertEquals(
      refusal(JSON.stringify({ ...HEADER, ...keepalive, phase: "dreaming" })),
      "malformed",
    );
    const orders = [{ serial: 1, resource: "r", action: "hibernate", meta: {} }];
    assertEquals(refusal(JSON.stringify({ ...HEADER, ...instruct, orders })), "malformed");
  }));
});

Deno.test("every level that is known is read, and no other", () => {
  const known = { lowest: 2, highest: 4 };
  fc.assert(fc.property(letterOf(anyMessage), fc.integer({ min: 1, max: 6 }), (letter, level) => {
    const read = decodeLetter(encodeLetter(letter, level), known);
    assertEquals(read.ok ? null : read.problem.why, level < 2 || level > 4 ? "unknownLevel" : null);
  }));
  assertEquals(refusal(JSON.stringify({ ...HEADER, kind: "want", level: 0 })), "malformed");
});

Deno.test("of what is not understood it is known when it was written, and by which hb", () => {
  fc.assert(fc.property(messages.keepalive, (message) => {
    assert(message.kind === "keepalive");
    // Of a later level nothing but the header and the release has a form that is known.
    const { kind, release } = message;
    const read = decoded(JSON.stringify({ ...HEADER, level: 7, kind, release, phase: [] }));
    assertEquals(read, { ok: false, problem: { why: "unknownLevel", at: 5, release } });
  }));
  const song = decoded(JSON.stringify({ ...HEADER, kind: "song", verses: 3 }));
  assertEquals(song, { ok: false, problem: { why: "unknownKind", at: 5, release: null } });
  const later = decoded(JSON.stringify({ ...HEADER, level: 7, kind: "song" }));
  assertEquals(later, { ok: false, problem: { why: "unknownLevel", at: 5, release: null } });
  const broken = decoded(JSON.stringify({ ...HEADER, kind: "write" }));
  assertEquals(broken, { ok: false, problem: { why: "malformed", at: 5, release: null } });
  const undated = decoded(JSON.stringify({ ...HEADER, kind: "song", at: "noon" }));
  assertEquals(undated, { ok: false, problem: { why: "malformed", at: null, release: null } });
});

Deno.test("an hb whose highest level is below its lowest is refused", () => {
  const [message] = fc.sample(messages.keepalive, 1);
  const release = { version: "1", lowest: 2, highest: 1 };
  assertEquals(refusal(JSON.stringify({ ...HEADER, ...message, release })), "malformed");
});

Deno.test("no JSON makes the reader throw", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    decoded(text);
  }));
  assertEquals(readMessage('{"kind":"want"} '), { kind: "want" });
  assertEquals(refusal("[".repeat(20_000)), "malformed");
  const noText = decodeLetter(Uint8Array.of(0xff, 0xfe), LEVELS);
  assertEquals(noText, { ok: false, problem: { why: "malformed", at: null, release: null } });
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
