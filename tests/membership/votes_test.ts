/** Who has quorum and who may hold on, where votes differ, with an arbiter, and while it waits for all. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { hasQuorum, Membership } from "../../src/membership/mod.ts";
import { type ClusterConfig, instant, type LeaseLeft, nodeName } from "../../src/model/mod.ts";
import type { Leads } from "../../src/wire/mod.ts";
import { ETH0, keepalive, LEASE, received } from "./talk.ts";
import { voters } from "./voters.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const N3 = nodeName("n3");

const HEARD = { node: N1, generation: 7, alive: true, direct: true, twins: false };

/** n1, and what it hears of others that hear it. */
class Voter {
  readonly membership: Membership;
  #seq = 0;

  constructor(config: ClusterConfig, left: LeaseLeft | null = null) {
    this.membership = new Membership(config, N1, 7, instant(0), left);
  }

  /** n1 has just spoken, and `from` says that it has heard it. */
  heardBy(
    from: typeof N2,
    at: number,
    leads: Leads | null = null,
    lent: number | null = null,
  ): void {
    const seq = this.#seq += 1;
    this.membership.noteSent(seq, instant(at));
    const message = { ...keepalive([{ ...HEARD, seq }]), leads, lent };
    this.membership.hear(received({ from, generation: 1, seq, message }, at), ETH0, instant(at));
  }

  hasQuorum(members: readonly (typeof N2)[], at: number): boolean {
    return hasQuorum(this.membership.votes(members, instant(at)));
  }

  /** The last moment, of each millisecond up to `until`, at which it may hold; null: none. */
  holdsUntil(until: number): number | null {
    let last: number | null = null;
    for (let at = 0; at <= until; at += 1) if (this.membership.mayHold(instant(at))) last = at;
    return last;
  }
}

Deno.test("one with more than half of all votes needs nobody", () => {
  const one = new Voter(voters([3, 1, 1]));
  assertEquals(one.hasQuorum([], 0), true);
  assertEquals(one.membership.mayHold(instant(1e9)), true);
});

Deno.test("one without a vote holds while those with more than half of them hear it", () => {
  const one = new Voter(voters([0, 1, 2]));
  one.heardBy(N3, 1000);
  one.heardBy(N2, 2000);
  assertEquals(one.hasQuorum([N2], 2000), false);
  assertEquals(one.hasQuorum([N3], 2000), true);
  assertEquals(one.holdsUntil(5000), 1000 + LEASE, "n2 alone has one of three votes");
});

Deno.test("the lease lasts as long as the latest word that makes the votes more than half", () => {
  const one = new Voter(voters([1, 1, 1, 2]));
  one.heardBy(N2, 1000);
  one.heardBy(nodeName("n4"), 1200);
  one.heardBy(N3, 1400);
  assertEquals(one.holdsUntil(5000), 1200 + LEASE);
});

Deno.test("the arbiter's vote counts for whom its holder hears, for as long as that says, and no lease longer", () => {
  // Of four votes, three nodes' and the arbiter's, two are no majority.
  for (const [lent, until] of [[null, 0], [700, 1700], [9000, 1000 + LEASE]] as const) {
    const one = new Voter(voters([1, 1, 1], true));
    one.heardBy(N2, 1000, null, lent);
    assertEquals(one.holdsUntil(5000), until);
    assertEquals(one.hasQuorum([N2], 1000), false, "it is not this node's own");
  }
  const alone = new Voter(voters([1, 1, 1], true));
  alone.heardBy(N2, 1000, null, 700);
  alone.heardBy(N2, 1100);
  assertEquals(alone.holdsUntil(5000), 0, "what is no longer said counts no more");
});

Deno.test("of two nodes with different votes the smaller lets go, and the greater goes on", () => {
  const small = new Voter(voters([1, 2]));
  small.heardBy(N2, 1000);
  assertEquals(small.holdsUntil(20_000), 1000 + LEASE);
  small.membership.tick(instant(20_000));
  assertEquals(small.membership.off(N2), true);
  assertEquals(small.hasQuorum([], 20_000), false);
});

Deno.test("with an arbiter, what is left of two nodes has quorum while it has the arbiter's vote", () => {
  const one = new Voter(voters([1, 1], true));
  one.heardBy(N2, 1000);
  assertEquals(
    one.hasQuorum([N2], 1000),
    true,
    "the nodes hear each other: the arbiter may be off",
  );
  one.membership.tick(instant(4000));
  assertEquals(one.membership.off(N2), true);
  assertEquals(one.hasQuorum([], 4000), false);
  one.membership.setArbiter({ until: instant(6000) });
  assertEquals(one.hasQuorum([], 6000), true);
  assertEquals(one.hasQuorum([], 6001), false);
  assertEquals(one.holdsUntil(9000), 6000);
  one.membership.setArbiter(null);
  assertEquals(one.membership.mayHold(instant(4000)), false);
});

Deno.test("when the arbiter's vote ends there is something to do", () => {
  const one = new Voter(voters([1, 1], true));
  one.membership.setArbiter({ until: instant(700) });
  one.membership.tick(instant(600));
  assertEquals(one.membership.deadline(), instant(701));
  one.membership.tick(instant(701));
  assertEquals(one.membership.deadline() > 701, true);
});

Deno.test("an arbiter that is taken out of the configuration lends nothing any more", () => {
  const one = new Voter(voters([1, 1, 1], true));
  one.membership.setArbiter({ until: instant(9000) });
  one.membership.configure(voters([1, 1, 1]));
  assertEquals(one.membership.votes([], instant(1)), { here: 1, of: 3, survivor: false });
});

const PATIENT = { waitForAll: true };

Deno.test("what waits for all has no quorum before all have been there at once", () => {
  const one = new Voter(voters([1, 1, 1], false, PATIENT));
  assertEquals(one.membership.waitsFor, [N2, N3]);
  one.heardBy(N2, 100);
  assertEquals(one.membership.waitsFor, [N3]);
  assertEquals(one.hasQuorum([N2], 100), false);
  one.heardBy(N3, 200);
  assertEquals(one.membership.waitsFor, []);
  one.membership.tick(instant(4000));
  assertEquals(one.membership.waitsFor, [], "once is enough");
  assertEquals(one.hasQuorum([N2], 4000), true);
});

Deno.test("one of two that waits for all does not go on alone", () => {
  const one = new Voter(voters([1, 1], false, PATIENT));
  one.membership.tick(instant(6000));
  assertEquals(one.membership.off(N2), true);
  assertEquals(one.hasQuorum([], 6000), false);
  assertEquals(one.membership.mayHold(instant(6000)), false);
});

Deno.test("the wait is over when one that is there coordinates with quorum", () => {
  const one = new Voter(voters([1, 1, 1], false, PATIENT));
  one.heardBy(N2, 100, { members: [N2], quorum: false });
  assertEquals(one.membership.waitsFor, [N3]);
  one.heardBy(N2, 200, { members: [N2, N3], quorum: true });
  assertEquals(one.membership.waitsFor, []);
});

Deno.test("a life that takes up another's lease waits for nobody, one that comes too late does", () => {
  const config = voters([1, 1], false, PATIENT);
  const left = (until: number) => ({
    generation: 6,
    peers: { [N2]: instant(until) },
    arbiter: null,
    lent: null,
    heard: {},
  });
  assertEquals(new Voter(config, left(300)).membership.waitsFor, []);
  assertEquals(new Voter(config, left(-1)).membership.waitsFor, [N2]);
});

Deno.test("one that waits hands no lease on, so that its next life waits too", () => {
  const one = new Voter(voters([1, 1, 1], false, PATIENT));
  one.heardBy(N2, 100);
  assertEquals(one.membership.leaseLeft, {
    generation: 7,
    peers: {},
    arbiter: null,
    lent: null,
    heard: { [N2]: { generation: 1, seq: 1 } },
  });
});

Deno.test("after a long sleep it waits for all again", () => {
  const one = new Voter(voters([1, 1], false, PATIENT));
  one.heardBy(N2, 100);
  assertEquals(one.membership.waitsFor, []);
  one.membership.startOver(instant(60_000));
  assertEquals(one.membership.waitsFor, [N2]);
});

Deno.test("an operator ends the wait by taking it out of the configuration", () => {
  const one = new Voter(voters([1, 1], false, PATIENT));
  one.membership.configure(voters([1, 1]));
  assertEquals(one.membership.waitsFor, []);
});
