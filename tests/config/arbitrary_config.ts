/** Good configurations of every shape, for properties. */
import fc from "fast-check";
import {
  type AgentRef,
  type ClusterConfig,
  DEFAULT_OPTIONS,
  type GroupConfig,
  type LinkConfig,
  linkName,
  type MonitorConfig,
  type NodeName,
  nodeName,
  parseAgentRef,
  type ResourceConfig,
  resourceId,
  unitName,
} from "../../src/model/mod.ts";

const AGENTS: readonly AgentRef[] = [
  "lsb:nginx",
  "systemd:getty@tty1",
  "ocf:heartbeat:Dummy",
  "heartbeat:Filesystem::/dev/sda1::/srv",
].flatMap((text) => {
  const parsed = parseAgentRef(text);
  return parsed.ok ? [parsed.value] : [];
});

const millis = (low: number, high: number) => fc.integer({ min: low, max: high });
const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,9}[a-z0-9]$/);
const paramName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/);
const paramValue = fc.string({ unit: "binary" }).filter((value) =>
  value.isWellFormed() && !value.includes("\0")
);

const monitors: fc.Arbitrary<readonly MonitorConfig[]> = fc.tuple(
  fc.option(millis(100, 86_400_000)),
  fc.uniqueArray(
    fc.record({
      interval: millis(100, 86_400_000),
      depth: fc.integer({ min: 1, max: 100 }),
      role: fc.constant(null),
      timeout: millis(100, 86_400_000),
    }, { requiredKeys: ["interval", "depth", "role"] }),
    { maxLength: 3, selector: ({ depth }) => depth },
  ),
).map((
  [plain, deeper],
) => [...(plain === null ? [] : [{ interval: plain, depth: 0, role: null }]), ...deeper]);

function resource(id: string, nodes: readonly NodeName[]): fc.Arbitrary<ResourceConfig> {
  const timeout = millis(100, 86_400_000);
  return fc.record({
    id: fc.constant(resourceId(id)),
    agent: fc.constantFrom(...AGENTS),
    params: fc.dictionary(paramName, paramValue, { noNullPrototype: true }),
    prefer: fc.shuffledSubarray([...nodes]),
    monitors,
    timeouts: fc.record({ start: timeout, stop: timeout, monitor: timeout }, { requiredKeys: [] }),
    onFail: fc.constant({}),
    meta: fc.constant({}),
    utilization: fc.constant({}),
    migrationThreshold: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 999_999 })),
    failureTimeout: fc.oneof(fc.constant(0), millis(1000, 31_622_400_000)),
    stickiness: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  });
}

function link(
  index: number,
  nodes: readonly NodeName[],
  udpport: number,
): fc.Arbitrary<LinkConfig> {
  const ports = fc.oneof(fc.constant(udpport), fc.integer({ min: 1, max: 65535 }));
  const addresses = Object.fromEntries(
    nodes.map((node, host) => [node, `10.${index}.7.${host + 1}`]),
  );
  const interfaceName = `eth${index}`;
  return fc.tuple(fc.constantFrom("bcast", "ucast"), ports).map(([kind, port]): LinkConfig => {
    const base = { name: linkName(`${kind}:${interfaceName}`), interface: interfaceName, port };
    return kind === "bcast" ? { ...base, kind } : { ...base, kind: "ucast", addresses };
  });
}

/** Some of the resources, in groups of one to three. */
const groups = (
  ids: readonly string[],
  nodes: readonly NodeName[],
): fc.Arbitrary<readonly GroupConfig[]> =>
  fc.tuple(fc.shuffledSubarray([...ids]), fc.shuffledSubarray([...nodes])).map(([some, prefer]) =>
    some.flatMap((_, index) =>
      index % 3 !== 0 ? [] : [{
        name: unitName(`GROUP${index}`),
        prefer,
        members: some.slice(index, index + 3).map(resourceId),
        meta: {},
      }]
    )
  );

const times = fc.tuple(
  millis(10, 1000),
  millis(1, 100_000),
  fc.double({ min: 0, max: 1, noNaN: true }),
)
  .map(([keepalive, more, share]) => {
    const deadtime = 2 * keepalive + 40 + more;
    const warntime = keepalive + 20 + Math.floor(share * (deadtime - keepalive - 21));
    return { keepalive, deadtime, warntime, initdead: deadtime + more };
  });

export const arbitraryConfig: fc.Arbitrary<ClusterConfig> = fc.record({
  nodes: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
  ids: fc.uniqueArray(name, { maxLength: 7 }),
  udpport: fc.integer({ min: 1, max: 65535 }),
  links: fc.integer({ min: 1, max: 3 }),
}).chain(({ nodes: names, ids, udpport, links }) => {
  const nodes = names.map(nodeName);
  return fc.record({
    times,
    rest: fc.record({
      name,
      udpport: fc.constant(udpport),
      autoFailback: fc.boolean(),
      keysFile: fc.constantFrom("/etc/hb/keys", '/a "b"\\c\x7f'),
      noQuorum: fc.constantFrom("stop", "freeze", "ignore"),
      options: fc.constant(DEFAULT_OPTIONS),
      nodes: fc.constant(nodes.map((node) => ({ name: node, attributes: {}, utilization: {} }))),
      links: fc.tuple(...Array.from({ length: links }, (_, index) => link(index, nodes, udpport))),
      groups: groups(ids, nodes),
      resources: fc.tuple(...ids.map((id) => resource(id, nodes))),
      clones: fc.constant([]),
      locations: fc.constant([]),
      colocations: fc.constant([]),
      colocationSets: fc.constant([]),
      orders: fc.constant([]),
      orderSets: fc.constant([]),
      defaults: fc.constant({}),
      log: fc.record({
        file: fc.constant("/var/log/hb.log"),
        facility: fc.constant("local3"),
        level: fc.constantFrom("debug", "info", "warning", "error"),
      }, { requiredKeys: ["level"] }),
      status: fc.record({
        listen: fc.record({
          hostname: fc.constantFrom("127.0.0.1", "0.0.0.0", "::1", "node1.example.org"),
          port: fc.integer({ min: 1, max: 65535 }),
        }),
      }, { requiredKeys: [] }),
    }),
  }).map(({ times, rest }) => ({ ...times, ...rest } as ClusterConfig));
});
