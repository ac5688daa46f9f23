/** How random nodes stand, and what has been recorded of random resources on them. */
import type { Random } from "../../src/model/mod.ts";
import { NOW, ODDS } from "./random_cib.ts";
import { ticketState } from "./random_constraints.ts";
import { failcounts, history, type Instance, type Story } from "./random_story.ts";
import { nvpairs, type Tree, tree, walk } from "./tree.ts";

/** What each instance has gone through on one node. */
type Stories = Map<string, Story>;

export function randomStatus(
  random: Random,
  resources: readonly Tree[],
  nodes: readonly string[],
): readonly Tree[] {
  const cold = random.chance(ODDS.seldom);
  const placed = nodes.map((): Stories => new Map());
  const instances = resources.map((resource) => instancesOf(random, resource, nodes.length));
  if (!cold) {
    for (const tops of instances) place(random, tops, placed);
  }
  const all = instances.flat(2);
  const states = nodes.flatMap((name, at) =>
    random.chance(0.02) ? [] : [nodeState(random, nodes, name, at + 1, all, placed[at] as Stories)]
  );
  const tickets = ticketState(random);
  return tickets.length === 0 ? states : [...states, tree("tickets", {}, tickets)];
}

/** By places that it may have: each a list of what stands together there. */
function instancesOf(
  random: Random,
  resource: Tree,
  nodes: number,
): readonly (readonly Instance[])[] {
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
      cloned: resource.name === "clone",
    }));
  if (resource.name !== "clone") return [named("")];
  const count = Math.min(Number(options.get("clone-max") ?? nodes), nodes);
  // Histories of old versions number all instances; those versions did not migrate clones.
  const old = random.chance(0.05) && options.get("allow-migrate") !== "true";
  const numbered = old || options.get("globally-unique") === "true";
  return Array.from({ length: count }, (_, at) => named(numbered ? `:${at}` : ""));
}

/** Recorded, and no longer configured. */
const ORPHAN: Instance = {
  name: "ghost",
  primitive: tree("primitive", { id: "ghost" }),
  promotable: false,
  cloned: false,
};

const orphanStory = (random: Random): Story => random.chance(0.7) ? "started" : "stopped";

function place(
  random: Random,
  tops: readonly (readonly Instance[])[],
  placed: readonly Stories[],
): void {
  const turns = placed.map((_, at) => at).sort(() => random.next() - 0.5);
  for (const [at, members] of tops.entries()) {
    const home = turns[at % turns.length] as number;
    const running = random.chance(0.75);
    for (const { name, promotable, cloned } of members) {
      const story = activeStory(random, promotable, cloned, at === 0);
      for (const [node, stories] of placed.entries()) {
        const here = node === home && running;
        if (!here && stories.has(name)) continue;
        if (random.chance(0.1) && !here) continue;
        stories.set(name, here ? story : idleStory(random));
      }
      if (story === "leaving" && running) {
        placed[(home + 1) % placed.length]?.set(name, random.pick(["arrivalFailed", "arrived"]));
      }
    }
  }
}

function activeStory(
  random: Random,
  promotable: boolean,
  cloned: boolean,
  first: boolean,
): Story {
  if (random.chance(0.1)) return random.pick(["failed", "failed", "startFailed", "stopFailed"]);
  if (random.chance(0.05)) {
    return random.pick(["starting", "stopping", "monitoring", "degraded", "timedOut"]);
  }
  if (random.chance(0.02)) return random.pick(["failedOften", "found"]);
  if (!cloned && random.chance(0.04)) {
    return random.pick(["leaving", "leaving", "arrived", "departureFailed"]);
  }
  if (!promotable) return "started";
  if (random.chance(0.08)) {
    return random.pick([
      "promoteFailed",
      "demoteFailed",
      "promotedFailed",
      "promoting",
      "demoted",
      "foundPromoted",
    ]);
  }
  return first && random.chance(0.8) ? "promoted" : "started";
}

function idleStory(random: Random): Story {
  if (random.chance(0.1)) return "stoppedAfterAll";
  if (random.chance(0.94)) return "stopped";
  return random.pick([
    "started",
    "startFailed",
    "notInstalled",
    "notConfigured",
    "looking",
    "found",
  ]);
}

function nodeState(
  random: Random,
  nodes: readonly string[],
  uname: string,
  id: number,
  instances: readonly Instance[],
  stories: Stories,
): Tree {
  const state = random.chance(0.84) ? "online" : random.pick(STATES);
  const elsewhere = nodes.find((name) => name !== uname) ?? uname;
  const seen = new Set<string>();
  const histories = instances.flatMap((instance) => {
    const story = stories.get(instance.name);
    if (story === undefined || seen.has(instance.name)) return [];
    seen.add(instance.name);
    return [history(random, instance, story, uname, elsewhere)];
  });
  if (random.chance(0.03)) {
    histories.push(history(random, ORPHAN, orphanStory(random), uname, elsewhere));
  }
  const scored = instances.filter(({ promotable }) => promotable && random.chance(0.6));
  const transient = nvpairs("instance_attributes", `status-${id}`, {
    shutdown: state === "shutdown" ? NOW - 5 : undefined,
    terminate: random.chance(0.01) ? "true" : undefined,
    standby: random.chance(0.02) ? "on" : undefined,
    ...Object.fromEntries(
      [...stories].flatMap(([name, story]) => failcounts(random, name, story)),
    ),
    ...Object.fromEntries(
      scored.map(({ name }) => [`master-${name}`, random.pick([1, 5, 10, 100, -1, "INFINITY"])]),
    ),
  });
  return tree(
    "node_state",
    { id, uname, ...membership(state) },
    tree("lrm", { id }, tree("lrm_resources", {}, state === "offline" ? [] : histories)),
    transient.length === 0 ? [] : [tree("transient_attributes", { id }, transient)],
  );
}

const STATES = [
  "offline",
  "offline",
  "unclean",
  "pending",
  "shutdown",
  "shutdown",
  "halfDown",
  "joining",
] as const;

function membership(state: (typeof STATES)[number] | "online") {
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
    case "halfDown":
      return { in_ccm: "true", crmd: "offline", join: "down", expected: "member" };
    case "joining":
      return { in_ccm: "true", crmd: "offline", join: "down", expected: "down" };
  }
}
