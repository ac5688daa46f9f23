/** What happened that an administrator may want to know. Rendered by `status`, stamped by `io`. */
import type { FenceAction, FenceAttempt } from "./fencing.ts";
import type {
  FenceDeviceName,
  LinkName,
  NodeName,
  PingName,
  ResourceId,
  UnitName,
} from "./names.ts";
import type { Release } from "./release.ts";
import type { AgentAction } from "./report.ts";
import type { Millis } from "./time.ts";

export type Event =
  | { readonly kind: "started"; readonly generation: number }
  | { readonly kind: "joined"; readonly coordinator: NodeName; readonly epoch: number }
  | { readonly kind: "coordinator"; readonly node: NodeName | null; readonly epoch: number }
  | { readonly kind: "quorum"; readonly held: boolean; readonly votes: number; readonly of: number }
  /** `why` it is no more; empty: it is. `wanted` false: it was given back. */
  | {
    readonly kind: "arbiterVote";
    readonly held: boolean;
    readonly wanted: boolean;
    readonly why: string;
  }
  | { readonly kind: "arbiterFails"; readonly why: string }
  | { readonly kind: "arbiterAnswers" }
  | {
    readonly kind: "peerAlive";
    readonly node: NodeName;
    readonly generation: number;
    readonly after: Millis | null;
  }
  | { readonly kind: "peerLate"; readonly node: NodeName; readonly silent: Millis }
  /** The worst silence of a peer that was late and came back in time. */
  | { readonly kind: "peerRecovered"; readonly node: NodeName; readonly silent: Millis }
  | { readonly kind: "peerDead"; readonly node: NodeName; readonly silent: Millis | null }
  | { readonly kind: "peerLeft"; readonly node: NodeName }
  /** Two hosts say that they are this node: the one that was there first counts, this life does not. */
  | { readonly kind: "sameName"; readonly node: NodeName; readonly generation: number }
  /** This host was put back to an earlier state of its memory, or copied with it: it begins anew. */
  | { readonly kind: "putBack" }
  /** The peer is heard but does not hear this node. */
  | { readonly kind: "notHeard"; readonly node: NodeName }
  | {
    readonly kind: "link";
    readonly link: LinkName;
    readonly node: NodeName | null;
    readonly up: boolean;
    readonly why: string;
  }
  /** This node reaches a ping node again, or no more; it has been silent for so long. */
  | {
    readonly kind: "ping";
    readonly ping: PingName;
    readonly reached: boolean;
    readonly silent: Millis;
  }
  | { readonly kind: "paused"; readonly length: Millis }
  /** This node was woken so much later than it had asked to be: it is too busy. */
  | { readonly kind: "heldUp"; readonly by: Millis }
  /** A life of a node speaks that was fenced, or said to be off. */
  | { readonly kind: "stillThere"; readonly node: NodeName; readonly generation: number }
  | { readonly kind: "lettingGo"; readonly why: string; readonly resources: readonly ResourceId[] }
  | { readonly kind: "letGo"; readonly took: Millis }
  | {
    readonly kind: "operation";
    readonly resource: ResourceId;
    readonly action: AgentAction;
    readonly good: boolean;
    /** What the exit status means, e.g. `not running`. */
    readonly meaning: string;
    readonly reason: string;
    readonly took: Millis;
  }
  /** This host lacked what is needed to look at it: nothing is known of it that was not before. */
  | {
    readonly kind: "notLooked";
    readonly resource: ResourceId;
    readonly action: AgentAction;
    readonly why: string;
  }
  | { readonly kind: "adopted"; readonly resource: ResourceId }
  | {
    readonly kind: "failures";
    readonly resource: ResourceId;
    readonly count: number;
    readonly threshold: number;
  }
  | {
    readonly kind: "failuresForgotten";
    readonly resource: ResourceId;
    readonly why: "expired" | "cleanup";
  }
  /** The coordinator's decision, one for each action begun, with its reason. */
  | {
    readonly kind: "action";
    readonly node: NodeName;
    readonly resource: ResourceId;
    readonly action: string;
    readonly because: string;
  }
  | { readonly kind: "blocked"; readonly unit: UnitName; readonly why: string }
  | { readonly kind: "unblocked"; readonly unit: UnitName }
  | {
    readonly kind: "severalHolders";
    readonly unit: UnitName;
    readonly holders: readonly NodeName[];
    readonly kept: NodeName;
    readonly rule: string;
  }
  | {
    readonly kind: "oneHolder";
    readonly unit: UnitName;
    readonly kept: NodeName;
    readonly together: Millis;
  }
  | {
    readonly kind: "addressAnswered";
    readonly resource: ResourceId;
    readonly address: string;
    readonly mac: string;
  }
  /** The coordinator begins to fence a node, after a delay. */
  | {
    readonly kind: "fencing";
    readonly node: NodeName;
    readonly action: FenceAction;
    readonly because: string;
    readonly delay: Millis;
  }
  /** `on`: it is only switched on. `by` empty: its own watchdog has reset it. */
  | {
    readonly kind: "fenced";
    readonly node: NodeName;
    readonly action: FenceAction;
    readonly devices: readonly FenceDeviceName[];
    readonly by: readonly NodeName[];
  }
  /** Every level of its devices has failed. */
  | {
    readonly kind: "fencingFailed";
    readonly node: NodeName;
    readonly why: string;
    readonly again: Millis;
  }
  /** This node calls a device's agent. */
  | {
    readonly kind: "fenceBegun";
    readonly node: NodeName;
    readonly action: FenceAttempt["action"];
    readonly device: FenceDeviceName;
    readonly because: string;
  }
  | {
    readonly kind: "fenceEnded";
    readonly node: NodeName;
    readonly action: FenceAttempt["action"];
    readonly device: FenceDeviceName;
    readonly good: boolean;
    readonly why: string;
    readonly took: Millis;
  }
  /** A device has failed its monitor, or works again. */
  | {
    readonly kind: "fenceDevice";
    readonly device: FenceDeviceName;
    readonly works: boolean;
    readonly why: string;
  }
  /** `user` null: nobody, or it is not known who. */
  | {
    readonly kind: "setting";
    readonly what: string;
    readonly by: NodeName;
    readonly user: string | null;
  }
  /** What `by` said of this node or of the cluster is too much to be kept, or this node's report to be sent. */
  | {
    readonly kind: "excess";
    readonly what: "attributes" | "settings" | "report";
    readonly by: NodeName;
    readonly why: string;
  }
  /** The node's hb speaks no level that this one speaks; at most once a minute. */
  | {
    readonly kind: "notUnderstood";
    readonly node: NodeName;
    readonly release: Release;
    readonly own: Release;
  }
  | { readonly kind: "configDiffers"; readonly node: NodeName }
  | { readonly kind: "configAgrees"; readonly node: NodeName }
  | { readonly kind: "reconfigured" }
  /** It changes what all nodes must change together, and waits for them. */
  | { readonly kind: "configProposed"; readonly changes: readonly string[] }
  /** The file says again what is in force. */
  | { readonly kind: "configWithdrawn" }
  /** All have it: majorities of both are needed from now on. */
  | { readonly kind: "configJoint" }
  | { readonly kind: "configNotKept"; readonly problem: string }
  | { readonly kind: "configRefused"; readonly why: string }
  /** All nodes that are there take the new first key: this one signs with it. */
  | { readonly kind: "keysTurned"; readonly key: string }
  /** All sign with new keys: those that the file has no more are not taken any longer. */
  | { readonly kind: "keysDropped" }
  /** It counts votes by other terms: neither counts on the other. */
  | { readonly kind: "termsDiffer"; readonly node: NodeName }
  | { readonly kind: "termsAgree"; readonly node: NodeName }
  /** A kind of junk was seen; at most once a minute each. */
  | {
    readonly kind: "junk";
    readonly junk: string;
    readonly link: LinkName;
    readonly count: number;
  }
  | { readonly kind: "stateNotSaved"; readonly problem: string }
  | { readonly kind: "stateSaved" }
  | { readonly kind: "leaving" }
  | { readonly kind: "left" };
