/** What a node is made with. */
import type { Agents } from "../agent/mod.ts";
import type {
  ClusterConfig,
  Instant,
  Keys,
  LeaseLeft,
  NodeName,
  Random,
  Release,
} from "../model/mod.ts";
import type { SavedState } from "./saved_state.ts";

export interface NodeInit {
  /** What was in force in the last life; where there was none, what the file says. */
  readonly config: ClusterConfig;
  /** See `SaidTerms`. */
  readonly number: number;
  /** The next one, as `resumeConfig` says; null: there is none. */
  readonly next: {
    readonly config: ClusterConfig;
    /** It counts, too. */
    readonly joint: boolean;
    /** What the file has, where that is yet another one; null: it is not. */
    readonly after: ClusterConfig | null;
  } | null;
  readonly self: NodeName;
  /** Higher than in any earlier life of this node. */
  readonly generation: number;
  readonly keys: Keys;
  /** Its hb, and what that speaks. */
  readonly release: Release;
  /** When this life said its first datagram, before there was an engine; absent: it said none. */
  readonly spokenAt?: Instant;
  /** What the last life saved; null: nothing. */
  readonly saved: SavedState | null;
  /** The last `lease` effect of its last life in this boot; null: there is none. */
  readonly lease: LeaseLeft | null;
  /** The kernel's boot id. */
  readonly boot: string;
  /** Null: an `agents` input brings it; until then nothing is looked at. */
  readonly agents: Agents | null;
  /** Of this host: agents at a time follow from it. */
  readonly processors: number;
  /** For delays that no two nodes should share. */
  readonly random: Random;
  readonly now: Instant;
}
