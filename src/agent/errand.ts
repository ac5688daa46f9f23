/** What is to be done with a resource, and what that does to what is being done with it. */
import type { AgentAction, Migration, NodeName, OrderAction } from "../model/mod.ts";

export interface Errand {
  readonly action: OrderAction;
  /** What its agent is told besides. */
  readonly meta: Readonly<Record<string, string>>;
}

/**
 * What only looks, or makes it run, is not worth waiting for by whoever wants a stop; a stop, and a
 * demotion on the way to one, is never cut short. Whoever wants to promote, notify or move it waits
 * for a look, as with Pacemaker: some agents put things right while they look, and half of that is
 * worse than nothing.
 */
export function givesWayTo(running: AgentAction, wanted: OrderAction): boolean {
  const urgent = wanted === "stop" || wanted === "demote";
  switch (running) {
    case "probe":
      return true;
    case "monitor":
      return urgent || wanted === "announce";
    case "announce":
    case "start":
    case "promote":
    case "notify":
    case "reload":
    case "migrate_to":
    case "migrate_from":
      return urgent;
    case "stop":
    case "demote":
      return false;
  }
}

/** Actions after which it runs, or may run, as it is configured now. */
export const takesDefinition = (action: AgentAction): boolean =>
  action === "start" || action === "migrate_from" || action === "reload";

/** A reload is told nothing of what it is an instance of that was not told at its start. */
export const takesMeta = (action: AgentAction): boolean =>
  action === "start" || action === "migrate_from";

/** Of what it was told when it was started, what goes on to hold: not who else was concerned. */
export const lastingMeta = (meta: Errand["meta"]): Errand["meta"] =>
  Object.fromEntries(Object.entries(meta).filter(([name]) => !/^(notify|migrate)_/.test(name)));

/** The other end of a live migration, which Pacemaker names to agents so. */
export function migrationOf({ action, meta }: Errand): Migration | null {
  const { migrate_target: target, migrate_source: source } = meta;
  if (action === "migrate_to" && target !== undefined) {
    return { kind: "to", node: target as NodeName };
  }
  if (action === "migrate_from" && source !== undefined) {
    return { kind: "from", node: source as NodeName };
  }
  return null;
}
