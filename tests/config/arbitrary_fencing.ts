/** Good fencing, watchdogs, arbiters and ping nodes, for properties. */
import fc from "fast-check";
import {
  type ArbiterConfig,
  type FenceAgentRef,
  type FenceDeviceConfig,
  fenceDeviceName,
  type FencingConfig,
  type Millis,
  type NodeName,
  type PingConfig,
  pingName,
  type WatchdogConfig,
} from "../../src/model/mod.ts";

const seconds = (low: number, high: number): fc.Arbitrary<Millis> =>
  fc.integer({ min: low, max: high }).map((count) => count * 1000);
const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }).filter((text) =>
  !/[\r\n\0]/.test(text)
);
const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }).filter((text) =>
  !text.includes("\0")
);
const command = fc.array(word, { maxLength: 3 }).map((words) => ["/usr/local/bin/power", ...words]);

const AGENT: fc.Arbitrary<FenceAgentRef> = fc.oneof(
  fc.constantFrom<FenceAgentRef>(
    { kind: "fence", name: "fence_ipmilan" },
    { kind: "stonith", name: "external/ipmi" },
    { kind: "manual" },
  ),
  command.map((command): FenceAgentRef => ({ kind: "command", command })),
);

const delays = (nodes: readonly NodeName[]) =>
  fc.tuple(...nodes.map((node) => fc.option(seconds(1, 600)).map((each) => [node, each] as const)))
    .map((pairs): FenceDeviceConfig["delay"] =>
      Object.fromEntries(pairs.flatMap(([node, each]) => each === null ? [] : [[node, each]]))
    );

/** Serves every node, from every node. */
const device = (index: number, nodes: readonly NodeName[]): fc.Arbitrary<FenceDeviceConfig> =>
  fc.record({
    name: fc.constant(fenceDeviceName(`device${index}`)),
    agent: AGENT,
    params: fc.dictionary(fc.constantFrom("ip", "username", "password_script", "lanplus"), line, {
      noNullPrototype: true,
    }),
    targets: fc.tuple(...nodes.map(() => line)).map((plugs) =>
      Object.fromEntries(nodes.map((node, at) => [node, plugs[at] ?? ""]))
    ),
    from: fc.constant(nodes),
    level: fc.integer({ min: 1, max: 9 }),
    action: fc.constantFrom("off", "reboot", null),
    delay: delays(nodes),
    randomDelay: fc.oneof(fc.constant(0), seconds(1, 600)),
    timeout: seconds(1, 600),
    retries: fc.integer({ min: 0, max: 10 }),
    verify: fc.constant(false),
    monitor: fc.constantFrom(0, 60_000),
  }).map((each) =>
    // Nobody can be asked how a person is.
    each.agent.kind === "manual" ? { ...each, monitor: 0, params: {} } : each
  );

export const fencing = (nodes: readonly NodeName[]): fc.Arbitrary<FencingConfig> =>
  fc.integer({ min: 0, max: nodes.length < 2 ? 0 : 3 }).chain((count) =>
    fc.record({
      enabled: fc.boolean(),
      action: fc.constantFrom("off", "reboot"),
      startup: fc.boolean(),
      priorityDelay: fc.constantFrom(0, 5000),
      panic: fc.oneof(fc.constantFrom("reboot" as const, "off" as const), command),
      devices: fc.tuple(...Array.from({ length: count }, (_, index) => device(index, nodes))),
    })
  );

export const WATCHDOG: fc.Arbitrary<WatchdogConfig> = fc.record({
  device: fc.constantFrom("/dev/watchdog", "/dev/watchdog1"),
  timeout: seconds(1, 600),
  requireQuorum: fc.boolean(),
});

export const ARBITER: fc.Arbitrary<ArbiterConfig> = fc.record({
  kind: fc.constant("etcd" as const),
  endpoints: fc.constantFrom(
    ["http://10.0.0.1:2379"],
    ["https://etcd1.example.org:2379", "https://[2001:db8::1]:2379"],
  ),
  key: fc.constantFrom("/hb/shop", "vote"),
  ttl: seconds(2, 3600),
  timeout: fc.integer({ min: 50, max: 500 }),
  username: fc.constant("hb"),
  passwordFile: fc.constant("/etc/hb/etcd-password"),
  caFile: fc.constantFrom(null, "/etc/hb/ca.pem"),
  certFile: fc.constant(null),
  keyFile: fc.constant(null),
});

const PINGED = ["192.168.7.1", "10.0.0.254", "2001:db8::1", "fe80::1%eth0"] as const;

export const PINGS: fc.Arbitrary<readonly PingConfig[]> = fc.record({
  alone: fc.subarray([...PINGED]),
  interval: fc.integer({ min: 100, max: 600_000 }),
}).map(({ alone, interval }) =>
  alone.map((address, index): PingConfig => ({
    name: pingName(index === 0 ? address : `ping${index}`),
    addresses: index === 1 ? [address, "198.51.100.9"] : [address],
    interval,
    deadping: 3 * interval,
  }))
);
