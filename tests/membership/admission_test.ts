/** Which life of a node is believed, and which is answered only. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { instant, nodeName } from "../../src/model/mod.ts";
import type { Keepalive } from "../../src/wire/mod.ts";
import { Admission } from "../../src/membership/admission.ts";
import { newlyHeard, type Peer } from "../../src/membership/peer.ts";
import { keepalive, LEASE, received } from "./talk.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const OWN = 7;
const UNSEEN: Peer = { kind: "unseen", dead: false };

/** n1 in life 7, which has said number 10 at 1000. */
function doorkeeper(): Admission {
  const admission = new Admission(N1, OWN);
  admission.noteSent(10, instant(1000));
  return admission;
}

const echo = (seq: number, generation = OWN) => [{
  node: N1,
  generation,
  seq,
  alive: false,
  direct: true,
  twins: false,
}];

interface Visit {
  readonly at?: number;
  readonly from?: typeof N2;
  readonly generation?: number;
  readonly known?: Peer;
  readonly words?: Partial<Keepalive>;
}

function meet(
  admission: Admission,
  { at = 1100, from = N2, generation = 3, known = UNSEEN, words = {} }: Visit = {},
): boolean {
  const message = { ...keepalive(echo(10)), ...words };
  const word = { ...received({ from, generation, seq: 5, message }, at), proven: false };
  return admission.meet(word, known, LEASE, instant(at)).admitted;
}

const alive = (generation: number): Peer =>
  newlyHeard(UNSEEN, generation, instant(900), instant(900));

Deno.test("a life is believed that answers what this one has said a moment ago, and no other", () => {
  assertEquals(meet(doorkeeper()), true);
  assertEquals(meet(doorkeeper(), { words: { hears: [] } }), false, "it answers nothing");
  assertEquals(
    meet(doorkeeper(), { words: { hears: echo(10, OWN - 1) } }),
    false,
    "an earlier life",
  );
  assertEquals(meet(doorkeeper(), { words: { hears: echo(11) } }), false, "nobody has said that");
  assertEquals(meet(doorkeeper(), { at: 1000 + LEASE }), true);
  assertEquals(meet(doorkeeper(), { at: 1001 + LEASE }), false, "that was too long ago");
});

Deno.test("what is not believed is answered, the latest life of a name at once", () => {
  const admission = doorkeeper();
  for (const generation of [5, 9, 4, 3, 2]) {
    meet(admission, { generation, words: { hears: [] } });
  }
  assertEquals(admission.latest(), [[N2, 9]]);
  assertEquals(admission.answers().map(({ generation, alive }) => [generation, alive]), [
    [9, false],
    [2, false],
    [3, false],
  ]);
  admission.tick(2000, instant(3100));
  assertEquals(admission.answers(), [], "not for ever");
});

Deno.test("while a life is there, its own next one is let in at once, and no other", () => {
  assertEquals(meet(doorkeeper(), { known: alive(2) }), false);
  assertEquals(meet(doorkeeper(), { known: alive(2), words: { succeeds: 2 } }), true);
  assertEquals(meet(doorkeeper(), { known: alive(2), words: { succeeds: 1 } }), false);
  const deaf = { succeeds: 2, hears: [] };
  assertEquals(meet(doorkeeper(), { known: alive(2), words: deaf }), true, "also a deaf one");
  assertEquals(meet(doorkeeper(), { words: deaf }), false, "but not of a life that is not known");
});

Deno.test("what was answered before the last life was let in proves nothing of another one", () => {
  const admission = doorkeeper();
  assertEquals(meet(admission, { at: 1100 }), true);
  assertEquals(meet(admission, { at: 1200, generation: 2 }), false);
  admission.noteSent(11, instant(1150));
  assertEquals(meet(admission, { at: 1200, generation: 4, words: { hears: echo(11) } }), true);
});

Deno.test("two hosts of one name are told of once, when the first has spoken after the second", () => {
  const admission = doorkeeper();
  meet(admission, { known: alive(2), at: 1100 });
  assertEquals(admission.tellRival(N2, instant(1050)), [], "the first may have gone since");
  assertEquals(admission.tellRival(N2, instant(1150)), [
    { kind: "sameName", node: N2, generation: 3 },
  ]);
  assertEquals(admission.tellRival(N2, instant(1200)), []);
});

Deno.test("who answers what was never said shows that this life was put back; a twin, too", () => {
  for (const [heard, putBack] of [[echo(10), false], [echo(11), true]] as const) {
    const admission = doorkeeper();
    admission.noticePutBack(keepalive(heard));
    assertEquals(admission.isPutBack, putBack);
  }
  const admission = doorkeeper();
  admission.noticePutBack(keepalive(echo(10).map((one) => ({ ...one, twins: true }))));
  assertEquals(admission.isPutBack, true);
  admission.begin(OWN + 1);
  assertEquals(admission.isPutBack, false);
});

Deno.test("another host of this node's own name is noticed, and forgotten when it is gone", () => {
  const admission = doorkeeper();
  assertEquals(admission.hasRival(2000, instant(1100)), false);
  assertEquals(meet(admission, { from: N1, generation: 8 }), false);
  assertEquals(admission.hasRival(2000, instant(3000)), true);
  assertEquals(admission.hasRival(2000, instant(3200)), false);
});
