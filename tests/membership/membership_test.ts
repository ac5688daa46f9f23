import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Membership } from "../../src/membership/mod.ts";
import { instant, type LeaseLeft, linkName, NEVER, nodeName } from "../../src/model/mod.ts";
import type { Keepalive, Received } from "../../src/wire/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { ETH0, keepalive, LEASE, received } from "./talk.ts";

const ETH1 = linkName("bcast:eth1");
const N1 = nodeName("n1");
const N2 = nodeName("n2");
const N3 = nodeName("n3");
const CONFIG = clusterConfig({ nodes: 3, interfaces: ["eth0", "eth1"] });
const GENERATION = 7;

/** n1, started at 0, with short ways of saying what it hears of n2. */
class Ear {
  readonly membership: Membership;

  constructor(left: LeaseLeft | null = null) {
    this.membership = new Membership(CONFIG, N1, GENERATION, instant(0), left);
  }

  hear(at: number, seq: number, message: Keepalive | null = null, more: Partial<Received> = {}) {
    const word = { ...received({ from: N2, generation: 1, seq, message }, at), ...more };
    return this.membership.hear(word, ETH0, instant(at))?.map(shortly);
  }

  tick(at: number) {
    return this.membership.tick(instant(at)).map(shortly);
  }

  get peer() {
    return this.membership.peer(N2);
  }
}

const shortly = (event: { readonly kind: string; readonly node?: string | null }): string =>
  `${event.kind} ${event.node ?? ""}`.trim();

const echo = (seq: number, generation = GENERATION) =>
  keepalive([{ node: N1, generation, seq, alive: true, direct: true, twins: false }]);

Deno.test("a peer is late at warntime and dead at deadtime, not a moment earlier", () => {
  const ear = new Ear();
  assertEquals(ear.hear(100, 1), ["link n2", "peerAlive n2"]);
  assertEquals(ear.tick(1099), []);
  assertEquals(ear.tick(1100), ["peerLate n2"]);
  assertEquals(ear.tick(1101), []);
  assertEquals(ear.tick(2099), []);
  assertEquals(ear.tick(2100), ["peerDead n2", "link n2"]);
  assertEquals(ear.peer, {
    kind: "silent",
    cause: "silence",
    heardUsAt: null,
    generation: 1,
    seq: 1,
    heardAt: instant(100),
    apart: { least: 0, notedAt: instant(100) },
    report: null,
  });
});

Deno.test("a peer that was late and is heard again has recovered, and its silence is remembered", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  ear.tick(1500);
  assertEquals(ear.hear(1600, 2), ["peerRecovered n2"]);
  assertEquals(ear.hear(1700, 3), []);
  assertEquals(ear.membership.worstSilence(N2, instant(1700)), 1600);
});

Deno.test("a peer never heard is dead at initdead only", () => {
  const ear = new Ear();
  assertEquals(ear.tick(4999), []);
  assertEquals(ear.membership.off(N2), false);
  assertEquals(ear.tick(5000), ["peerDead n2", "peerDead n3"]);
  assertEquals(ear.membership.off(N2), true);
});

Deno.test("what left is off at once, and nothing of that life is believed any more", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  assertEquals(ear.hear(100, 2, keepalive([], "left")), ["peerLeft n2"]);
  assertEquals(ear.hear(200, 3, keepalive([])), []);
  assertEquals(ear.membership.off(N2), true);
  assertEquals(ear.hear(300, 1, null, { generation: 2 }), ["link n2", "peerAlive n2"]);
  assertEquals(ear.membership.off(N2), false);
});

Deno.test("a peer is mutual only with an echo of this very life that was fresh", () => {
  const ear = new Ear();
  ear.membership.noteSent(10, instant(1000));
  ear.hear(1001, 1, keepalive([]));
  assertEquals(ear.membership.mutual(N2), false, "it has not heard n1");
  ear.hear(1002, 2, echo(10, GENERATION - 1));
  assertEquals(ear.membership.mutual(N2), false, "it heard an earlier life of n1");
  ear.hear(1003, 3, echo(11));
  assertEquals(ear.membership.mutual(N2), false, "n1 has never said that");
  ear.hear(1004, 4, echo(10));
  assertEquals(ear.membership.mutual(N2), true);
  assertEquals(ear.hear(1000 + LEASE, 5, echo(10)), []);
  assertEquals(ear.hear(1001 + LEASE, 6, echo(10)), ["notHeard n2"]);
  assertEquals(ear.membership.mutual(N2), false, "that was too long ago");
});

Deno.test("of three, the lease of one peer is enough; it counts from when the echoed message was sent, by this clock, to its last moment", () => {
  const ear = new Ear();
  ear.membership.noteSent(10, instant(1000));
  ear.hear(2000, 1, echo(10));
  assertEquals(ear.membership.mayHold(instant(1000 + LEASE)), true);
  assertEquals(ear.membership.mayHold(instant(1001 + LEASE)), false);
});

Deno.test("what a peer's last life granted lasts until its next one has listened for a lease", () => {
  const ear = new Ear();
  ear.membership.noteSent(10, instant(1000));
  ear.hear(1001, 1, echo(10));
  const next = { from: N2, generation: 2, seq: 1 };
  const say = (seq: number, listening: number, at: number) =>
    ear.membership.hear(
      received({ ...next, seq, message: keepalive([], "starting", listening) }, at),
      ETH1,
      instant(at),
    );
  say(1, 10, 1300);
  assertEquals(ear.membership.mayHold(instant(1000 + LEASE)), true);
  assertEquals(ear.membership.mayHold(instant(1001 + LEASE)), false);
  // This host was paused with its clock, and the next life of the other one is there for long.
  say(2, LEASE, 1400);
  assertEquals(ear.membership.mayHold(instant(1400)), false);
});

Deno.test("an overtaken keepalive is not news", () => {
  const ear = new Ear();
  ear.membership.noteSent(10, instant(1000));
  ear.hear(1002, 8, echo(10));
  ear.hear(1003, 7, keepalive([], "left"));
  assertEquals(ear.membership.mutual(N2), true);
});

Deno.test("a copy that another link brings late shows that the link works, not that the peer lives", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  const said = { from: N2, generation: 1, seq: 1, message: null };
  const copy = { ...received(said, null), first: false };
  const events = ear.membership.hear(copy, ETH1, instant(1900));
  assertEquals(events?.map(shortly), ["link n2"]);
  assertEquals(ear.tick(2000), ["peerDead n2", "link n2"]);
  ear.membership.hear({ ...copy, seq: 0 }, ETH1, instant(2100));
  assertEquals(ear.membership.off(N2), true, "the dead are not raised by what was recorded");
});

Deno.test("this node's own sleep is not its peers' silence", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  ear.membership.forgive(3000, instant(3100));
  assertEquals(ear.tick(3100), []);
  assertEquals(ear.tick(3999), []);
  assertEquals(ear.tick(4000), ["peerLate n2"]);
  ear.membership.forgive(9000, instant(4100));
  assertEquals(ear.peer.kind === "alive" && ear.peer.heardAt, instant(4100), "not later than now");
});

Deno.test("forgiving never lengthens the lease that peers have granted", () => {
  const ear = new Ear();
  ear.membership.noteSent(10, instant(0));
  ear.hear(1, 1, echo(10));
  ear.membership.forgive(5000, instant(5001));
  assertEquals(ear.membership.mayHold(instant(5001)), false);
});

Deno.test("after a long pause all peers are unseen, with a whole initdead to come back", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  ear.membership.startOver(instant(9000));
  assertEquals(ear.peer, { kind: "unseen", dead: false });
  assertEquals(ear.membership.waitedLongEnough(instant(13_999)), false);
  assertEquals(ear.tick(13_999).filter((event) => event.startsWith("peer")), []);
  assertEquals(ear.tick(14_000), ["peerDead n2", "peerDead n3"]);
});

Deno.test("links that are silent after a long pause do not stay up", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  ear.membership.startOver(instant(1000));
  ear.tick(2000);
  assertEquals(ear.membership.linksOf(N2).map(({ up }) => up), [false, false]);
});

Deno.test("each link is down after deadtime of its own silence", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  const other = received({ from: N2, generation: 1, seq: 2, message: null }, 1500);
  ear.membership.hear(other, ETH1, instant(1500));
  assertEquals(ear.tick(1999), []);
  assertEquals(ear.tick(2000), ["link n2"]);
  assertEquals(ear.membership.linksOf(N2).map(({ up }) => up), [false, true]);
});

Deno.test("who is taken out of the configuration is forgotten, who stays is not", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  ear.membership.configure(clusterConfig({ nodes: 2 }));
  assertEquals(ear.membership.names, [N2]);
  assertEquals(ear.peer.kind, "alive");
  ear.membership.configure(CONFIG);
  assertEquals(ear.membership.peer(N3), { kind: "unseen", dead: false, isNew: true });
  assertEquals(ear.membership.off(N3), true, "nobody waits for who has just been added");
});

Deno.test("silences under another deadtime are no news under this one", () => {
  const ear = new Ear();
  ear.hear(0, 1);
  ear.hear(900, 2);
  assertEquals(ear.membership.worstSilence(N2, instant(900)), 900);
  ear.membership.configure({ ...CONFIG, deadtime: 800, warntime: 400 });
  assertEquals(ear.membership.worstSilence(N2, instant(900)), 0);
});

Deno.test("at each deadline there is something to say, and the next lies in the future", () => {
  const heard = fc.double({ min: 0, max: 5000, noNaN: true });
  fc.assert(fc.property(fc.array(heard, { minLength: 1, maxLength: 8 }), (moments) => {
    const ear = new Ear();
    moments.toSorted((a, b) => a - b).forEach((at, index) => {
      ear.membership.noteSent(index, instant(at));
      ear.hear(at, index, echo(index));
    });
    for (let turn = 0; turn < 20; turn += 1) {
      const at = ear.membership.deadline();
      if (at === Infinity) return;
      ear.tick(at);
      assert(ear.membership.deadline() > at, `still due at ${at}`);
    }
    throw new Error("the deadlines do not end");
  }));
});

Deno.test("a life goes on with the lease of the last, else with none", () => {
  const leases = [
    [instant(300), 300],
    [instant(1500), 1500],
    [null, 0],
    // A damaged file, or one of a life that needed no quorum.
    [instant(1e15), 1500],
    [NEVER, 1500],
  ] as const;
  for (const [until, end] of leases) {
    const peers = until === null ? {} : { [N2]: until, [N3]: until };
    const left = until === null
      ? null
      : { generation: 6, peers, arbiter: null, lent: null, heard: {} };
    const { membership } = new Ear(left);
    assertEquals(membership.mayHold(instant(end)), true);
    assertEquals(membership.mayHold(instant(end + 1)), false);
  }
});
