/**
 * A scheduler's input in a few lines, and its plan as text.
 *
 *     group web: vip nginx prefer n1      resource db prefer n2       threshold nginx 3
 *     n1: vip nginx                       these run there, all else is stopped
 *     n1: vip nginx=failed 1              one failure counted; also: stopFailed, unknown, INFINITY
 *     n1: vip=busy start                  an operation is under way
 *     n1: nginx=started old               with an older definition
 *     n2 standby | maintenance | pending | offline      also with a list of what runs there
 *     n2 silent                           nothing is known of it
 *     n2 differs                          it has another configuration
 *     move web n2 | move web *            kept web n1     announce web
 *     stop web | started web | unmanaged vip | managed vip | restart web | maintenance
 *     auto_failback | no quorum | no_quorum freeze | had quorum
 *     fencing | fencing n1                nodes can be fenced: all, or these
 *     requires vip quorum | priority vip 10 | on_fail vip fence     of its monitor
 *     n2 unclean | n2 unclean silent      to be fenced; of the latter nothing else is known
 *     n2 unclean unfenced                 fencing it has failed
 *     n3 witness | n1 reach=2             reaches two ping nodes
 *     coordinator n1                      last vip n1     where it was last seen
 */
import {
  DEFAULT_OPTIONS,
  type FencingConfig,
  formatScore,
  INFINITY,
  NO_FENCING,
  type NodeName,
  nodeName,
  type NoQuorumPolicy,
  parseAgentRef,
  type ResourceConfig,
  type ResourceId,
  resourceId,
  type ResourceReport,
  type ResourceState,
  type Unit,
  type UnitName,
  unitName,
} from "../../src/model/mod.ts";
import { fenceDevice } from "../fence_device.ts";
import {
  type Move,
  type NodeStanding,
  type ScheduleInput,
  type ScheduleNode,
  type Transition,
} from "../../src/scheduler/mod.ts";

export const STOPPED: ResourceReport = {
  state: "stopped",
  promoted: false,
  migration: null,
  busy: null,
  instruction: null,
  failcount: 0,
  failures: [],
  lastFailure: null,
  history: [],
  definition: null,
  reloadsTo: null,
  startedFor: null,
  remark: null,
};

export function member(name: string, changes: Partial<ResourceConfig> = {}): ResourceConfig {
  const agent = parseAgentRef(name.startsWith("vip") ? "hb:vip" : `ocf:heartbeat:${name}`);
  if (!agent.ok) throw new Error(agent.problem);
  return {
    id: resourceId(name),
    agent: agent.value,
    params: {},
    prefer: [],
    monitors: [],
    timeouts: {},
    onFail: {},
    meta: {},
    utilization: {},
    migrationThreshold: 1,
    failureTimeout: 0,
    stickiness: 0,
    ...changes,
  };
}

export function readStory(lines: readonly string[]): ScheduleInput {
  const units: Unit[] = [];
  const told: { name: NodeName; words: string[]; runs: string }[] = [];
  const moves = new Map<UnitName, Move>();
  const kept = new Map<UnitName, NodeName>();
  const announce = new Set<UnitName>();
  const lastHolders = new Map<ResourceId, NodeName>();
  const changes = new Map<string, Partial<ResourceConfig>>();
  const change = (id: string, more: Partial<ResourceConfig>) =>
    changes.set(id, {
      ...changes.get(id),
      ...more,
      meta: { ...changes.get(id)?.meta, ...more.meta },
    });
  let fenced: readonly string[] | null = null;
  let self: NodeName | undefined;
  let hadQuorum = false;
  const targetRoles: Record<string, "started" | "stopped"> = {};
  const managed: Record<string, boolean> = {};
  const restarting: string[] = [];
  let maintenance: true | null = null;
  let [autoFailback, quorum, noQuorum]: [boolean, boolean, NoQuorumPolicy] = [false, true, "stop"];
  for (const line of lines) {
    const [first = "", second = "", third = "", ...more] = line.split(/[\s:]+/);
    const unit = unitName(second);
    switch (first) {
      case "group":
        units.push(readUnit(line));
        break;
      case "resource":
        units.push(readUnit(`resource ${second}: ${second} ${[third, ...more].join(" ")}`));
        break;
      case "threshold":
        change(second, { migrationThreshold: Number(third) });
        break;
      case "requires":
        change(second, { meta: { requires: third as "quorum" } });
        break;
      case "priority":
        change(second, { meta: { priority: Number(third) } });
        break;
      case "on_fail":
        change(second, { onFail: { monitor: third as "fence" } });
        break;
      case "fencing":
        fenced = line.split(" ").slice(1);
        break;
      case "coordinator":
        self = nodeName(second);
        break;
      case "last":
        lastHolders.set(resourceId(second), nodeName(third));
        break;
      case "had":
        hadQuorum = true;
        break;
      case "move":
        moves.set(unit, { to: third === "*" ? null : nodeName(third) });
        break;
      case "kept":
        kept.set(unit, nodeName(third));
        break;
      case "announce":
        announce.add(unit);
        break;
      case "stop":
      case "started":
        targetRoles[second] = first === "stop" ? "stopped" : "started";
        break;
      case "unmanaged":
      case "managed":
        managed[second] = first === "managed";
        break;
      case "restart":
        restarting.push(second);
        break;
      case "maintenance":
        maintenance = true;
        break;
      case "auto_failback":
        autoFailback = true;
        break;
      case "no":
        quorum = false;
        break;
      case "no_quorum":
        noQuorum = second as NoQuorumPolicy;
        break;
      default: {
        const [head = "", runs = ""] = line.split(":");
        const [name = "", ...words] = head.split(" ");
        told.push({ name: nodeName(name), words, runs });
      }
    }
  }
  const changed = units.map((unit) => ({
    ...unit,
    members: unit.members.map((each) => ({
      ...each,
      ...changes.get(each.id),
    })),
  }));
  const members = changed.flatMap((unit) => unit.members);
  const nodes = told.map(({ name, words, runs }) => readNode(name, words, runs, members));
  const names = nodes.map(({ name }) => name);
  return {
    config: {
      ...configOf(changed, names),
      fencing: fenced === null ? NO_FENCING : fencingOf(fenced.length > 0 ? fenced : names),
      autoFailback,
      noQuorum,
    },
    units: changed,
    self,
    nodes,
    quorum,
    hadQuorum,
    now: 0,
    definitions: new Map(members.map(({ id }) => [id, "new"])),
    wishes: { targetRoles, managed, restarting, maintenance },
    moves,
    kept,
    announce,
    lastHolders,
  };
}

/** One device for these nodes. */
export const fencingOf = (names: readonly string[]): FencingConfig => ({
  ...NO_FENCING,
  priorityDelay: 5000,
  devices: [
    fenceDevice("power", names.map(nodeName), { agent: { kind: "fence", name: "fence_dummy" } }),
  ],
});

/** The configuration that places these units, which are groups and lone resources. */
export function configOf(
  units: readonly Unit[],
  names: readonly NodeName[],
): ScheduleInput["config"] {
  return {
    name: "story",
    autoFailback: false,
    noQuorum: "stop",
    fencing: NO_FENCING,
    options: DEFAULT_OPTIONS,
    nodes: names.map((name) => ({
      name,
      votes: 1,
      witness: false,
      attributes: {},
      utilization: {},
    })),
    groups: units.filter(({ isGroup }) => isGroup).map(({ name, prefer, members }) => ({
      name,
      prefer,
      members: members.map(({ id }) => id),
      meta: {},
    })),
    resources: units.flatMap(({ isGroup, prefer, members }) =>
      isGroup ? members : members.map((each) => ({ ...each, prefer }))
    ),
    clones: [],
    locations: [],
    colocations: [],
    colocationSets: [],
    orders: [],
    orderSets: [],
    defaults: {},
  };
}

function readUnit(line: string): Unit {
  const [head = "", rest = ""] = line.split(": ");
  const [kind, name = ""] = head.split(" ");
  const [members = "", prefer = ""] = rest.split(/\s*prefer\s*/);
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  return {
    name: unitName(name),
    isGroup: kind === "group",
    clone: null,
    prefer: words(prefer).map(nodeName),
    members: words(members).map((each) => member(each)),
  };
}

function readNode(
  name: NodeName,
  words: readonly string[],
  runs: string,
  members: readonly ResourceConfig[],
): ScheduleNode {
  const standings = [
    "online",
    "standby",
    "maintenance",
    "pending",
    "offline",
    "unclean",
    "witness",
  ] as const;
  const silent = words.includes("silent");
  const standing: NodeStanding = standings.find((each) => words.includes(each)) ??
    (silent ? "pending" : "online");
  const reach = words.find((word) => word.startsWith("reach="))?.slice("reach=".length);
  const idle = members.map(({ id }) => [id, STOPPED] as const);
  const told = (runs.match(REPORT) ?? []).map(readReport);
  const resources = Object.fromEntries<ResourceReport>([...idle, ...told]);
  return {
    name,
    standing,
    sameConfig: !words.includes("differs"),
    resources: silent ? null : standing === "offline" ? {} : resources,
    unclean: standing === "unclean" ? "it has fallen silent" : null,
    fenceProblem: words.includes("unfenced") ? "power: timed out" : null,
    reach: reach === undefined ? null : Number(reach),
    attributes: {},
    ordered: new Map(),
  };
}

/** `vip nginx=failed 1 db` as `vip`, `nginx=failed 1`, `db`. */
const REPORT = /\w+(=\w+( (\d+|INFINITY|old|start|stop|probe)\b)?)?/g;

function readReport(text: string): readonly [ResourceId, ResourceReport] {
  const [name = "", how = "started"] = text.split("=");
  const [state = "", more = ""] = how.split(" ");
  const failcount = more === "INFINITY" ? INFINITY : Number(/^\d+$/.exec(more) ?? 0);
  const busy = state === "busy";
  const known = (busy ? (more === "stop" ? "started" : "stopped") : state) as ResourceState;
  const active = known !== "stopped" && known !== "unknown";
  const lastFailure = failcount === 0 ? null : {
    action: failcount === INFINITY ? "start" as const : "monitor" as const,
    interval: 0,
    role: null,
    status: 7,
    meaning: "not running",
    reason: "",
    wall: 0,
    took: 0,
  };
  return [resourceId(name), {
    ...STOPPED,
    state: known,
    busy: busy ? more as "start" | "stop" : null,
    failcount,
    lastFailure,
    definition: active ? (more === "old" ? "old" : "new") : null,
  }];
}

export function tellPlan({ actions, fences, blocked, placements }: Transition): string {
  const lines = placements.flatMap(({ unit, node, candidates }) => [
    `${unit} → ${node ?? "nowhere"}`,
    ...candidates.map(({ node, room, total, parts, against }) => {
      const score = parts.map(({ name, score }) => ` + ${name} ${formatScore(score)}`).join("");
      const why = against === null ? "" : `; ${against}`;
      return `    ${node}: room ${room}, score ${formatScore(total)}${
        score.replace(" +", " =")
      }${why}`;
    }),
  ]);
  const told = actions.flatMap(({ id, after, because }) => [
    `${id}${after.length === 0 ? "" : ` after ${after.join(", ")}`}`,
    `    because ${because}`,
  ]);
  const fenced = fences.flatMap(({ node, action, because, delay, waits }) => [
    `fence (${action}) ${node}${waits ? ", after others" : ""}${
      delay > 0 ? ` in ${delay} ms` : ""
    }`,
    `    because ${because}`,
  ]);
  const stuck = blocked.map(({ unit, why, passing }) =>
    `${passing ? "for now" : "blocked"}: ${unit}: ${why}`
  );
  const begun = [...fenced, ...told];
  return [...lines, "", ...begun.length === 0 ? ["nothing to do"] : begun, ...stuck, ""].join("\n");
}
