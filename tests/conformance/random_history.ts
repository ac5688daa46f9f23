/** How random nodes stand, and what has been recorded of random resources on them. */
import type { Random } from "../../src/model/mod.ts";
import { maybe, NOW, ODDS } from "./random_cib.ts";
import { ticketState } from "./random_constraints.ts";
import { nvpairs, type Tree, tree, walk } from "./tree.ts";

/** What an instance has gone through on one node. */
type Story =
  | "unknown"
  | "stopped"
  | "started"
  | "promoted"
  | "failed"
  | "startFailed"
  | "stopFailed"
  | "promoteFailed"
  | "starting"
  | "stopping"
  | "notInstalled";

interface Instance {
  readonly name: string;
  readonly primitive: Tree;
  readonly promotable: boolean;
}

export function randomStatus(
  random: Random,
  resources: readonly Tree[],
  nodes: readonly string[],
): readonly Tree[] {
  const cold = random.chance(ODDS.seldom);
  const placed = nodes.map((): Map<string, Story> => new Map());
  const instances = resources.map((resource) => instancesOf(resource, nodes.length));
  if (!cold) {
    for (const tops of instances) place(random, tops, placed);
  }
  const all = instances.flat(2);
  const states = nodes.map((name, at) =>
    nodeState(random, name, at + 1, all, placed[at] as Map<string, Story>)
  );
  const tickets = ticketState(random);
  return tickets.length === 0 ? states : [...states, tree("tickets", {}, tickets)];
}

/** By places that it may have: each a list of what stands together there. */
function instancesOf(resource: Tree, nodes: number): readonly (readonly Instance[])[] {
  const options = new Map(
    [...walk(resource)].filter(({ name }) => name === "nvpair")
      .map(({ attributes }) => [attributes["name"], attributes["value"]]),
  );
  const primitives = [...walk(resource)].filter(({ name }) => name === "primitive");
  const promotable = options.get("promotable") === "true";
  const named = (suffix: string) =>
    primitives.map((primitive) => ({
      name: `${primitive.attributes["id"]}${suffix}`,
      primitive,
      promotable,
    }));
  if (resource.name !== "clone") return [named("")];
  const count = Math.min(Number(options.get("clone-max") ?? nodes), nodes);
  const unique = options.get("globally-unique") === "true";
  return Array.from({ length: count }, (_, at) => named(unique ? `:${at}` : ""));
}

/** Recorded, and no longer configured. */
const ORPHAN: Instance = {
  name: "ghost",
  primitive: tree("primitive", { id: "ghost" }),
  promotable: false,
};

const orphanStory = (random: Random): Story => random.chance(0.7) ? "started" : "stopped";

function place(
  random: Random,
  tops: readonly (readonly Instance[])[],
  placed: readonly Map<string, Story>[],
): void {
  const turns = placed.map((_, at) => at).sort(() => random.next() - 0.5);
  for (const [at, members] of tops.entries()) {
    const home = turns[at % turns.length] as number;
    const running = random.chance(0.75);
    for (const { name, promotable } of members) {
      for (const [node, stories] of placed.entries()) {
        const here = node === home && running;
        if (!here && stories.has(name)) continue;
        if (random.chance(0.1) && !here) continue;
        stories.set(name, here ? activeStory(random, promotable && at === 0) : idleStory(random));
      }
    }
  }
}

function activeStory(random: Random, promoted: boolean): Story {
  if (random.chance(0.12)) return random.pick(["failed", "failed", "startFailed", "stopFailed"]);
  if (random.chance(0.04)) return random.pick(["starting", "stopping"]);
  if (promoted && random.chance(0.04)) return "promoteFailed";
  return promoted && random.chance(0.8) ? "promoted" : "started";
}

function idleStory(random: Random): Story {
  if (random.chance(0.94)) return "stopped";
  return random.pick(["started", "startFailed", "notInstalled"]);
}

function nodeState(
  random: Random,
  uname: string,
  id: number,
  instances: readonly Instance[],
  stories: ReadonlyMap<string, Story>,
): Tree {
  const state = random.chance(0.84)
    ? "online"
    : random.pick(["offline", "unclean", "pending", "shutdown"] as const);
  const seen = new Set<string>();
  const histories = instances.flatMap((instance) => {
    const story = stories.get(instance.name);
    if (story === undefined || story === "unknown" || seen.has(instance.name)) return [];
    seen.add(instance.name);
    return [history(random, instance, story, uname)];
  });
  if (random.chance(0.03)) histories.push(history(random, ORPHAN, orphanStory(random), uname));
  const failed = [...stories].filter(([, story]) => story.includes("ail"));
  const scored = instances.filter(({ promotable }) => promotable && random.chance(0.6));
  const transient = nvpairs("instance_attributes", `status-${id}`, {
    shutdown: state === "shutdown" ? NOW - 5 : undefined,
    ...Object.fromEntries(failed.flatMap(([name, story]) => failcounts(random, name, story))),
    ...Object.fromEntries(
      scored.map(({ name }) => [
        `master-${name}`,
        String(random.pick([1, 5, 10, 100])),
      ]),
    ),
  });
  return tree(
    "node_state",
    { id, uname, ...membership(state) },
    tree("lrm", { id }, tree("lrm_resources", {}, state === "offline" ? [] : histories)),
    transient.length === 0 ? [] : [tree("transient_attributes", { id }, transient)],
  );
}

function membership(state: "online" | "offline" | "unclean" | "pending" | "shutdown") {
  switch (state) {
    case "online":
    case "shutdown":
      return { in_ccm: "true", crmd: "online", join: "member", expected: "member" };
    case "offline":
      return { in_ccm: "false", crmd: "offline", join: "down", expected: "down" };
    case "unclean":
      return { in_ccm: "false", crmd: "offline", join: "down", expected: "member" };
    case "pending":
      return { in_ccm: "true", crmd: "online", join: "pending", expected: "down" };
  }
}

const FAILED_OPERATIONS: Readonly<Partial<Record<Story, string>>> = {
  failed: "monitor_10000",
  startFailed: "start_0",
  promoteFailed: "promote_0",
};

function failcounts(
  random: Random,
  name: string,
  story: Story,
): readonly (readonly [string, string])[] {
  const operation = FAILED_OPERATIONS[story] ?? "stop_0";
  const bare = name.replace(/:\d+$/, "");
  const count = operation === "monitor_10000" ? String(random.between(1, 2)) : "INFINITY";
  const at = maybe(random, 0.7, () => String(NOW - random.pick([5, 60, 7200])));
  return [
    [`fail-count-${bare}#${operation}`, count],
    ...(at === undefined ? [] : [[`last-failure-${bare}#${operation}`, at] as const]),
  ];
}

/** What Pacemaker makes of no parameters at all, and of a recurring operation's timeout of 20 s. */
const DIGESTS = {
  once: "f2317cad3d54cec5d7d7aa7d0bf35cf8",
  recurring: "4811cef7f7f94e3a35a70be7916cb2fd",
  other: "00000000000000000000000000000000",
} as const;

/** How what it was started with differs from what is configured. */
function definition(random: Random): Readonly<Record<string, string>> {
  if (random.chance(0.97)) return { "op-digest": DIGESTS.once };
  if (random.chance(0.5)) return { "op-digest": DIGESTS.other };
  return {
    "op-digest": DIGESTS.other,
    "op-force-restart": " state ",
    "op-restart-digest": DIGESTS.once,
  };
}

/** Entries in the order of their call ids. */
function history(
  random: Random,
  { name, primitive, promotable }: Instance,
  story: Story,
  uname: string,
): Tree {
  const digests = definition(random);
  let call = 0;
  const entry = (id: string, operation: string, interval: number, rc: number, expected: number) => {
    call += 1;
    const status = rc < 0 ? -1 : 0;
    return tree("lrm_rsc_op", {
      id: `${name}_${id}`,
      operation_key: `${name}_${operation}_${interval}`,
      operation,
      interval,
      "crm-debug-origin": "made",
      crm_feature_set: "3.16.1",
      "transition-key": `${call}:1:${expected}:00000000-0000-0000-0000-000000000000`,
      "transition-magic":
        `${status}:${rc};${call}:1:${expected}:00000000-0000-0000-0000-000000000000`,
      "call-id": status < 0 ? -1 : call,
      "rc-code": rc,
      "op-status": status,
      on_node: uname,
      "last-rc-change": NOW - 1000 + call,
      ...(interval > 0 ? { "op-digest": DIGESTS.recurring } : digests),
    });
  };
  const monitors = [...walk(primitive)].filter(({ name, attributes }) =>
    name === "op" && attributes["name"] === "monitor" && attributes["role"] !== "Stopped" &&
    (attributes["role"] === "Promoted") === (story === "promoted")
  );
  const begun = (last: string) => [
    entry("last_0", last, 0, 0, 0),
    ...monitors.map(({ attributes }) => {
      const interval = Number.parseInt(attributes["interval"] ?? "0") * 1000;
      const expected = story === "promoted" ? 8 : 0;
      return entry(`monitor_${interval}`, "monitor", interval, expected, expected);
    }),
  ];
  const entries = (): readonly Tree[] => {
    switch (story) {
      case "unknown":
        return [];
      case "stopped":
        return [entry("last_0", "monitor", 0, 7, 7)];
      case "started":
        return begun("start");
      case "promoted":
        return begun("promote");
      case "failed":
        return [...begun("start"), entry("last_failure_0", "monitor", 10_000, 7, 0)];
      case "startFailed":
        return [entry("last_0", "start", 0, 1, 0), entry("last_failure_0", "start", 0, 1, 0)];
      case "promoteFailed":
        return [
          ...begun("start").slice(1),
          entry("last_0", "promote", 0, 1, 0),
          entry("last_failure_0", "promote", 0, 1, 0),
        ];
      case "starting":
        return [entry("last_0", "start", 0, -1, 0)];
      case "stopping":
        return [...begun("start").slice(1), entry("last_0", "stop", 0, -1, 0)];
      case "notInstalled":
        return [
          entry("last_0", "monitor", 0, 5, 7),
          entry("last_failure_0", "monitor", 0, 5, 7),
        ];
      case "stopFailed":
        return [
          ...begun("start").slice(1),
          entry("last_0", "stop", 0, 1, 0),
          entry("last_failure_0", "stop", 0, 1, 0),
        ];
    }
  };
  return tree(
    "lrm_resource",
    { id: name, class: "ocf", provider: "pacemaker", type: promotable ? "Stateful" : "Dummy" },
    entries(),
  );
}
