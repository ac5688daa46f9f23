import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Keys, linkName, NO_FENCING_REPORT, nodeName } from "../../src/model/mod.ts";
import {
  BODY_LIMIT,
  DATAGRAM_LIMIT,
  encodeLetter,
  handOn,
  LEVELS,
  type Life,
  type Message,
  Post,
  type ReportMessage,
  sealEnvelope,
} from "../../src/wire/mod.ts";
import { anyMessage } from "./arbitrary_message.ts";

const key = (id: string, fill: number) => ({ id, secret: new Uint8Array(32).fill(fill) });
const OLD = key("old", 1);
const NEW = key("new", 2);
const KEYS: Keys = [OLD];
const A = nodeName("a");
const B = nodeName("b");
const ETH0 = linkName("bcast:eth0");
const ETH1 = linkName("ucast:eth1");
const WANT: Message = { kind: "want" };
const RELEASE = { version: "0.1.0", ...LEVELS };

const post = (self = A, generation = 1, keys = KEYS, cluster = "web") =>
  new Post(cluster, self, generation, keys, new Set(self === A ? [B] : [A]), RELEASE);

/** That of b, which believes the first life of a. */
const believing = (keys = KEYS): Post => {
  const receiver = post(B, 1, keys);
  receiver.admit(A, 1, 0);
  return receiver;
};

/** The datagrams of a message that is not too long. */
const written = (sender: Post, message: Message, to: Life | null = null) => {
  const datagrams = sender.write({ to, at: 7, message });
  assert(datagrams !== null);
  return datagrams;
};

const one = (sender: Post, message: Message = WANT): Uint8Array => {
  const [datagram, ...more] = written(sender, message);
  assertEquals(more, []);
  return datagram as Uint8Array;
};

const problem = (receiver: Post, bytes: Uint8Array, link = ETH0): string | null => {
  const read = receiver.read(bytes, link);
  return read.ok ? null : read.problem;
};

/** A report of which the body has `parts` parts. */
function long(parts: number, mark = "x"): ReportMessage {
  const gone = Array.from({ length: parts * 5 - 2 }, () => mark.repeat(237));
  return {
    kind: "report",
    base: 0,
    report: {
      node: A,
      generation: 1,
      version: 1,
      configDigest: "d",
      follows: null,
      cutOffFor: null,
      attributes: {},
      written: {},
      fencing: NO_FENCING_REPORT,
      fenced: {},
      watchdog: null,
      pings: {},
      resources: {},
    },
    gone: gone as unknown as ReportMessage["gone"],
    settings: {},
    blocked: [],
    pending: [],
  };
}

Deno.test("what one writes the other reads, whatever it is and however long", () => {
  fc.assert(fc.property(anyMessage, (message) => {
    const receiver = believing();
    const read = written(post(), message).map((datagram) => receiver.read(datagram, ETH0));
    const brought = read.map((each) => each.ok ? each.value?.message ?? null : each.problem);
    assertEquals(brought.at(-1), message);
    assert(brought.slice(0, -1).every((each) => each === null));
  }));
});

Deno.test("no byte of a datagram can be changed, none cut off and none added", () => {
  const datagram = one(post());
  const receiver = believing();
  for (let at = 0; at < datagram.length; at += 1) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const forged = datagram.slice();
      forged[at] = (forged[at] as number) ^ flip;
      assert(problem(receiver, forged) !== null, `byte ${at}`);
    }
    assert(problem(receiver, datagram.slice(0, at)) !== null, `cut at ${at}`);
  }
  assertEquals(problem(receiver, Uint8Array.of(...datagram, 0)), "badSignature");
  assertEquals(problem(receiver, datagram), null, "and the datagram itself is still good");
});

Deno.test("no bytes make the reader throw", () => {
  const receiver = post(B);
  const garbage = fc.uint8Array({ maxLength: 400 });
  fc.assert(fc.property(garbage, (bytes) => assert(!receiver.read(bytes, ETH0).ok)));
  const almost = garbage.map((bytes) => Uint8Array.of(0x48, 0x42, 1, ...bytes));
  fc.assert(fc.property(almost, (bytes) => assert(!receiver.read(bytes, ETH0).ok)));
});

Deno.test("each refusal has its name", () => {
  const receiver = post(B);
  assertEquals(problem(receiver, one(post(A, 1, KEYS, "other"))), "foreignCluster");
  assertEquals(problem(receiver, one(post(A, 1, [NEW]))), "unknownKey");
  assertEquals(problem(receiver, one(post(A, 1, [key("old", 9)]))), "badSignature");
  assertEquals(problem(receiver, one(post(nodeName("c")))), "unknownNode");
  assertEquals(problem(receiver, new Uint8Array(DATAGRAM_LIMIT + 1)), "oversized");
  assertEquals(problem(receiver, one(post()).slice(0, 60)), "truncated");
  assertEquals(problem(receiver, new TextEncoder().encode("###\nt=status\n")), "foreignProtocol");
  assertEquals(problem(receiver, new Uint8Array(0)), "foreignProtocol");
});

Deno.test("the same datagram twice on one link is a replay, also long after", () => {
  const sender = post();
  const receiver = believing();
  const first = one(sender);
  assertEquals(problem(receiver, first), null);
  assertEquals(problem(receiver, first), "replayed");
  for (let count = 0; count < 1100; count += 1) receiver.read(one(sender), ETH0);
  assertEquals(problem(receiver, first), "replayed");
});

const PLAIN = { refused: null, isTwin: false };
const SIGN = { from: A, generation: 1, seq: 1, proven: true, hops: 0, ...PLAIN } as const;

Deno.test("a copy over a second link is a sign of life there and nothing else", () => {
  const receiver = believing();
  const datagram = one(post());
  assertEquals(receiver.read(datagram, ETH0), {
    ok: true,
    value: { ...SIGN, at: 7, message: WANT, first: true },
  });
  assertEquals(receiver.read(datagram, ETH1), {
    ok: true,
    value: { ...SIGN, at: null, message: null, first: false },
  });
  assertEquals(problem(receiver, datagram, ETH1), "replayed");
});

Deno.test("a life that is not believed says what it says, and is believed once it is admitted", () => {
  const receiver = post(B);
  const sender = post();
  const first = one(sender);
  for (let time = 0; time < 2; time += 1) {
    const read = receiver.read(first, ETH0);
    assertEquals(read.ok && read.value?.proven, false, "as often as it comes");
  }
  assertEquals(written(sender, long(2)).map((part) => problem(receiver, part)), [
    "unproven",
    "unproven",
  ]);
  const { lastSeq } = sender;
  receiver.admit(A, 1, lastSeq);
  const next = receiver.read(one(sender), ETH0);
  assertEquals(next.ok && next.value?.proven, true);
  assertEquals(problem(receiver, first), "unproven", "what it said before is not heard any more");
});

Deno.test("of several lives one is believed, be it the later one or not", () => {
  const receiver = post(B);
  const [earlier, later] = [post(A, 1), post(A, 2)];
  const isBelieved = (sender: Post) => {
    const read = receiver.read(one(sender), ETH0);
    return read.ok && read.value?.proven === true;
  };
  receiver.admit(A, 2, 0);
  assertEquals([isBelieved(earlier), isBelieved(later)], [false, true]);
  receiver.admit(A, 1, 1);
  assertEquals([isBelieved(earlier), isBelieved(later)], [true, false]);
});

Deno.test("what is for another life than this one is a sign of life, and is not acted on", () => {
  const receiver = believing();
  const sender = post();
  const lives = [{ node: B, generation: 1 }, { node: B, generation: 2 }, {
    node: A,
    generation: 1,
  }];
  const brought = lives.map((to) => {
    const [datagram] = written(sender, WANT, to);
    const read = receiver.read(datagram as Uint8Array, ETH0);
    return read.ok ? [read.value?.message, read.value?.at] : read.problem;
  });
  assertEquals(brought, [[WANT, 7], [null, 7], [null, 7]]);
});

Deno.test("what is not understood, but signed, is a sign of life", () => {
  const read = (receiver: Post, text: string, seq: number) => {
    const body = new TextEncoder().encode(text);
    const envelope = { cluster: "web", from: A, generation: 1, seq, part: 0, parts: 1, body };
    const brought = receiver.read(sealEnvelope(envelope, OLD), ETH0);
    assert(brought.ok && brought.value !== null);
    const { refused, first, proven, at, message } = brought.value;
    return [refused?.why, first, proven, at, message];
  };
  const song = '{"level":1,"to":null,"at":9,"kind":"song"}';
  const later = song.replace("1", "2");
  const receiver = believing();
  assertEquals(read(receiver, song, 5), ["unknownKind", true, true, 9, null]);
  assertEquals(read(receiver, later, 6), ["unknownLevel", true, true, 9, null]);
  assertEquals(read(receiver, "la la", 7), ["malformed", true, true, null, null]);
  assertEquals(read(post(B), later, 5), ["unknownLevel", true, false, 9, null], "of no stranger");
});

Deno.test("what was handed on says so, and is the same otherwise", () => {
  const receiver = believing();
  const datagram = one(post());
  const once = handOn(datagram);
  const read = receiver.read(handOn(once), ETH0);
  assertEquals(read.ok && [read.value?.hops, read.value?.message], [2, WANT]);
  const copy = receiver.read(datagram, ETH0);
  assertEquals(copy.ok && [copy.value?.hops, copy.value?.first], [0, false]);
  assertEquals(problem(receiver, once), "replayed");
});

Deno.test("one's own words are nothing, handed on or not; another life's are a stranger's", () => {
  const self = post();
  assertEquals(self.read(one(self), ETH0), { ok: true, value: null });
  assertEquals(self.read(handOn(one(self)), ETH0), { ok: true, value: null });
  const read = post(A, 2).read(one(self), ETH0);
  assertEquals(read.ok && read.value?.proven, false);
});

Deno.test("keys roll over without a word lost: the first signs, all are accepted", () => {
  const stages: readonly Keys[] = [[OLD], [OLD, NEW], [NEW, OLD], [NEW]];
  const [a, b] = [post(A), believing()];
  const peers = (self: typeof A) => new Set([self === A ? B : A]);
  for (const keys of stages) {
    a.configure(keys, peers(A));
    assertEquals([problem(b, one(a)), problem(a, one(b))], [null, null]);
    b.configure(keys, peers(B));
    assertEquals([problem(b, one(a)), problem(a, one(b))], [null, null]);
  }
  assertEquals(problem(b, one(post(A, 2, [OLD]))), "unknownKey");
});

Deno.test("a long message goes in frames, its parts come in any order, doubled and mixed", () => {
  const sender = post();
  const two = [long(2, "x"), long(3, "y")] as const;
  const parts = two.map((message) => written(sender, message));
  assertEquals(parts.map((each) => each.length), [2, 3]);
  assert(parts.flat().every(({ length }) => length < BODY_LIMIT + 100));
  fc.assert(fc.property(
    fc.shuffledSubarray([...parts.flat(), ...parts.flat()], { minLength: 10 }),
    (order) => {
      const receiver = believing();
      const read = order.map((datagram) => receiver.read(datagram.slice(), ETH0));
      const brought = read.flatMap((each) => each.ok ? each.value?.message ?? [] : []);
      const byLength = brought.toSorted((one, other) =>
        JSON.stringify(one).length - JSON.stringify(other).length
      );
      assertEquals(byLength, [...two]);
    },
  ));
});

Deno.test("a message of which a part is lost is never there; those after it are", () => {
  const sender = post();
  const receiver = believing();
  const [first] = written(sender, long(2));
  assertEquals(problem(receiver, first as Uint8Array), null);
  for (let count = 0; count < 20; count += 1) {
    const read = written(sender, long(2, "z")).map((datagram) => receiver.read(datagram, ETH0));
    assertEquals(read.map((each) => each.ok && each.value?.message !== null), [false, true]);
  }
});

Deno.test("parts may come over different links", () => {
  const receiver = believing();
  const [first, second] = written(post(), long(2)) as [Uint8Array, Uint8Array];
  assertEquals(problem(receiver, first, ETH0), null);
  const read = receiver.read(second, ETH1);
  assertEquals(read.ok && read.value?.message?.kind, "report");
});

Deno.test("what is longer than any message can be is not written, and nothing breaks by it", () => {
  const sender = post();
  assertEquals(sender.write({ to: null, at: 7, message: long(20_000) }), null);
  assertEquals(sender.lastSeq, 0);
  assertEquals(problem(post(B), one(sender)), null);
});

Deno.test("numbers that nobody could repeat are refused", () => {
  const envelope = {
    cluster: "web",
    from: A,
    part: 0,
    parts: 1,
    body: encodeLetter({ to: null, at: 7, message: WANT }, 1),
  };
  for (const [generation, seq] of [[2 ** 60, 1], [1, 2 ** 60]] as const) {
    assertEquals(
      problem(post(B), sealEnvelope({ ...envelope, generation, seq }, OLD)),
      "malformed",
    );
  }
});

Deno.test("two hosts that speak as one life are found out by what they say under one number", () => {
  const receiver = believing();
  const [one, other] = [post(), post()];
  const first = written(one, WANT)[0] as Uint8Array;
  const second = written(other, WANT, { node: B, generation: 1 })[0] as Uint8Array;
  receiver.read(first, ETH0);
  const read = [second, first].map((datagram) => receiver.read(datagram, ETH1));
  assertEquals(read.map((each) => each.ok && each.value?.isTwin), [true, false]);
});
