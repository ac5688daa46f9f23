/** Makes a story that fails smaller, as long as it fails by the same rule: what is left is the cause. */
import { type ClusterConfig, type NodeName, unitsOf } from "../../src/model/mod.ts";
import { withoutNode } from "./draw_files.ts";
import { nodesOf, type Way } from "./fault.ts";
import { playStory } from "./play_story.ts";
import type { Lasting } from "./lasting.ts";
import type { Story } from "./story.ts";
import { ruleOf } from "./violation.ts";

/** `mayGoOn`: asked before every trial. */
export function shrink(story: Story, violation: string, mayGoOn: () => boolean): Story {
  const rule = ruleOf(violation);
  const fails = (smaller: Story): boolean => {
    const { violation: found } = playStory(smaller);
    return found !== null && ruleOf(found) === rule;
  };
  let best = story;
  for (let before: Story | null = null; before !== best && mayGoOn();) {
    before = best;
    best = withFewerFaults(best, fails, mayGoOn);
    for (const simplify of simplifications(best)) {
      const simpler = simplify(best);
      if (mayGoOn() && fails(simpler)) best = simpler;
    }
  }
  return best;
}

/** Leaves out halves, quarters, and at last single faults. */
function withFewerFaults(
  story: Story,
  fails: (smaller: Story) => boolean,
  mayGoOn: () => boolean,
): Story {
  let best = story;
  for (let size = Math.ceil(best.faults.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.faults.length && mayGoOn();) {
      const faults = best.faults.toSpliced(from, size);
      const smaller = { ...best, faults };
      if (fails(smaller)) best = smaller;
      else from += size;
    }
  }
  return best;
}

/** One thing less, each: a unit, a node, a file, a broken way, bad weather, wrong clocks. */
function simplifications({ config, lasting, files }: Story): readonly ((story: Story) => Story)[] {
  return [
    ...(lasting?.ways ?? []).map((way) => (story: Story) => withoutWay(story, way)),
    ...unitsOf(config).slice(1).map(({ name }) => (story: Story) =>
      withFiles(story, (file) => withoutUnit(file, name))
    ),
    ...config.nodes.slice(1).map(({ name }) => (story: Story) => withoutNodeIn(story, name)),
    ...(files ?? []).slice(1).map((file) => (story: Story) => withoutFile(story, file)),
    (story) => ({ ...story, weather: { ...story.weather, loss: 0, doubling: 0, late: 0 } }),
    (story) => ({ ...story, make: { ...story.make, rates: {}, arbiterRate: 1 } }),
    (story) => ({ ...story, temper: { ...story.temper, startFails: 0, halfDone: 0 } }),
  ];
}

const withFiles = (story: Story, change: (file: ClusterConfig) => ClusterConfig): Story => ({
  ...story,
  config: change(story.config),
  ...story.files === undefined ? {} : { files: story.files.map(change) },
});

/** The one before it is read instead. */
function withoutFile(story: Story, gone: ClusterConfig): Story {
  const files = story.files ?? [];
  return {
    ...story,
    files: files.map((file, nth) => file === gone ? files[nth - 1] ?? file : file),
  };
}

function withoutUnit(config: ClusterConfig, name: string): ClusterConfig {
  const unit = unitsOf(config).find((each) => each.name as string === name);
  const gone = new Set<string>([
    name,
    ...unit?.clone === null || unit === undefined ? [] : [unit.clone.of],
    ...unit?.members.map(({ id }) => id) ?? [],
  ]);
  const stays = (...names: readonly string[]) => names.every((one) => !gone.has(one));
  return {
    ...config,
    groups: config.groups.filter((group) => stays(group.name)),
    clones: config.clones.filter((clone) => stays(clone.name)),
    resources: config.resources.filter(({ id }) => stays(id)),
    locations: config.locations.filter(({ resource }) => stays(resource)),
    colocations: config.colocations.filter((one) => stays(one.resource, one.with)),
    orders: config.orders.filter(({ first, then }) => stays(first, then)),
  };
}

function withoutNodeIn(story: Story, name: NodeName): Story {
  const { faults, lasting } = story;
  return {
    ...withFiles(story, (file) => withoutNode(file, name)),
    ...lasting === undefined ? {} : { lasting: withoutIn(lasting, name) },
    faults: faults.filter(({ fault }) => !nodesOf(fault).includes(name)).map((struck) =>
      struck.fault.kind === "cut"
        ? {
          ...struck,
          fault: {
            ...struck.fault,
            ways: struck.fault.ways.filter(({ from, to }) => from !== name && to !== name),
          },
        }
        : struck
    ),
  };
}

const withoutIn = (lasting: Lasting, name: NodeName): Lasting => ({
  ...lasting,
  ways: lasting.ways.filter(({ from, to }) => from !== name && to !== name),
  dead: lasting.dead.filter((one) => one !== name),
  withoutArbiter: lasting.withoutArbiter.filter((one) => one !== name),
});

function withoutWay(story: Story, gone: Way): Story {
  if (story.lasting === undefined) return story;
  const ways = story.lasting.ways.filter((way) => way !== gone);
  return { ...story, lasting: { ...story.lasting, ways } };
}
