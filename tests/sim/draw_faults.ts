/** Draws the faults of a run: a few kinds that go together, at times close upon each other. */
import { type Fault as PromisedFault, promisesOf } from "../../src/config/mod.ts";
import {
  type ClusterConfig,
  type Millis,
  type NodeName,
  type Random,
  unitsOf,
} from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import { SITES } from "./draw_mixture.ts";
import type { Fault, Struck, Way } from "./fault.ts";
import { MOODS } from "./power.ts";

/** The kinds of trouble that a run has, each or not. */
const TROUBLES = ["crashes", "cuts", "stalls", "kills", "agents", "stops", "wishes"] as const;
type Trouble = typeof TROUBLES[number];

/** How likely each is in a run. */
const LIKELY: Readonly<Record<Trouble, number>> = {
  crashes: 0.7,
  cuts: 0.6,
  stalls: 0.35,
  kills: 0.4,
  agents: 0.5,
  stops: 0.2,
  wishes: 0.5,
};

/** What must be promised for it, where a run is to keep to what is promised. */
const NEEDED: Readonly<Record<Trouble, readonly PromisedFault[]>> = {
  crashes: ["crash"],
  cuts: ["cut", "powerUp"],
  stalls: ["hang", "vmPause"],
  kills: [],
  agents: [],
  stops: ["stopFails", "slowStop"],
  wishes: [],
};

export function drawFaults(random: Random, config: ClusterConfig, most: number): readonly Struck[] {
  const promised = new Set(
    promisesOf(config).filter(({ atMostOne }) => atMostOne).map(({ fault }) => fault),
  );
  const careful = random.chance(0.7);
  const isFair = (fault: PromisedFault) => !careful || promised.has(fault);
  const troubles = TROUBLES.filter((trouble) =>
    random.chance(LIKELY[trouble]) && NEEDED[trouble].every(isFair)
  );
  const draw = new Draw(random, config, isFair);
  const pace = config.deadtime * random.pick([0.3, 1, 1, 3]);
  const struck: Struck[] = [];
  let at = config.deadtime * 2;
  for (let count = random.between(3, most); count > 0; count -= 1) {
    at += Math.round(pace * random.next() * 2);
    const trouble = random.chance(0.25) || troubles.length === 0 ? null : random.pick(troubles);
    const fault = draw.besides(trouble);
    if (fault !== null) struck.push({ at, fault });
  }
  return struck;
}

class Draw {
  constructor(
    private readonly random: Random,
    private readonly config: ClusterConfig,
    private readonly isFair: (fault: PromisedFault) => boolean,
  ) {}

  /** Null: something that harms no promise. */
  besides(trouble: Trouble | null): Fault | null {
    switch (trouble) {
      case null:
        return this.#outside();
      case "crashes":
        return { kind: "crash", node: this.#node, for: this.#span(4) };
      case "cuts":
        return { kind: "cut", ways: this.#ways(), for: this.#span(4) };
      case "stalls":
        return this.#stall();
      case "kills":
        return this.#kill();
      case "agents":
        return this.#agent(["start", "monitor", "promote"]);
      case "stops":
        return this.#agent(["stop", "stop", "demote"]);
      case "wishes":
        return { kind: "ask", node: this.#node, request: this.#request() };
    }
  }

  get #node(): NodeName {
    return this.random.pick(this.config.nodes).name;
  }

  /** A while, often around deadtime. */
  #span(most: number): Millis {
    const { random, config: { deadtime } } = this;
    return Math.round(deadtime * (0.3 + random.next()) * random.pick([0.2, 1, 2, most]));
  }

  #outside(): Fault | null {
    const { random, config } = this;
    const { arbiter, fencing: { devices }, pings } = config;
    const device = devices.length === 0 ? null : random.pick(devices).name;
    const roll = random.next();
    if (device !== null && roll < 0.4) {
      return random.chance(0.7)
        ? { kind: "device", device, mood: random.pick(MOODS), for: this.#span(8) }
        : { kind: "deviceCut", device, node: this.#node, for: this.#span(8) };
    }
    if (arbiter !== null && roll < 0.7) return this.#arbiter();
    if (pings.length > 0 && roll < 0.8) {
      const nodes = config.nodes.map(({ name }) => name).filter(() => random.chance(0.6));
      return { kind: "pingLost", ping: random.pick(pings).name, nodes, for: this.#span(12) };
    }
    if (device !== null && roll < 0.85) return { kind: "confirm", node: this.#node };
    if (roll < 0.88) return { kind: "disk", node: this.#node, for: this.#span(8) };
    if (roll < 0.9) return { kind: "jump", node: this.#node, by: this.#span(8) };
    if (roll < 0.95) return { kind: "leave", node: this.#node, for: this.#span(4) };
    return { kind: "die", node: this.#node, nth: random.between(0, 20) };
  }

  #arbiter(): Fault {
    const { random } = this;
    if (random.chance(0.1)) return { kind: "arbiterForgets" };
    return random.chance(0.5)
      ? { kind: "arbiterDown", for: this.#span(8) }
      : { kind: "arbiterCut", node: this.#node, for: this.#span(8) };
  }

  #stall(): Fault {
    const { random } = this;
    const [node, length] = [this.#node, this.#span(4)];
    if (random.chance(0.5)) return { kind: "stop", node, for: length };
    return { kind: "freeze", node, clock: random.pick(["stands", "goes on"]), for: length };
  }

  /** Mostly back at once, as systemd sees to. */
  #kill(): Fault {
    const { random, config: { deadtime } } = this;
    const short = Math.round(random.next() * deadtime / 4);
    const long = this.isFair("hang") && random.chance(0.2);
    return { kind: "kill", node: this.#node, for: long ? this.#span(4) : short };
  }

  #agent(actions: readonly ("start" | "monitor" | "promote" | "stop" | "demote")[]): Fault {
    const { random, config } = this;
    return {
      kind: "mishap",
      node: this.#node,
      action: random.pick(actions),
      resource: random.pick(config.resources).id,
      how: random.pick(["fails", "fails", "hangs", "hangs", "lies"]),
      for: this.#span(8),
    };
  }

  #ways(): readonly Way[] {
    const { random } = this;
    const names = this.config.nodes.map(({ name }) => name);
    const mayBeOneWay = this.isFair("oneWayCut");
    if (mayBeOneWay && random.chance(0.15)) {
      return waysOf(names, names).filter(() => random.chance(0.35));
    }
    const side = random.chance(0.3) ? [random.pick(names)] : names.filter(() => random.chance(0.5));
    const others = names.filter((name) => !side.includes(name));
    const oneWay = mayBeOneWay && random.chance(0.3);
    return [...waysOf(side, others), ...oneWay ? [] : waysOf(others, side)];
  }

  #request(): Request {
    const { random, config } = this;
    const node = this.#node;
    const { name } = random.pick(unitsOf(config));
    const on = random.chance(0.4);
    return random.pick<Request>([
      { kind: "standby", node, on },
      { kind: "standby", node, on: false },
      { kind: "move", unit: name, to: node },
      { kind: "move", unit: name, to: null },
      { kind: "cleanup", resource: null, node: null },
      { kind: "attribute", node, name: "site", value: random.pick(SITES), scope: "forever" },
      { kind: "target", name, role: on ? "started" : "stopped" },
      { kind: "restart", name },
      { kind: "manage", name, on: !on },
      { kind: "maintenance", node: null, on },
      { kind: "maintenance", node, on },
      { kind: "fence", node, action: "reboot" },
    ]);
  }
}

const waysOf = (here: readonly NodeName[], there: readonly NodeName[]): readonly Way[] =>
  here.flatMap((from) => there.filter((to) => to !== from).map((to) => ({ from, to })));
