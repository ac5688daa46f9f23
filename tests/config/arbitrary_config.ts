/** Good configurations of every shape, for properties. */
import fc from "fast-check";
import {
  type AgentRef,
  type CloneConfig,
  type ClusterConfig,
  type ClusterOptionsConfig,
  type GroupConfig,
  type LinkConfig,
  linkName,
  type MonitorConfig,
  type NodeName,
  nodeName,
  parseAgentRef,
  type ResourceConfig,
  resourceId,
  type ResourceMeta,
  unitName,
} from "../../src/model/mod.ts";
import { constraints, type Subject } from "./arbitrary_constraints.ts";
import { ARBITER, fencing, PINGS, WATCHDOG } from "./arbitrary_fencing.ts";

const OCF: AgentRef = { class: "ocf", provider: "heartbeat", type: "pgsql" };
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
const paramName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/)
  .filter((name) => !(name in {}));
const paramValue = fc.string({ unit: "binary" }).filter((value) =>
  value.isWellFormed() && !value.includes("\0")
);

const ON_FAIL = ["ignore", "block", "restart", "fence"] as const;
const interval = millis(100, 86_400_000);

interface Watched {
  readonly monitors: readonly MonitorConfig[];
  readonly onFail: ResourceConfig["onFail"];
}

/** The plain one, deeper ones, and in what is promotable those by role; each with its interval. */
const watched = (promotable: boolean): fc.Arbitrary<Watched> =>
  fc.record({
    plain: fc.option(fc.record(RECURRING, { requiredKeys: [] })),
    others: fc.array(
      fc.record({ ...RECURRING, timeout: interval }, { requiredKeys: [] }),
      { maxLength: 3 },
    ),
    intervals: fc.uniqueArray(interval, { minLength: 5, maxLength: 5 }),
    onFail: fc.record(
      {
        start: fc.constantFrom(...ON_FAIL),
        stop: fc.constantFrom("ignore", "block", "fence"),
        monitor: fc.constantFrom(...ON_FAIL),
        migrate_to: fc.constantFrom("standby"),
      } as const,
      { requiredKeys: [] },
    ),
  }).map(({ plain, others, intervals: [first = 0, second = 0, ...rest], onFail }): Watched => {
    const { monitor, ...more } = onFail;
    const own = plain?.onFail ?? monitor;
    const failing = own === undefined ? {} : { onFail: own };
    return {
      monitors: [
        ...(plain === null
          ? []
          : [{ ...plain, interval: first, depth: 0, role: null, ...failing }]),
        // Without one hb would add it.
        ...(promotable
          ? [{ interval: second, depth: 0, role: "promoted" as const, onFail: "demote" as const }]
          : []),
        ...others.map((other, index): MonitorConfig => ({
          ...other,
          interval: rest[index] ?? 0,
          depth: index + 1,
          role: promotable && index === 1 ? "unpromoted" : null,
        })),
      ],
      onFail: { ...more, ...(own === undefined ? {} : { monitor: own }) },
    };
  });

const RECURRING = {
  onFail: fc.constantFrom(...ON_FAIL),
  startDelay: interval,
  enabled: fc.constant(false),
};

/** What resources, groups, clones and [defaults] may say. */
const meta: fc.Arbitrary<ResourceMeta> = fc.record({
  priority: fc.constantFrom(0, 10, -1_000_000, 1_000_000),
  critical: fc.boolean(),
  targetRole: fc.constantFrom("started", "stopped"),
  managed: fc.boolean(),
  maintenance: fc.boolean(),
  requires: fc.constantFrom("nothing", "quorum", "fencing"),
  multipleActive: fc.constantFrom("stop_start", "block", "stop_only", "stop_unexpected"),
  allowMigrate: fc.boolean(),
  allowUnhealthyNodes: fc.boolean(),
}, { requiredKeys: [] });

const inheritable: fc.Arbitrary<ResourceMeta> = fc.tuple(
  meta,
  fc.record({
    migrationThreshold: fc.constantFrom(1, 1_000_000),
    failureTimeout: fc.constantFrom(0, 60_000),
    stickiness: fc.constantFrom(0, -5, 1_000_000),
  }, { requiredKeys: [] }),
).map(([one, other]) => ({ ...one, ...other }));

const capacities = fc.dictionary(
  fc.constantFrom("cpu", "memory"),
  fc.integer({ min: 0, max: 99 }),
  {
    noNullPrototype: true,
  },
);

function resource(
  id: string,
  nodes: readonly NodeName[],
  promotable: boolean,
): fc.Arbitrary<ResourceConfig> {
  const timeout = millis(100, 86_400_000);
  return fc.tuple(
    watched(promotable),
    fc.record({
      id: fc.constant(resourceId(id)),
      agent: promotable ? fc.constant(OCF) : fc.constantFrom(...AGENTS),
      params: fc.dictionary(paramName, paramValue, { noNullPrototype: true }),
      prefer: fc.shuffledSubarray([...nodes]),
      timeouts: fc.record(
        { start: timeout, stop: timeout, monitor: timeout, notify: timeout, migrate_from: timeout },
        { requiredKeys: [] },
      ),
      meta,
      utilization: capacities,
      migrationThreshold: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 999_999 })),
      failureTimeout: fc.oneof(fc.constant(0), millis(1000, 31_622_400_000)),
      stickiness: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    }),
  ).map(([one, other]) => ({ ...one, ...other }));
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

interface Units {
  readonly groups: readonly GroupConfig[];
  readonly clones: readonly CloneConfig[];
  /** Resources that can be promoted. */
  readonly promotable: ReadonlySet<string>;
  readonly subjects: readonly Subject[];
}

/** Some of the resources in groups of one to three; some groups and some of the others cloned. */
const units = (ids: readonly string[], nodes: readonly NodeName[]): fc.Arbitrary<Units> =>
  fc.record({
    some: fc.shuffledSubarray([...ids]),
    prefer: fc.shuffledSubarray([...nodes]),
    metas: fc.array(inheritable, { minLength: 3, maxLength: 3 }),
    copies: fc.array(fc.option(CLONE), { minLength: 10, maxLength: 10 }),
  }).map(({ some, prefer, metas, copies }) => {
    const groups = some.flatMap((_, index): GroupConfig[] =>
      index % 3 !== 0 ? [] : [{
        name: unitName(`GROUP${index}`),
        prefer,
        members: some.slice(index, index + 3).map(resourceId),
        meta: metas[index / 3] ?? {},
      }]
    );
    const alone = ids.filter((id) => !some.includes(id)).map((id) => ({ name: id, members: [id] }));
    const all = [...groups, ...alone];
    const clones = all.flatMap(({ name }, index): CloneConfig[] => {
      const copy = copies[index] ?? null;
      return copy === null
        ? []
        : [{ name: unitName(`CLONE${index}`), of: resourceId(name), prefer, meta: copy }];
    });
    const isPromotable = ({ name }: { readonly name: string }) =>
      clones.some(({ of, meta }) => of === name && meta.promotable);
    return {
      groups,
      clones,
      promotable: new Set(
        all.filter(isPromotable).flatMap(({ members }): readonly string[] => members),
      ),
      subjects: all.map((unit): Subject => ({
        name: clones.find(({ of }) => of === unit.name)?.name ?? unit.name,
        promotable: isPromotable(unit),
      })),
    };
  });

const CLONE: fc.Arbitrary<ResourceMeta> = fc.tuple(
  inheritable,
  fc.record({
    promotable: fc.boolean(),
    cloneMin: fc.constantFrom(0, 1),
    cloneMax: fc.constantFrom(2, 3),
    interleave: fc.boolean(),
    notify: fc.boolean(),
    ordered: fc.boolean(),
  }, { requiredKeys: [] }),
  fc.constantFrom({}, { globallyUnique: true, cloneNodeMax: 2 }),
).map(([one, two, three]) => ({
  ...one,
  ...two,
  ...three,
  ...(two.promotable ? { promotedMax: 2, promotedNodeMax: 1 } : {}),
}));

const options: fc.Arbitrary<ClusterOptionsConfig> = fc.record({
  symmetric: fc.boolean(),
  stopAllResources: fc.boolean(),
  maintenanceMode: fc.boolean(),
  enableStartupProbes: fc.boolean(),
  startFailureIsFatal: fc.boolean(),
  nodeHealth: fc.record({
    strategy: fc.constantFrom("none", "only-green", "migrate-on-red", "progressive", "custom"),
    base: fc.constantFrom(0, 1_000_000),
    red: fc.constantFrom(-1_000_000, -10),
    yellow: fc.constantFrom(0, -5),
    green: fc.constantFrom(0, 5),
  }),
  placementStrategy: fc.constantFrom("default", "utilization", "minimal", "balanced"),
  batchLimit: fc.integer({ min: 0, max: 10_000 }),
  nodeActionLimit: fc.integer({ min: 0, max: 10_000 }),
});

const attributes = fc.dictionary(fc.stringMatching(/^#?[a-z][a-z-]{0,9}$/), paramValue, {
  noNullPrototype: true,
});

const times = fc.tuple(
  millis(10, 1000),
  millis(1, 100_000),
  fc.double({ min: 0, max: 1, noNaN: true }),
)
  .map(([keepalive, more, share]) => {
    const deadtime = 3 * keepalive + 20 + more;
    const warntime = keepalive + 20 + Math.floor(share * (deadtime - keepalive - 21));
    return { keepalive, deadtime, warntime, initdead: deadtime + more };
  });

export const arbitraryConfig: fc.Arbitrary<ClusterConfig> = fc.record({
  nodes: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
  ids: fc.uniqueArray(name, { maxLength: 7 }),
  udpport: fc.integer({ min: 1, max: 65535 }),
  links: fc.integer({ min: 1, max: 3 }),
  options,
  hasWitness: fc.boolean(),
}).chain(({ nodes, ids, options, hasWitness, ...rest }) => {
  const names = nodes.map(nodeName);
  const runners = hasWitness && names.length > 1 ? names.slice(1) : names;
  return units(ids, runners).chain((made) =>
    whole({ ...rest, nodes: names, runners, ids, options }, made)
  );
});

interface Frame {
  readonly nodes: readonly NodeName[];
  /** Those that are no witnesses. */
  readonly runners: readonly NodeName[];
  readonly ids: readonly string[];
  readonly udpport: number;
  readonly links: number;
  readonly options: ClusterOptionsConfig;
}

const whole = (
  { nodes, runners, ids, udpport, links, options }: Frame,
  { groups, clones, promotable, subjects }: Units,
): fc.Arbitrary<ClusterConfig> =>
  fc.record({
    times,
    constraints: constraints(subjects, runners, !options.symmetric),
    rest: fc.record({
      name,
      udpport: fc.constant(udpport),
      autoFailback: fc.boolean(),
      keysFile: fc.constantFrom("/etc/hb/keys", '/a "b"\\c\x7f'),
      noQuorum: fc.constantFrom("stop", "freeze", "ignore", "demote", "fence"),
      waitForAll: fc.boolean(),
      fencing: fencing(nodes),
      watchdog: fc.option(WATCHDOG),
      arbiter: fc.option(ARBITER),
      pings: PINGS,
      options: fc.constant(options),
      nodes: fc.tuple(
        ...nodes.map((node) =>
          fc.record({
            name: fc.constant(node),
            votes: fc.integer({ min: 1, max: 100 }),
            witness: fc.constant(!runners.includes(node)),
            attributes,
            utilization: fc.constant({ cpu: 100, memory: 100 }),
          })
        ),
      ),
      links: fc.tuple(...Array.from({ length: links }, (_, index) => link(index, nodes, udpport))),
      groups: fc.constant(groups),
      clones: fc.constant(clones),
      resources: fc.tuple(...ids.map((id) => resource(id, runners, promotable.has(id)))),
      defaults: meta,
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
        hosts: fc.constant(["status.example.org"]),
        allow: fc.constantFrom(["10.0.0.0/24"], ["10.0.0.1", "fd00::/8"]),
      }, { requiredKeys: [] }),
    }),
  }).map(({ times, constraints, rest }) => ({ ...times, ...constraints, ...rest }));
