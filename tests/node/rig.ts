/** The simulator's cluster in calm weather, with every step of its nodes written down. */
import {
  type ClusterConfig,
  type Event,
  type Instant,
  type NodeName,
  Random,
} from "../../src/model/mod.ts";
import type { Effect, Input, Request } from "../../src/node/mod.ts";
import type { Message } from "../../src/wire/mod.ts";
import { clusterConfig, type Shape } from "../cluster_config.ts";
import { Cluster, type Daemon, KEYS } from "../sim/cluster.ts";
import { Stranger } from "../sim/stranger.ts";

export interface Step {
  readonly name: NodeName;
  readonly input: Input;
  readonly now: Instant;
  readonly effects: readonly Effect[];
}

/** Start and stop take at most 50 ms, a datagram at most 1 ms. */
const TEMPER = { slowestStart: 50, slowestStop: 50, startFails: 0 };
const WEATHER = { loss: 0, doubling: 0, slowest: 1 };

/** A group of two on the first of `count` nodes. */
export const WEB: Omit<Shape, "nodes"> = {
  groups: ["web: vip nginx prefer n1"],
  defaults: ['monitor = "1s"', "migration_threshold = 1"],
};

export class Rig extends Cluster {
  readonly steps: Step[] = [];
  readonly #watched = new WeakSet<Daemon>();

  constructor(config: ClusterConfig, seed = 1, temper = TEMPER) {
    super(config, new Random(seed), WEATHER, temper);
  }

  /** All started, and settled for three seconds. */
  static settled(shape: Shape, seed = 1): Rig {
    const rig = new Rig(clusterConfig(shape), seed);
    for (const name of rig.names) rig.start(name);
    rig.run(3000);
    rig.steps.length = 0;
    return rig;
  }

  override give(name: NodeName, daemon: Daemon, input: Input): void {
    if (!this.#watched.has(daemon)) {
      this.#watched.add(daemon);
      const step = daemon.node.step.bind(daemon.node);
      daemon.node.step = (input, now) => {
        const effects = step(input, now);
        this.steps.push({ name, input, now, effects });
        return effects;
      };
    }
    super.give(name, daemon, input);
  }

  /** Brings an input to the daemon of `name`. */
  tell(name: NodeName, input: Input): void {
    const daemon = this.daemons.get(name);
    if (daemon === undefined) throw new Error(`no daemon on ${name}`);
    this.give(name, daemon, input);
  }

  /** The answer to a request: null, or why it cannot be. */
  ask(name: NodeName, request: Request, by?: string): string | null {
    const who = by === undefined ? {} : { by };
    this.tell(name, { kind: "request", id: 1, request, ...who, wall: this.now });
    const reply = this.steps.at(-1)?.effects.find(({ kind }) => kind === "reply");
    if (reply?.kind !== "reply") throw new Error("no reply");
    return reply.problem;
  }

  runsOn(name: NodeName): readonly string[] {
    return [...this.host(name).running];
  }

  effects<Kind extends Effect["kind"]>(
    name: NodeName,
    kind: Kind,
  ): readonly (Effect & { kind: Kind })[] {
    return this.steps.filter((step) => step.name === name).flatMap(({ effects }) =>
      effects.filter((effect): effect is Effect & { kind: Kind } => effect.kind === kind)
    );
  }

  reports(name: NodeName): readonly Event[] {
    return this.effects(name, "report").map(({ event }) => event);
  }

  /** What a node has said, read by a stranger's ear. */
  said(name: NodeName, keys = KEYS): readonly Message[] {
    const stranger = new Stranger(keys);
    return this.effects(name, "send").flatMap(({ datagram }) =>
      stranger.read(datagram)?.message ?? []
    );
  }

  /** The time until `holds`, looked at each millisecond; null: not within `longest`. */
  until(holds: () => boolean, longest: number): number | null {
    for (let waited = 0; waited <= longest; waited += 1) {
      if (holds()) return waited;
      this.run(1);
    }
    return null;
  }
}
