/**
 * The histories of a CIB, which can be added to: what is known once more has been done is told from
 * them anew, as crm_simulate does.
 */
import { INFINITY } from "../../model/mod.ts";
import type { Histories, HistoryStep, ResourceFact } from "../../scheduler/mod.ts";
import type { Element } from "../element.ts";
import type { NodeReading } from "../node.ts";
import type { PrimitiveReading } from "../primitive.ts";
import { EXECUTION, type HistoryEntry } from "./entry.ts";
import { readFacts } from "./facts.ts";
import type { Interpreter } from "./interpret.ts";
import { Records } from "./records.ts";

export interface HistorySource extends Omit<Interpreter, "nodes" | "records"> {
  /** As their states say. */
  readonly nodes: readonly NodeReading[];
  readonly records: Records;
  readonly states: readonly Element[];
  readonly primitives: ReadonlyMap<string, PrimitiveReading>;
}

export class CibHistories implements Histories {
  constructor(private readonly source: HistorySource) {}

  facts(): readonly ResourceFact[] {
    const { source } = this;
    // What histories make of a node is for this time only.
    const nodes = source.nodes.map((node) => ({ ...node }));
    return readFacts({ ...source, nodes }, source.states, source.primitives);
  }

  after(steps: readonly HistoryStep[]): CibHistories {
    const { source } = this;
    const fenced = new Set<string>();
    const records = source.records.copy();
    for (const step of steps) {
      if (step.kind === "fenced") {
        fenced.add(step.node);
        records.forget(step.node);
      } else {
        const { node, names, agent } = step;
        records.add(node, names, agent, (known) => entryOf(step, known));
      }
    }
    const nodes = source.nodes.map((node) => fenced.has(node.name) ? switchedOff(node) : node);
    return new CibHistories({ ...source, nodes, records });
  }
}

const switchedOff = (node: NodeReading): NodeReading => ({
  ...node,
  seen: true,
  online: false,
  unclean: null,
  pending: false,
  shutdown: false,
  expectedUp: false,
  score: -INFINITY,
  attributes: new Map(node.permanent),
});

/** Done well just now: later than all that is recorded. */
function entryOf(
  { names, task, interval, expects, migration }: HistoryStep & { kind: "done" },
  known: readonly HistoryEntry[],
): HistoryEntry {
  const callId = known.reduce((highest, one) => Math.max(highest, one.callId), 0) + 1;
  const [name = ""] = names.slice(-1);
  const key = `${name}_${task}_${interval}`;
  const transition = `${callId}:-1:${expects}:${SIMULATED}`;
  const attributes: Record<string, string> = { "transition-magic": `0:${expects};${transition}` };
  if (migration !== undefined) {
    attributes["migrate_source"] = migration.source;
    attributes["migrate_target"] = migration.target;
  }
  return {
    element: { name: "lrm_rsc_op", attributes, children: [] },
    id: interval > 0 ? key : `${name}_last_0`,
    task,
    interval,
    callId,
    execution: EXECUTION.done,
    exit: expects,
    expected: expects,
    changed: LATER,
    key,
    onNode: null,
    current: true,
  };
}

const SIMULATED = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/** Seconds since 1970. */
const LATER = 0x7fff_ffff;
