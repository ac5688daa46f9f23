/** Draws what cluster.toml is changed to, while a cluster runs. */
import { ETCD } from "../cluster_config.ts";
import {
  type ClusterConfig,
  type Millis,
  type NodeName,
  type Random,
} from "../../src/model/mod.ts";

type Change = (file: ClusterConfig) => ClusterConfig;

/** What no running cluster takes: another name of its own. */
const WRONG = "another";

/** With one thing or two other than in `file`. `ground`: all nodes that there may be. */
export function drawFile(
  random: Random,
  file: ClusterConfig,
  ground: ClusterConfig,
): ClusterConfig {
  const changes: readonly Change[] = [
    (one) => withTimes(random, one),
    (one) => withTimes(random, one),
    (one) => withVotes(random, one),
    (one) => withWitness(random, one),
    (one) => withoutOne(random, one),
    (one) => withOneMore(random, one, ground),
    (one) => withArbiter(random, one),
    (one) => ({ ...one, waitForAll: !one.waitForAll }),
    (one) => ({ ...one, noQuorum: one.noQuorum === "stop" ? "demote" : "stop" }),
    (one) => withParameter(random, one),
  ];
  if (random.chance(0.03)) return { ...file, name: WRONG };
  const first = random.pick(changes)(file);
  return random.chance(0.3) ? random.pick(changes)(first) : first;
}

/** Safe by itself: other times that fit together. */
function withTimes(random: Random, file: ClusterConfig): ClusterConfig {
  const deadtime = random.pick<Millis>([500, 1000, 2000, 4000]);
  const keepalive = Math.min(random.pick<Millis>([50, 100, 200, 400]), deadtime / 4);
  const initdead = deadtime * random.pick([1, 2, 3]);
  return { ...file, keepalive, warntime: deadtime / 2, deadtime, initdead };
}

function withVotes(random: Random, file: ClusterConfig): ClusterConfig {
  const { name } = random.pick(file.nodes);
  const votes = random.pick([1, 2, 2, 3]);
  return withNode(file, name, { votes });
}

function withWitness(random: Random, file: ClusterConfig): ClusterConfig {
  const { name, witness } = random.pick(file.nodes);
  const runners = file.nodes.filter((node) => !node.witness);
  return !witness && runners.length < 3 ? file : withNode(file, name, { witness: !witness });
}

const withNode = (
  file: ClusterConfig,
  name: NodeName,
  change: { readonly votes?: number; readonly witness?: boolean },
): ClusterConfig => ({
  ...file,
  nodes: file.nodes.map((node) => node.name === name ? { ...node, ...change } : node),
});

/** Never to a pair, for that cannot tell a cut from a crash. */
function withoutOne(random: Random, file: ClusterConfig): ClusterConfig {
  const fewest = file.arbiter === null && random.chance(0.8) ? 3 : 2;
  return file.nodes.length <= fewest ? file : withoutNode(file, random.pick(file.nodes).name);
}

function withOneMore(random: Random, file: ClusterConfig, ground: ClusterConfig): ClusterConfig {
  const absent = ground.nodes.filter(({ name }) => !file.nodes.some((node) => node.name === name));
  if (absent.length === 0) return file;
  return { ...file, nodes: [...file.nodes, random.pick(absent)] };
}

const ARBITER = {
  ...ETCD,
  endpoints: ["http://10.0.0.9:2379"],
  key: "/hb/sim",
  ttl: 2000,
  timeout: 400,
};

function withArbiter(random: Random, file: ClusterConfig): ClusterConfig {
  const { arbiter, nodes } = file;
  if (arbiter === null) return { ...file, arbiter: ARBITER };
  if (random.chance(0.3) && nodes.length > 2) return { ...file, arbiter: null };
  const key = arbiter.key === ARBITER.key ? `${ARBITER.key}/other` : ARBITER.key;
  return { ...file, arbiter: { ...arbiter, ...random.chance(0.6) ? { key } : { ttl: 3000 } } };
}

/** Not one of those that all nodes must change together. */
function withParameter(random: Random, file: ClusterConfig): ClusterConfig {
  const { id } = random.pick(file.resources);
  const params = { level: String(random.between(1, 9)) };
  return {
    ...file,
    resources: file.resources.map((each) => each.id === id ? { ...each, params } : each),
  };
}

/** Whoever is not there any more is preferred by nothing, and is no business of fencing. */
export function withoutNode(config: ClusterConfig, name: NodeName): ClusterConfig {
  const { fencing, groups } = config;
  return {
    ...config,
    nodes: config.nodes.filter((node) => node.name !== name),
    groups: groups.map((group) => ({
      ...group,
      prefer: group.prefer.filter((one) => one !== name),
    })),
    locations: config.locations.filter((one) => !("node" in one) || one.node !== name),
    fencing: {
      ...fencing,
      devices: fencing.devices.map((device) => ({
        ...device,
        from: device.from.filter((one) => one !== name),
        targets: Object.fromEntries(
          Object.entries(device.targets).filter(([target]) => target !== name),
        ),
      })).filter(({ targets }) => Object.keys(targets).length > 0),
    },
  };
}
