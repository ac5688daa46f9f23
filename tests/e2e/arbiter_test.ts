/**
 * Two nodes with an arbiter: etcd on a third host, reached over a network of its own. Who holds the
 * address is asked of the kernels: never two, whatever is cut, killed or stopped, but where the test
 * says why that cannot be.
 *
 * Bounds (deadtime 1 s, ttl 2 s): a node lets go within ¾ deadtime, or ¾ ttl where only the vote kept
 * it; the other takes over within deadtime where the vote is free, else when etcd has ended the lease
 * (2 s, etcd's least) and ttl is over.
 */
import { assertEquals, assertLess, assertMatch } from "@std/assert";
import {
  clusterFile,
  type Holding,
  type Lab,
  type LabNode,
  labNow,
  until,
} from "../../src/lab/mod.ts";
import { ETCD, Etcd } from "./etcd.ts";
import {
  ADDRESS,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  kinds,
  scenario,
  SLACK,
  UNIT,
} from "./scenario.ts";

const TTL = 2000;
/** From the loss of who had the vote until the other one has it. */
const FREED = TTL + TTL;

const LOSSES: readonly (readonly [string, (node: LabNode) => Promise<unknown>])[] = [
  ["a crash", (node) => node.crash()],
  ["a planned stop", (node) => node.stop()],
];

const arbiterFile = (lab: Lab, etcd: Etcd): string =>
  `${
    clusterFile({
      nodes: ["n1", "n2"],
      room: lab.room,
      groups: [{ name: UNIT, address: ADDRESS, prefer: ["n1"] }],
      deadtime: `${DEADTIME}ms`,
    })
  }
[arbiter]
kind = "etcd"
endpoints = ["${etcd.url}"]
ttl = "${TTL}ms"
`;

class Stage {
  readonly n1: LabNode;
  readonly n2: LabNode;

  constructor(lab: Lab, readonly holding: Holding, readonly etcd: Etcd) {
    [this.n1, this.n2] = [lab.node(1), lab.node(2)];
  }

  /** What stands in the key. */
  async voter(): Promise<string> {
    return await this.etcd.valueOf("/hb/lab");
  }

  /** Null: no node holds the address. */
  async held(by: string | null, bound: number): Promise<void> {
    if (by !== null) return await holdsAlone(this.holding, by, bound);
    await until(
      "no node holds the address",
      bound,
      () => this.holding.holders(ADDRESS).length === 0,
      () => this.n1.lastWords(),
    );
  }
}

/** Played once n1 holds the address and all agree; at its end, never have two held it. */
function arbitrated(name: string, play: (stage: Stage) => Promise<void>, twoAtMost = false): void {
  scenario(name, { nodes: 3, networks: 2, needs: ETCD }, async (lab) => {
    const etcd = new Etcd(lab.node(3));
    await lab.configure(arbiterFile(lab, etcd));
    const stage = new Stage(lab, lab.watchHolding(), etcd);
    const { n1, n2 } = stage;
    etcd.start();
    [n1, n2].forEach((node) => node.start());
    await Promise.all([n1, n2].map((node) => node.sees(UNIT, "n1", EVENTUALLY)));
    await stage.held("n1", EVENTUALLY);
    // A key that was never written may have been taken away: it is nobody's when ttl is over.
    await until("both have looked for ttl", EVENTUALLY, staysFor(1.5 * TTL, () => true));
    await play(stage);
    if (!twoAtMost) assertEquals(stage.holding.overlaps(ADDRESS), []);
  });
}

/** Waits until one of the two has taken over, and says when. */
async function took(stage: Stage, by: string, from: number, bound: number): Promise<number> {
  await stage.held(by, bound);
  return Math.round(labNow() - from);
}

arbitrated(
  "in peace nobody has the vote; after a crash of the holder the other one has it at once",
  async (stage) => {
    assertEquals(await stage.voter(), "");
    const died = await stage.n1.crash();
    const after = await took(stage, "n2", died, DEADTIME + SLACK);
    console.log(`crash: taken over after ${after} ms`);
    assertEquals(await stage.voter(), "n2");
    await stage.n1.powerOn();
    await Promise.all([stage.n1, stage.n2].map((node) => node.sees(UNIT, "n2", EVENTUALLY)));
    await until("it is given back", EVENTUALLY, async () => await stage.voter() === "");
  },
);

for (const [how, lose] of LOSSES) {
  arbitrated(
    `${how} of the other one disturbs nothing, and leaves the vote to this one`,
    async (stage) => {
      const { n1, n2 } = stage;
      await lose(n2);
      await until("n1 has the vote", EVENTUALLY, async () => await stage.voter() === "n1");
      await until(
        "all goes on",
        EVENTUALLY,
        staysFor(2 * TTL, () => stage.holding.holders(ADDRESS).join() === "n1"),
      );
      assertEquals((await kinds(n1)).filter((kind) => kind === "lettingGo"), []);
      await n2.powerOn();
      await n2.sees(UNIT, "n1", EVENTUALLY);
      await until("it is given back", EVENTUALLY, async () => await stage.voter() === "");
    },
  );
}

arbitrated(
  "of one that dies alone with the vote it is had when its lease and ttl are over",
  async (stage) => {
    const { n1, n2 } = stage;
    await n1.cables[0]?.cutSilently();
    await until("n1 has the vote", EVENTUALLY, async () => await stage.voter() === "n1");
    await until(
      "n2 sees that",
      EVENTUALLY,
      async () => (await n2.status())?.snapshot.arbiter?.holder === "n1",
    );
    const died = await n1.crash();
    const after = await took(stage, "n2", died, FREED + DEADTIME + SLACK);
    console.log(`cut, then crash: taken over after ${after} ms`);
  },
);

arbitrated(
  "of two that do not hear each other one keeps it, and after the heal one has it",
  async (stage) => {
    const { n1, n2 } = stage;
    await n1.cables[0]?.cutSilently();
    const kept = await until(
      "one has the vote",
      FREED + SLACK,
      async () => await stage.voter() || null,
    );
    await stage.held(kept, FREED + SLACK);
    await until(
      "it stays so for deadtime",
      EVENTUALLY,
      staysFor(3 * DEADTIME, () => stage.holding.holders(ADDRESS).join() === kept),
    );
    await n1.cables[0]?.mendSilently();
    await Promise.all([n1, n2].map((node) => node.sees(UNIT, kept, EVENTUALLY)));
  },
);

arbitrated(
  "without etcd the service goes on; without the other node too, it stops and says why",
  async (stage) => {
    const { n1, n2 } = stage;
    await stage.etcd.kill();
    await until(
      "n1 says so",
      EVENTUALLY,
      async () => (await n1.status())?.snapshot.arbiter?.problem !== null,
    );
    await until(
      "it goes on for thrice ttl",
      EVENTUALLY,
      staysFor(3 * TTL, () => stage.holding.holders(ADDRESS).join() === "n1"),
    );
    const died = await n2.crash();
    await stage.held(null, DEADTIME + SLACK);
    console.log(`no etcd, no peer: let go after ${Math.round(labNow() - died)} ms`);
    assertMatch(await n1.lastWords(), /arbiter/);
    stage.etcd.start();
    await stage.held("n1", EVENTUALLY);
  },
);

arbitrated("a node that reaches neither lets go before the other takes over", async (stage) => {
  const { n1 } = stage;
  const cut = labNow();
  await n1.cutSilently();
  await stage.held("n2", FREED + TTL + DEADTIME + SLACK);
  console.log(`cut from both: taken over after ${Math.round(labNow() - cut)} ms`);
  await n1.mendSilently();
  await Promise.all([stage.n1, stage.n2].map((node) => node.sees(UNIT, "n2", EVENTUALLY)));
});

arbitrated(
  "while etcd stands still and the nodes do not hear each other none holds it; then one",
  async (stage) => {
    const { n1, n2 } = stage;
    stage.etcd.signal("SIGSTOP");
    await n1.cables[0]?.cutSilently();
    await stage.held(null, TTL + DEADTIME + SLACK);
    stage.etcd.signal("SIGCONT");
    const kept = await until(
      "one holds it",
      EVENTUALLY,
      () => stage.holding.holders(ADDRESS)[0] ?? null,
    );
    await until(
      "it stays so",
      EVENTUALLY,
      staysFor(2 * DEADTIME, () => stage.holding.holders(ADDRESS).join() === kept),
    );
    await n1.cables[0]?.mendSilently();
    await Promise.all([n1, n2].map((node) => node.sees(UNIT, kept, EVENTUALLY)));
  },
);

arbitrated(
  "a daemon that stands still for longer than ttl lets go as soon as it runs again",
  async (stage) => {
    const { n1, n2, holding } = stage;
    n1.signal("SIGSTOP");
    await until(
      "n2 holds it too",
      FREED + DEADTIME + SLACK,
      () => holding.holders(ADDRESS).includes("n2"),
    );
    const resumed = labNow();
    n1.signal("SIGCONT");
    await stage.held("n2", SLACK);
    assertLess(labNow() - resumed, SLACK);
    await Promise.all([n1, n2].map((node) => node.sees(UNIT, "n2", EVENTUALLY)));
  },
  true,
);

/** True once `holds` has been true for `length` without a break. */
function staysFor(length: number, holds: () => boolean): () => boolean {
  let since = labNow();
  return () => {
    if (!holds()) since = labNow();
    return labNow() - since >= length;
  };
}
