/** What can go wrong in a run, and what operators do: each with its own end, so that any can be left out. */
import type { Fault as PromisedFault } from "../../src/config/mod.ts";
import type {
  AgentAction,
  FenceDeviceName,
  LinkName,
  Millis,
  NodeName,
  PingName,
} from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import type { MailKind } from "./mail.ts";
import type { Mood } from "./power.ts";
import type { Mishap } from "./world.ts";

export type Fault =
  /** The host stops at once, and is started again. */
  | { readonly kind: "crash"; readonly node: NodeName; readonly for: Millis }
  /** kill -9 of the daemon; what it runs goes on. */
  | { readonly kind: "kill"; readonly node: NodeName; readonly for: Millis }
  /** The daemon alone stands still (SIGSTOP). */
  | { readonly kind: "stop"; readonly node: NodeName; readonly for: Millis }
  /**
   * The host is busy: hb stands still for `stall`, and once more for each agent that is at work, then
   * goes on for as long as `stall`, again and again; agents take longer.
   */
  | { readonly kind: "busy"; readonly node: NodeName; readonly stall: Millis; readonly for: Millis }
  /** The whole host stands still. */
  | {
    readonly kind: "freeze";
    readonly node: NodeName;
    readonly clock: "stands" | "goes on";
    readonly for: Millis;
  }
  | { readonly kind: "jump"; readonly node: NodeName; readonly by: Millis }
  /** Of single ways between hosts, each `from>to`; on one link, or (absent) on all. */
  | {
    readonly kind: "cut";
    readonly ways: readonly Way[];
    readonly link?: LinkName;
    readonly for: Millis;
  }
  /** Something that was sent to the node before, be it to or by an earlier life, comes once more. */
  | {
    readonly kind: "replay";
    readonly node: NodeName;
    readonly what: MailKind;
    readonly nth: number;
  }
  /** The next few of a kind are lost (`by` null), or late by so much. */
  | {
    readonly kind: "mail";
    readonly way: Way;
    readonly what: MailKind;
    readonly count: number;
    readonly by: Millis | null;
    readonly for: Millis;
  }
  /** hb is killed and loses what it has kept: on /run, on its disk, or the last things on its disk. */
  | {
    readonly kind: "wipe";
    readonly node: NodeName;
    readonly what: Wiped;
    readonly for: Millis;
  }
  /** A virtual machine is put back, after so long, to what it was. */
  | { readonly kind: "revert"; readonly node: NodeName; readonly for: Millis }
  /** A second host is started as a node there is already. */
  | { readonly kind: "twin"; readonly node: NodeName; readonly for: Millis }
  /** Something that runs there dies. `nth`: of what runs by then. */
  | { readonly kind: "die"; readonly node: NodeName; readonly nth: number }
  | {
    readonly kind: "mishap";
    readonly node: NodeName;
    readonly action: AgentAction;
    /** As nodes know it, without the number of an instance. */
    readonly resource: string;
    readonly how: Mishap;
    readonly for: Millis;
  }
  | { readonly kind: "disk"; readonly node: NodeName; readonly for: Millis }
  /** cluster.toml becomes another one of the story's (`Story.files`), and hb reads it or is set up there. */
  | { readonly kind: "reload"; readonly node: NodeName; readonly file: number }
  /** Told to hand over and end, and started again. */
  | { readonly kind: "leave"; readonly node: NodeName; readonly for: Millis }
  | { readonly kind: "ask"; readonly node: NodeName; readonly request: Request }
  | {
    readonly kind: "device";
    readonly device: FenceDeviceName;
    readonly mood: Mood;
    readonly for: Millis;
  }
  | {
    readonly kind: "deviceCut";
    readonly device: FenceDeviceName;
    readonly node: NodeName;
    readonly for: Millis;
  }
  | { readonly kind: "arbiterDown"; readonly for: Millis }
  | { readonly kind: "arbiterCut"; readonly node: NodeName; readonly for: Millis }
  /** The store ends the lease before its time. */
  | { readonly kind: "arbiterForgets" }
  | {
    readonly kind: "pingLost";
    readonly ping: PingName;
    readonly nodes: readonly NodeName[];
    readonly for: Millis;
  }
  /** An operator looks whether the host is really off, and says so if it is. */
  | { readonly kind: "confirm"; readonly node: NodeName };

export const WIPED = ["run", "state", "all", "last state"] as const;
export type Wiped = typeof WIPED[number];

export interface Way {
  readonly from: NodeName;
  readonly to: NodeName;
}

/** A fault, and when it comes. */
export interface Struck {
  readonly at: Millis;
  readonly fault: Fault;
}

/** The faults that a configuration promises something about; `deadtime`: what is longer may be noticed. */
export function promisedFaults(
  fault: Fault,
  deadtime: Millis,
): readonly (PromisedFault | "unpromised")[] {
  switch (fault.kind) {
    case "crash":
      return ["crash"];
    case "kill":
    case "wipe":
    case "stop":
      return fault.for <= deadtime / 4 ? [] : ["hang"];
    case "busy":
      return fault.stall * MOST_AT_WORK <= deadtime / 4 ? [] : ["hang"];
    case "freeze":
      return ["vmPause"];
    // What was begun anew elsewhere comes back with it, whatever proof there was of its end.
    case "revert":
      return ["unpromised"];
    case "cut":
      return isBothWays(fault.ways) ? ["cut", "powerUp"] : ["cut", "oneWayCut", "powerUp"];
    case "mishap":
      if (fault.how === "lies" || (fault.action !== "stop" && fault.action !== "demote")) return [];
      return ["stopFails", "slowStop"];
    case "arbiterDown":
    case "arbiterCut":
    case "arbiterForgets":
      return ["arbiterLost"];
    case "jump":
    case "replay":
    case "mail":
    case "twin":
    case "die":
    case "disk":
    case "reload":
    case "leave":
    case "ask":
    case "device":
    case "deviceCut":
    case "pingLost":
    case "confirm":
      return [];
  }
}

/** Agents that a node runs at a time, and itself. */
const MOST_AT_WORK = 5;

export const isBothWays = (ways: readonly Way[]): boolean =>
  ways.every(({ from, to }) => ways.some((way) => way.from === to && way.to === from));

export function describeFault(fault: Fault): string {
  const until = "for" in fault ? ` for ${Math.round(fault.for)} ms` : "";
  switch (fault.kind) {
    case "crash":
      return `${fault.node} crashes, is back${until.replace("for", "after")}`;
    case "kill":
      return `hb on ${fault.node} is killed, is back${until.replace("for", "after")}`;
    case "stop":
      return `hb on ${fault.node} is stopped by a signal${until}`;
    case "busy":
      return `${fault.node} is busy${until}, hb stands still for ${Math.round(fault.stall)} ms`;
    case "freeze":
      return `${fault.node} stands still${until}, its clock ${fault.clock}`;
    case "jump":
      return `the clock of ${fault.node} jumps by ${Math.round(fault.by)} ms`;
    case "cut":
      return `cut ${listWays(fault.ways)}${fault.link ? ` on ${fault.link}` : ""}${until}`;
    case "replay":
      return `${fault.what} number ${fault.nth} comes to ${fault.node} once more`;
    case "mail": {
      const fate = fault.by === null ? "lost" : `late by ${Math.round(fault.by)} ms`;
      return `the next ${fault.count} ${fault.what} on ${listWays([fault.way])} are ${fate}`;
    }
    case "wipe":
      return `hb on ${fault.node} is killed and loses its ${fault.what}, is back after ${
        Math.round(fault.for)
      } ms`;
    case "revert":
      return `${fault.node} is put back to what it is now after ${Math.round(fault.for)} ms`;
    case "twin":
      return `a second ${fault.node}${until}`;
    case "die":
      return `resource number ${fault.nth} of ${fault.node} dies`;
    case "mishap":
      return `${fault.action} of ${fault.resource} on ${fault.node} ${fault.how}${until}`;
    case "disk":
      return `the disk of ${fault.node} is full${until}`;
    case "reload":
      return `${fault.node} reads file ${fault.file}`;
    case "leave":
      return `hb on ${fault.node} is told to leave, is back${until.replace("for", "after")}`;
    case "ask":
      return `asked on ${fault.node}: ${JSON.stringify(fault.request)}`;
    case "device":
      return `fence device ${fault.device}: ${fault.mood}${until}`;
    case "deviceCut":
      return `${fault.node} does not reach fence device ${fault.device}${until}`;
    case "arbiterDown":
      return `the arbiter is down${until}`;
    case "arbiterCut":
      return `${fault.node} does not reach the arbiter${until}`;
    case "arbiterForgets":
      return "the arbiter loses its lease";
    case "pingLost":
      return `${fault.nodes.join(" ")} do not reach ping node ${fault.ping}${until}`;
    case "confirm":
      return `an operator confirms that ${fault.node} is off, if it is`;
  }
}

export const listWays = (ways: readonly Way[]): string =>
  ways.map(({ from, to }) => `${from}>${to}`).join(" ");

/** The nodes without which the fault means nothing. */
export function nodesOf(fault: Fault): readonly NodeName[] {
  if (fault.kind === "mail") return [fault.way.from, fault.way.to];
  const own = "node" in fault ? [fault.node] : "nodes" in fault ? fault.nodes : [];
  return fault.kind === "ask" && "node" in fault.request && fault.request.node !== null
    ? [...own, fault.request.node]
    : own;
}
