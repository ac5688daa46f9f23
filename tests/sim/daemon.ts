/** One life of hb on a host, and how it begins. */
import type { Operation } from "../../src/agent/mod.ts";
import {
  type ClusterConfig,
  type Instant,
  type Keys,
  linkName,
  type Millis,
  type NodeName,
  Random,
} from "../../src/model/mod.ts";
import { type Input, Node, resumeConfig } from "../../src/node/mod.ts";
import { type Pace, PROMPT } from "./outside.ts";
import { releaseOf } from "./versions.ts";
import type { Host } from "./world.ts";

export interface Daemon {
  readonly node: Node;
  /** Stopped by a signal: inputs wait. */
  paused: boolean;
  readonly waiting: Input[];
  readonly cancelled: Set<number>;
  /** What runs, by its number. */
  readonly agents: Map<number, Operation>;
  /** What its io goes by. */
  working: ClusterConfig;
  /** The deadline for which a wake is queued. */
  wakeAt: Instant;
  /** All that it was told, where lives are recorded. */
  readonly life: Told[] | null;
  /** The same life at its beginning. */
  readonly again: () => Node;
}

interface Told {
  readonly input: Input;
  readonly now: Instant;
}

/** How the hosts are made. */
export interface Make extends Pace {
  /** How fast each host's clock runs; absent: as the simulation's. */
  readonly rates: Readonly<Record<NodeName, number>>;
  /** The longest that a write to a disk, and a boot, takes. */
  readonly slowestWrite: Millis;
  readonly boot: Millis;
  /** Each life draws its version of hb by this seed; absent: all are the same. */
  readonly versions?: number;
}

export const PLAIN: Make = { ...PROMPT, rates: {}, slowestWrite: 0, boot: 0 };

export const KEYS: Keys = [{ id: "sim", secret: new Uint8Array(32).fill(7) }];
/** What a life of a node draws from: no other draws are changed by it. */
export const randomOf = (name: NodeName, generation: number): Random =>
  new Random(generation * 1009 + Number(name.slice(1)));

export const LINK = linkName("bcast:eth0");

/** A new life, with what the last one saved. */
export function begin(
  config: ClusterConfig,
  self: NodeName,
  { disk: { generation, saved, config: kept }, file, runtime: { lease }, boot, clock }: Host,
  moment: Instant,
  { recorded, versions }: Pick<Make, "versions"> & { readonly recorded: boolean },
): Daemon {
  const now = clock.at(moment);
  const again = () =>
    new Node({
      ...resumeConfig(file ?? config, kept),
      self,
      generation,
      keys: KEYS,
      release: releaseOf(versions, self, generation),
      saved,
      lease,
      boot,
      agents: new Map(),
      processors: 2,
      random: randomOf(self, generation),
      now,
    });
  return daemonOf(again(), again, file ?? config, now, recorded ? [] : null);
}

export const daemonOf = (
  node: Node,
  again: () => Node,
  working: ClusterConfig,
  now: Instant,
  life: Daemon["life"],
): Daemon => ({
  node,
  paused: false,
  waiting: [],
  cancelled: new Set(),
  agents: new Map(),
  working,
  wakeAt: now,
  life,
  again,
});
