/** Two versions of hb side by side: which level each writes in, and who understands whom. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Keys, type Levels, linkName, type NodeName } from "../../src/model/mod.ts";
import { CommonLevel, haveCommon } from "../../src/wire/levels.ts";
import { type Message, Post } from "../../src/wire/mod.ts";
import { nodes } from "../cluster_config.ts";
import { messages } from "./arbitrary_message.ts";

const KEYS: Keys = [{ id: "k", secret: new Uint8Array(32).fill(1) }];
const LINK = linkName("bcast:eth0");
const NAMES = nodes(4);
const [N1, N2, N3] = NAMES as [NodeName, NodeName, NodeName];
const OLD: Levels = { lowest: 1, highest: 1 };
const NEW: Levels = { lowest: 1, highest: 2 };
const others = (self: NodeName) => new Set(NAMES.slice(0, 3).filter((name) => name !== self));

const anyLevels: fc.Arbitrary<Levels> = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }))
  .map(([lowest, more]) => ({ lowest, highest: lowest + more }));

Deno.test("what is written is never above what any node is known to read, or could be", () => {
  const heard = fc.array(fc.tuple(fc.constantFrom(...NAMES), anyLevels, fc.boolean()));
  fc.assert(fc.property(anyLevels, heard, (own, words) => {
    const peers = others(N1);
    const common = new CommonLevel(own, peers);
    const last = new Map<NodeName, number>();
    for (const [from, levels, isBelieved] of words) {
      common.note(from, levels, isBelieved);
      if (isBelieved) last.set(from, levels.highest);
      else if (last.has(from)) last.set(from, Math.min(last.get(from) ?? 0, levels.highest));
    }
    const known = [...peers].map((name) => last.get(name) ?? own.lowest);
    assertEquals(common.level, Math.max(own.lowest, Math.min(own.highest, ...known)));
  }));
});

Deno.test("who speaks no common level is found out from both sides alike", () => {
  fc.assert(fc.property(anyLevels, anyLevels, (one, other) => {
    const shared = [1, 2, 3, 4, 5, 6, 7].some((level) =>
      [one, other].every(({ lowest, highest }) => lowest <= level && level <= highest)
    );
    assertEquals([haveCommon(one, other), haveCommon(other, one)], [shared, shared]);
  }));
});

/** Nodes that hear each other, and believe what they hear. */
class Talk {
  readonly #posts = new Map<NodeName, Post>();

  constructor(levels: Readonly<Record<string, Levels>>) {
    for (const [name, own] of Object.entries(levels)) this.begin(name as NodeName, own, 1);
  }

  begin(name: NodeName, own: Levels, generation: number): void {
    const release = { version: null, ...own };
    this.#posts.set(name, new Post("test", name, generation, KEYS, others(name), release));
    for (const [other, post] of this.#posts) {
      if (other === name) continue;
      this.of(name).admit(other, 1, post.lastSeq);
    }
  }

  of(name: NodeName): Post {
    return this.#posts.get(name) as Post;
  }

  get levels(): readonly number[] {
    return [...this.#posts.values()].map(({ level }) => level);
  }

  /** @returns how many understood it. */
  say(from: NodeName, isBelieved = true): number {
    const { release } = this.of(from);
    const message = { ...fc.sample(messages.keepalive, { numRuns: 1, seed: 1 })[0], release };
    const datagrams = this.of(from).write({ to: null, at: 7, message: message as Message });
    return [...this.#posts].filter(([name]) => name !== from).filter(([, post]) =>
      (datagrams ?? []).some((datagram) => {
        const read = post.read(datagram, LINK);
        assert(read.ok, read.ok ? "" : read.problem);
        if (read.value?.proven === false && isBelieved) {
          post.admit(from, read.value.generation, read.value.seq);
        }
        return read.value?.message !== null;
      })
    ).length;
  }

  sayAll(): void {
    for (const name of this.#posts.keys()) assertEquals(this.say(name), this.#posts.size - 1, name);
  }
}

Deno.test("a new level is written once all nodes have said that they read it, and not before", () => {
  const talk = new Talk({ n1: NEW, n2: NEW, n3: NEW });
  assertEquals(talk.levels, [1, 1, 1]);
  talk.say(N1);
  talk.say(N2);
  assertEquals(talk.levels, [1, 1, 2]);
  talk.sayAll();
  talk.sayAll();
  assertEquals(talk.levels, [2, 2, 2]);
});

Deno.test("in every order of an upgrade, and back, each understands every word", () => {
  const life = fc.record({ who: fc.constantFrom(N1, N2, N3), own: fc.constantFrom(OLD, NEW) });
  fc.assert(fc.property(fc.array(life, { maxLength: 12 }), (lives) => {
    const talk = new Talk({ n1: OLD, n2: OLD, n3: OLD });
    talk.sayAll();
    for (const [at, { who, own }] of lives.entries()) {
      talk.begin(who, own, at + 2);
      // The others hear from its first word what it reads.
      talk.say(who);
      for (let round = 0; round < 3; round += 1) talk.sayAll();
    }
  }));
});

Deno.test("a recording can lower the level, never raise it, and the next word sets it right", () => {
  const own = { version: null, ...NEW };
  const common = new CommonLevel(own, new Set([N2]));
  common.note(N2, NEW, false);
  assertEquals(common.level, 1);
  common.note(N2, NEW, true);
  assertEquals(common.level, 2);
  common.note(N2, OLD, false);
  assertEquals(common.level, 1);
  common.note(N2, NEW, false);
  assertEquals(common.level, 1);
  common.note(N2, NEW, true);
  assertEquals(common.level, 2);
});

Deno.test("a node that is taken out of the configuration holds nobody back", () => {
  const common = new CommonLevel(NEW, new Set([N2, N3]));
  common.note(N2, NEW, true);
  common.note(N3, OLD, true);
  assertEquals(common.level, 1);
  common.configure(new Set([N2]));
  assertEquals(common.level, 2);
  common.configure(new Set([N2, N3]));
  assertEquals(common.level, 1);
});
