/** The whole document: sections are read in the order in which they need each other. */
import { MOST_INSTANCES, ok, refuse, type Result, stripNumber } from "../model/mod.ts";
import type { ClusterOptions, SchedulerInput } from "../scheduler/mod.ts";
import { readClusterOptions, readProperties } from "./cluster_options.ts";
import { readConstraints } from "./constraint/constraints.ts";
import { Names } from "./constraint/names.ts";
import { readTickets } from "./constraint/ticket.ts";
import { childOf, childrenOf, descendantsOf, type Element, parseXml } from "./element.ts";
import { Digests } from "./history/digest.ts";
import { isBlocking } from "./history/expiry.ts";
import { Failcounts } from "./history/failcount.ts";
import { CibHistories } from "./history/histories.ts";
import { Records } from "./history/records.ts";
import { upgrade } from "./legacy.ts";
import { type NodeReading, readNodes, toNodeInput } from "./node.ts";
import { hasFailcountsByResource } from "./operation.ts";
import { type CibProblem, Reading } from "./reading.ts";
import { readResources, type ResourcesReading } from "./resource.ts";
import { isTrue, readInteger } from "./value.ts";

export interface CibInput extends SchedulerInput {
  /** What has been ignored, and what is not supported. */
  readonly warnings: readonly CibProblem[];
}

export interface CibSettings {
  /** The moment to look from where the CIB does not say itself (`execution-date`): seconds since 1970. */
  readonly now?: number;
  /** The moment to look from, whatever the CIB says. */
  readonly at?: number;
}

export function readCib(
  xml: string,
  settings: CibSettings = {},
): Result<CibInput, readonly CibProblem[]> {
  const root = parseXml(xml);
  if (!root.ok) return refuse([{ where: "the document", text: root.problem }]);
  if (root.value.name !== "cib") {
    const text = `Cannot read the CIB: its first element is <${root.value.name}>, not <cib>`;
    return refuse([{ where: root.value.name, text }]);
  }
  const cib = upgrade(root.value);
  const configuration = childOf(cib, "configuration");
  if (configuration === null) {
    return refuse([{ where: "cib", text: "Cannot read the CIB: it has no <configuration>" }]);
  }
  // 0 is said by those who do not know it.
  const recorded = readInteger(cib.attributes["execution-date"]) || null;
  const now = settings.at ?? recorded ?? settings.now ?? 0;
  const read = readAll(cib, new Reading(configuration, now));
  const excess = excessOf(read);
  return excess.length === 0 ? ok(read) : refuse(excess);
}

/** So many instances that no cluster could run them, nor any tool answer in time. */
function excessOf({ resources, nodes }: CibInput): readonly CibProblem[] {
  let all = 0;
  return resources.flatMap((one): readonly CibProblem[] => {
    if (one.kind !== "clone") return [];
    const max = one.meta.cloneMax ?? one.defaults.cloneMax ?? nodes.length;
    all += max * (one.child.kind === "group" ? one.child.members.length : 1);
    if (all <= MOST_INSTANCES) return [];
    const text = `Cannot use clone-max ${max}: with it there are ${all} instances of clones, and ` +
      `${MOST_INSTANCES} are the most`;
    return [{ where: `clone ${one.id}`, text }];
  });
}

function readAll(cib: Element, reading: Reading): CibInput {
  const unfencing = asksForUnfencing(reading.configuration);
  const options = readClusterOptions(cib, readProperties(reading), unfencing);
  const nodes = readNodes(reading, cib, options);
  // Before histories are read: what they make of a node is decided again, in turn, by the scheduler.
  const nodeInputs = nodes.map(toNodeInput);
  const resources = readResources(reading, options);
  const states = childrenOf(childOf(cib, "status"), "node_state");
  const records = Records.read(states);
  const recorded = new Set(
    states.flatMap((state) =>
      records.of(state).filter(({ entries }) => entries.length > 0).map(({ id }) => id)
    ),
  );
  const names = new Names(reading.configuration, resources, recorded);
  const quorum = isTrue(cib.attributes["have-quorum"]);
  const failcounts = new Failcounts(nodes, resources.primitives, hasFailcountsByResource(cib));
  const histories = new CibHistories({
    reading,
    options,
    nodes,
    records,
    failcounts,
    digests: new Digests(reading),
    canFence: fencer(options, resources, quorum),
    states,
    primitives: resources.primitives,
  });
  return {
    now: reading.now,
    options,
    quorum,
    nodes: nodeInputs,
    resources: resources.inputs,
    defaultsOf: resources.defaultsOf,
    constraints: readConstraints({
      reading,
      names,
      health: options.nodeHealth,
      nodes: new Set(nodes.map(({ name }) => name)),
    }),
    tickets: readTickets(cib),
    facts: histories.facts(),
    histories,
    failures: failuresOf(failcounts, states, nodes, records, resources),
    reported: states.flatMap(({ attributes: { uname } }) => uname ?? []),
    warnings: reading.warnings,
  };
}

/** In resources or their defaults; rules and references do not matter to Pacemaker here. */
function asksForUnfencing(configuration: Element): boolean {
  const asks = (set: Element): boolean =>
    set.name === "meta_attributes" &&
    set.children.some(({ name, attributes }) =>
      name === "nvpair" && attributes["value"] === "unfencing" &&
      (attributes["name"] === "provides" || attributes["name"] === "requires")
    );
  const resources = childOf(configuration, "resources");
  if (resources !== null) {
    for (const element of descendantsOf(resources)) if (asks(element)) return true;
  }
  return childOf(configuration, "rsc_defaults")?.children.some(asks) ?? false;
}

/** Whether this partition can have a node fenced. */
function fencer(
  options: ClusterOptions,
  { primitives }: ResourcesReading,
  quorum: boolean,
): (node: NodeReading) => boolean {
  const device = options.watchdogFencing ||
    [...primitives.values()].some(({ input }) => input.agent.class === "stonith");
  const able = options.fencingEnabled && device;
  return (node) => able && (quorum || options.noQuorumPolicy === "ignore" || node.online);
}

/** Failures of what a failure blocks are never forgotten by themselves. */
function failuresOf(
  failcounts: Failcounts,
  states: readonly Element[],
  nodes: readonly NodeReading[],
  records: Records,
  { primitives }: ResourcesReading,
): SchedulerInput["failures"] {
  const blocked = new Set<string>();
  for (const state of states) {
    const node = nodes.find(({ name }) => name === state.attributes["uname"]);
    if (node === undefined) continue;
    for (const record of records.of(state)) {
      const id = stripNumber(record.id);
      const primitive = primitives.get(record.id) ?? primitives.get(id);
      if (primitive !== undefined && isBlocking(primitive, record, null)) {
        blocked.add(`${id} ${node.name}`);
      }
    }
  }
  return failcounts.all.map((failure) => ({
    ...failure,
    lasting: blocked.has(`${stripNumber(failure.resource)} ${failure.node}`),
  }));
}
