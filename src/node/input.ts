/** All that the engine can be told. */
import type { Agents, Outcome } from "../agent/mod.ts";
import type { ArbiterAnswer } from "../arbiter/mod.ts";
import type { FenceOutcome } from "../fencing/mod.ts";
import type {
  ClusterConfig,
  FenceAction,
  Keys,
  LinkName,
  Millis,
  NodeName,
  PingName,
  ResourceId,
  UnitName,
  WallTime,
  WatchdogReport,
} from "../model/mod.ts";

export interface Datagram {
  readonly link: LinkName;
  readonly bytes: Uint8Array;
}

export type Input =
  /**
   * The time that `deadline()` asked for has come. Where that was a while ago: what has been sent to
   * this node meanwhile, so that it is heard before anybody is judged by his silence.
   */
  | { readonly kind: "wake"; readonly heard?: readonly Datagram[] }
  | { readonly kind: "datagram" } & Datagram
  | {
    readonly kind: "agentFinished";
    readonly operation: number;
    readonly outcome: Outcome;
    readonly wall: WallTime;
    readonly took: Millis;
  }
  | {
    readonly kind: "fenceFinished";
    readonly operation: number;
    readonly outcome: FenceOutcome;
    readonly wall: WallTime;
    readonly took: Millis;
  }
  | { readonly kind: "arbiterAnswered"; readonly request: number; readonly answer: ArbiterAnswer }
  /** One address of a ping node or group has answered. */
  | { readonly kind: "pingAnswered"; readonly ping: PingName }
  /** The watchdog device, whenever something about it has changed. */
  | { readonly kind: "watchdog"; readonly state: WatchdogReport }
  /** A link's own side: whether this host can send on it at all. */
  | {
    readonly kind: "linkState";
    readonly link: LinkName;
    readonly state: "up" | "down";
    /** Why it is down: `no carrier`, `interface eth0 does not exist`. */
    readonly why: string;
  }
  | {
    readonly kind: "request";
    readonly id: number;
    readonly request: Request;
    /** The user whose it is, e.g. `alice (uid 1001)`; absent: it is not known. */
    readonly by?: string;
    readonly wall: WallTime;
  }
  /** A good new configuration (SIGHUP): taken now, or when all nodes have it. */
  | {
    readonly kind: "reconfigure";
    readonly config: ClusterConfig;
    readonly keys: Keys;
    readonly agents: Agents;
  }
  /** Whether the configuration could be written; told after each `config` effect. */
  | { readonly kind: "configKept"; readonly serial: number; readonly problem: string | null }
  /** What the agents have said of themselves, where that was not known at the start. */
  | { readonly kind: "agents"; readonly agents: Agents }
  /** Whether the state could be written; told after each `persist` effect. */
  | { readonly kind: "persisted"; readonly problem: string | null }
  /** SIGTERM: hand everything over, then exit. */
  | { readonly kind: "leave" };

/** What an operator asks of the cluster. */
export type Request =
  | { readonly kind: "standby"; readonly node: NodeName; readonly on: boolean }
  /** Once, leaving nothing behind. `to` null: the best other node. */
  | { readonly kind: "move"; readonly unit: UnitName; readonly to: NodeName | null }
  /** Forget failures. Null: all resources, all nodes. */
  | {
    readonly kind: "cleanup";
    readonly resource: ResourceId | null;
    readonly node: NodeName | null;
  }
  /** `value` null: it is removed; `x++` and `x+=2` add to what it was. */
  | {
    readonly kind: "attribute";
    readonly node: NodeName;
    readonly name: string;
    readonly value: string | null;
    /** reboot: for as long as the node is up. forever: until it is taken back. */
    readonly scope: "reboot" | "forever" | "utilization";
  }
  | WishRequest
  /** By an operator's hand, whatever the node's standing. */
  | { readonly kind: "fence"; readonly node: NodeName; readonly action: FenceAction }
  /** An operator's word that the node is off. */
  | { readonly kind: "fenceConfirm"; readonly node: NodeName }
  /** Something that agents keep for the whole cluster. */
  | { readonly kind: "property"; readonly name: string; readonly value: string | null };

/** What holds until it is taken back; `name` is a resource's, a group's or a clone's. */
export type WishRequest =
  | { readonly kind: "target"; readonly name: string; readonly role: "started" | "stopped" }
  /** Off: nothing is started or stopped; its monitors go on. */
  | { readonly kind: "manage"; readonly name: string; readonly on: boolean }
  /** Stopped, and then as it was. */
  | { readonly kind: "restart"; readonly name: string }
  /** On: nothing is done with any resource there. `node` null: in the whole cluster. */
  | { readonly kind: "maintenance"; readonly node: NodeName | null; readonly on: boolean };
