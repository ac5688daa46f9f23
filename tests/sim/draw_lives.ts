/**
 * Draws trouble across lives. replays: what was said before comes once more, to later lives
 * too. astray: single messages are lost or late as links are mended. wipes: memory is lost. reverts:
 * machines are put back. twins: a host is there twice. sleeps: a witness sleeps for about a lease.
 */
import {
  type ClusterConfig,
  type NodeName,
  nodeName,
  Random,
  unitsOf,
} from "../../src/model/mod.ts";
import { drawGroups, readConfig } from "./draw_config.ts";
import { type Fault, type Struck, type Way, WIPED } from "./fault.ts";
import { MAIL_KINDS } from "./mail.ts";
import type { Story } from "./story.ts";

export type LivesLoad = "replays" | "astray" | "wipes" | "reverts" | "twins" | "sleeps";

const DEADTIME = 1000;

const GUARDS: readonly (readonly [nodes: number, lines: readonly string[]])[] = [
  [3, []],
  [3, []],
  [2, []],
  [2, [
    '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "2s"\ntimeout = "400ms"',
  ]],
  [2, [
    '[fencing]\naction = "reboot"\n[[fence]]\nname = "power"\nagent = "fence_first"\ntimeout = "1s"',
    `monitor = "off"\nrandom_delay = "${DEADTIME / 2}ms"`,
  ]],
  [4, []],
];

/** Of two there is nobody between. */
const THREE = GUARDS.slice(0, 2);

export function drawLives(seed: number, load: LivesLoad): Story {
  const random = new Random(seed);
  const [count, guards] = random.pick(load === "astray" || load === "sleeps" ? THREE : GUARDS);
  const names = Array.from({ length: count }, (_, index) => nodeName(`n${index + 1}`));
  const shape = { nodes: count, units: 2, keepalive: 100, deadtime: DEADTIME };
  const failback = random.chance(0.5);
  const runners = load === "sleeps" ? names.slice(0, 2) : names;
  const witness = load === "sleeps" ? ['[[node]]\nname = "n3"\nwitness = true'] : [];
  const groups = drawGroups(random, { ...shape, failback }, runners);
  const config = readConfig([...groups, ...guards, ...witness]);
  const skew = random.pick([0, 0, 0.05]);
  const rate = () =>
    load === "sleeps" ? random.pick([0.95, 1, 1.05]) : 1 + skew * (random.next() * 2 - 1);
  const trouble = new Trouble(random.fork(), config);
  let at = DEADTIME * 4;
  const rounds = Array.from({ length: random.pick([2, 4, 8]) }, () => {
    const round = trouble.round(load, at);
    at = Math.max(...round.map((each) => each.at)) + DEADTIME * random.pick([1, 4, 10]);
    return round;
  });
  return {
    load,
    seed,
    config,
    weather: {
      loss: random.pick([0, 0, 0.05, 0.3]),
      doubling: 0.02,
      slowest: random.pick([1, 25]),
    },
    // Three stops fit into what clocks that are wrong by a twentieth leave for letting go.
    temper: { slowestStart: 50, slowestStop: 40, startFails: 0 },
    make: {
      rates: Object.fromEntries(names.map((name) => [name, rate()])),
      slowestWrite: random.pick([0, 20]),
      boot: DEADTIME,
      slowestDevice: 100,
      slowestArbiter: 50,
      arbiterRate: 1 + skew * (random.next() * 2 - 1),
    },
    starts: {},
    faults: rounds.flat().sort((one, other) => one.at - other.at),
  };
}

/** Rounds of things that come close upon each other. */
class Trouble {
  readonly #names: readonly NodeName[];

  constructor(private readonly random: Random, private readonly config: ClusterConfig) {
    this.#names = config.nodes.map(({ name }) => name);
  }

  round(load: LivesLoad, at: number): readonly Struck[] {
    switch (load) {
      case "replays":
        return this.random.chance(0.5) ? this.#farewell(at) : this.#again(at);
      case "astray":
        return this.#astray(at);
      case "wipes":
        return this.#lost(at);
      case "reverts":
        return this.#putBack(at);
      case "twins":
        return this.#twice(at);
      case "sleeps":
        return this.#asleep(at);
    }
  }

  get #node(): NodeName {
    return this.random.pick(this.#names);
  }

  #other(than: NodeName): NodeName {
    return this.random.pick(this.#names.filter((name) => name !== than));
  }

  #within(part: number): number {
    return Math.round(DEADTIME * part * this.random.next());
  }

  /** One leaves and is back; another one starts anew, and is told of the leaving while cut off from it. */
  #farewell(at: number): readonly Struck[] {
    const gone = this.#node;
    const told = this.#other(gone);
    const back = at + DEADTIME * 4;
    const length = this.#within(3);
    return [
      { at, fault: { kind: "leave", node: gone, for: DEADTIME + this.#within(1) } },
      { at: back, fault: this.#wish(gone) },
      { at: back + DEADTIME, fault: this.#cutBetween(gone, told, length) },
      { at: back + DEADTIME + this.#within(0.3), fault: this.#newLife(told) },
      ...this.#replays(told, back + DEADTIME, 2, ["farewell"]),
    ];
  }

  /** Something of any kind, while lives and coordinators change. */
  #again(at: number): readonly Struck[] {
    const node = this.#node;
    const others = this.random.chance(0.5) ? [{ at, fault: this.#wish(this.#node) }] : [];
    const next = at + this.#within(0.5);
    return [
      ...others,
      { at: next, fault: this.random.chance(0.7) ? this.#newLife(node) : this.#cutOff(node) },
      ...this.#replays(this.random.chance(0.7) ? node : this.#node, next, 2.5, MAIL_KINDS),
    ];
  }

  /**
   * One is cut off for a while, from another one for longer; as it is back among some, single messages are
   * lost or late, most often those of one that hears both to the one that still does not.
   */
  #astray(at: number): readonly Struck[] {
    const { random } = this;
    const back = this.#node;
    const still = this.#other(back);
    const between = random.pick(this.#names.filter((name) => name !== back && name !== still));
    const off = DEADTIME * 2 + this.#within(3);
    const mended = at + off + this.#within(0.05);
    const way = random.chance(0.8) ? { from: between, to: still } : null;
    return [
      { at, fault: this.#cutOff(back, off) },
      { at, fault: this.#cutBetween(back, still, off + DEADTIME * random.pick([3, 6])) },
      ...Array.from({ length: random.between(1, 3) }, () => ({
        at: mended - this.#within(0.05),
        fault: this.#astrayMail(way),
      })),
      {
        at: mended + this.#within(0.2),
        fault: this.#wish(random.chance(0.8) ? between : this.#node),
      },
      ...random.chance(0.3) ? [{ at: mended, fault: this.#newLife(between) }] : [],
    ];
  }

  #lost(at: number): readonly Struck[] {
    const node = this.#node;
    const short = this.random.between(1, DEADTIME / 4);
    const next = at + this.#within(0.5);
    return [
      { at, fault: this.random.chance(0.5) ? this.#cutOff(this.#node) : this.#wish(node) },
      { at: next, fault: { kind: "wipe", node, what: this.random.pick(WIPED), for: short } },
      ...this.random.chance(0.4) ? [{ at: next + short, fault: this.#cutOff(this.#node) }] : [],
    ];
  }

  /** What the machine was a while ago, maybe before others took over from it. */
  #putBack(at: number): readonly Struck[] {
    const length = this.random.pick([0.5, 3, 10, 60]) * DEADTIME;
    return [{ at, fault: { kind: "revert", node: this.#node, for: Math.round(length) } }];
  }

  #twice(at: number): readonly Struck[] {
    const length = this.random.pick([1, 5, 20]) * DEADTIME;
    return [{ at, fault: { kind: "twin", node: this.#node, for: length } }];
  }

  /** Two do not hear each other; the witness, who hears both, sleeps, and then hears one of them. */
  #asleep(at: number): readonly Struck[] {
    const { random } = this;
    const witness = this.config.nodes.find((node) => node.witness)?.name ?? this.#node;
    const one = this.#other(witness);
    const two = random.pick(this.#names.filter((name) => name !== witness && name !== one));
    const sleeps = at + this.#within(3);
    const length = Math.round(DEADTIME * (0.65 + 0.45 * random.next()));
    const fault: Fault = random.chance(0.5)
      ? { kind: "freeze", node: witness, clock: "goes on", for: length }
      : { kind: "stop", node: witness, for: length };
    const ways = this.#bothWays(one, witness);
    return [
      { at, fault: { kind: "cut", ways: this.#bothWays(one, two), for: DEADTIME * 9 } },
      { at: sleeps, fault },
      { at: sleeps + this.#within(0.3), fault: { kind: "cut", ways, for: DEADTIME * 5 } },
    ];
  }

  #newLife(node: NodeName): Fault {
    return this.random.chance(0.7)
      ? { kind: "kill", node, for: this.random.between(1, DEADTIME / 4) }
      : { kind: "crash", node, for: DEADTIME };
  }

  #wish(node: NodeName): Fault {
    const { name: unit } = this.random.pick(unitsOf(this.config));
    return this.random.pick<Fault>([
      { kind: "ask", node, request: { kind: "move", unit, to: this.#node } },
      { kind: "ask", node, request: { kind: "move", unit, to: node } },
      { kind: "ask", node, request: { kind: "standby", node, on: true } },
      { kind: "ask", node, request: { kind: "standby", node, on: false } },
      { kind: "leave", node, for: DEADTIME * 2 },
    ]);
  }

  #replays(
    node: NodeName,
    from: number,
    span: number,
    kinds: typeof MAIL_KINDS | readonly ["farewell"],
  ): readonly Struck[] {
    return Array.from({ length: this.random.between(3, 20) }, () => ({
      at: from + this.#within(span),
      fault: {
        kind: "replay",
        node,
        what: this.random.pick<typeof MAIL_KINDS[number]>(kinds),
        nth: this.random.between(0, 59),
      },
    }));
  }

  #astrayMail(way: Way | null): Fault {
    const { random } = this;
    const from = this.#node;
    return {
      kind: "mail",
      way: way ?? { from, to: this.#other(from) },
      what: random.pick(["keepalive", "keepalive", "keepalive", "keepalive", "report", "instruct"]),
      count: random.between(1, 4),
      by: random.chance(0.5) ? null : this.#within(2),
      for: DEADTIME * 2,
    };
  }

  #cutBetween(one: NodeName, other: NodeName, length = DEADTIME + this.#within(5)): Fault {
    const ways = this.#bothWays(one, other);
    return { kind: "cut", ways: this.random.chance(0.3) ? ways.slice(1) : ways, for: length };
  }

  #cutOff(one: NodeName, length = DEADTIME + this.#within(3)): Fault {
    const others = this.#names.filter((name) => name !== one);
    const ways = others.flatMap((other) => this.#bothWays(one, other));
    return { kind: "cut", ways, for: length };
  }

  #bothWays(one: NodeName, other: NodeName): readonly Way[] {
    return [{ from: one, to: other }, { from: other, to: one }];
  }
}
