/** What a resource agent is asked to do, and what came of it. */
import type { AgentAction, Millis, OperationRole, ResourceConfig } from "../model/mod.ts";

/** One run of an agent. */
export interface Operation {
  /** Unique within one life of the daemon. */
  readonly id: number;
  readonly resource: ResourceConfig;
  readonly action: AgentAction;
  /** OCF_CHECK_LEVEL of a monitor; 0 otherwise. */
  readonly depth: number;
  /** Milliseconds between recurring monitors; 0 for all else. */
  readonly interval: Millis;
  /** Of a monitor: the role that it looks for. */
  readonly role: OperationRole;
  /** Handed to OCF agents as `OCF_RESKEY_CRM_meta_NAME`. */
  readonly meta: Readonly<Record<string, string>>;
  /** Of a reload: what its agent calls it. */
  readonly reloadAs?: ReloadAction;
  /** Parameters that the agent itself calls private; others are known by their names. */
  readonly secrets?: readonly string[];
  /** After this the agent's whole process group is killed. */
  readonly timeout: Millis;
}

/** `reload-agent`: OCF 1.1; `reload`: of agents before that, by Pacemaker's custom. */
export type ReloadAction = "reload-agent" | "reload";

/** An operation that no order or monitor of the cluster stands behind. */
export const trial = (
  resource: ResourceConfig,
  action: AgentAction,
  timeout: Millis,
): Operation => ({ id: 0, resource, action, depth: 0, interval: 0, role: null, meta: {}, timeout });

/** How a run ended, before anyone says what that means. */
export type Outcome =
  | {
    readonly kind: "exited";
    readonly status: number;
    /** The end of what it printed, bounded. */
    readonly output: string;
    /** What the agent saw on the way that people should know. */
    readonly notes: readonly AgentNote[];
  }
  | { readonly kind: "timedOut"; readonly after: Millis; readonly output: string }
  /**
   * The agent is not there. Or, `transient`, the host has no descriptor, process or memory left for
   * it just now: nothing was begun, and that says nothing of the resource.
   */
  | { readonly kind: "notSpawned"; readonly why: string; readonly transient?: true };

/** An address that another live host still answered for when it was about to be taken over. */
export interface AgentNote {
  readonly kind: "addressAnswered";
  readonly address: string;
  readonly mac: string;
}
