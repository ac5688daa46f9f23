/** What has been recorded of one random resource on one node. */
import type { Random } from "../../src/model/mod.ts";
import { maybe, NOW } from "./random_cib.ts";
import { type Tree, tree, walk } from "./tree.ts";

export interface Instance {
  /** As histories name it. */
  readonly name: string;
  readonly primitive: Tree;
  readonly promotable: boolean;
  readonly cloned: boolean;
}

/** What an instance has gone through. */
export type Story =
  | "stopped"
  | "stoppedAfterAll"
  | "started"
  | "promoted"
  | "demoted"
  | "found"
  | "failed"
  | "failedOften"
  | "timedOut"
  | "degraded"
  | "foundPromoted"
  | "promotedFailed"
  | "startFailed"
  | "stopFailed"
  | "promoteFailed"
  | "demoteFailed"
  | "starting"
  | "stopping"
  | "promoting"
  | "monitoring"
  | "looking"
  | "leaving"
  | "arrived"
  | "arrivalFailed"
  | "departureFailed"
  | "notConfigured"
  | "notInstalled";

const FAILED_OPERATIONS: Readonly<Partial<Record<Story, string>>> = {
  failed: "monitor_10000",
  failedOften: "monitor_10000",
  timedOut: "monitor_10000",
  promotedFailed: "monitor_11000",
  startFailed: "start_0",
  stopFailed: "stop_0",
  promoteFailed: "promote_0",
  demoteFailed: "demote_0",
  arrivalFailed: "migrate_from_0",
  departureFailed: "migrate_to_0",
};

/** Transient attributes that count its failures. */
export function failcounts(
  random: Random,
  name: string,
  story: Story,
): readonly (readonly [string, string])[] {
  const operation = FAILED_OPERATIONS[story];
  if (operation === undefined || random.chance(0.1)) return [];
  const bare = random.chance(0.95) ? name.replace(/:\d+$/, "") : name;
  const fatal = operation === "start_0" || operation === "stop_0";
  const count = fatal && random.chance(0.8) ? "INFINITY" : String(random.between(1, 3));
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

const PENDING = -1;
const TIMED_OUT = 2;

/** `elsewhere`: the other node of a live migration. */
export function history(
  random: Random,
  { name, primitive, promotable }: Instance,
  story: Story,
  uname: string,
  elsewhere: string,
): Tree {
  const digests = definition(random);
  let call = 0;
  const entry = (
    id: string,
    operation: string,
    interval: number,
    rc: number,
    expected: number,
    more: Readonly<Record<string, string | number>> = {},
  ) => {
    call += 1;
    const status = Number(more["op-status"] ?? (rc < 0 ? PENDING : 0));
    const key = `${call}:1:${expected}:00000000-0000-0000-0000-000000000000`;
    return tree("lrm_rsc_op", {
      id: `${name}_${id}`,
      operation_key: `${name}_${operation}_${interval}`,
      operation,
      interval,
      crm_feature_set: "3.16.1",
      "transition-key": key,
      "transition-magic": `${status}:${rc};${key}`,
      "call-id": status === PENDING ? -1 : call,
      "rc-code": rc,
      "op-status": status,
      on_node: uname,
      "last-rc-change": NOW - 1000 + call,
      ...(interval > 0 ? { "op-digest": DIGESTS.recurring } : digests),
      ...more,
    });
  };
  const monitors = (promoted: boolean) =>
    [...walk(primitive)].flatMap(({ name, attributes }) => {
      const { interval = "0", role } = attributes;
      if (name !== "op" || attributes["name"] !== "monitor" || role === "Stopped") return [];
      if ((role === "Promoted") !== promoted) return [];
      const expected = promoted ? 8 : 0;
      const millis = Number.parseInt(interval) * 1000;
      return [entry(`monitor_${millis}`, "monitor", millis, expected, expected)];
    });
  const last = (operation: string, rc = 0) => entry("last_0", operation, 0, rc, 0);
  const begun = (operation: string) => [
    last(operation),
    ...monitors(operation === "promote"),
    // One that is configured no more.
    ...(random.chance(0.02) ? [entry("monitor_30000", "monitor", 30_000, 0, 0)] : []),
  ];
  const failure = (operation: string, interval: number, rc: number, expected: number) =>
    entry("last_failure_0", operation, interval, rc, expected);
  const migrate = { migrate_source: uname, migrate_target: elsewhere };
  const arrive = { migrate_source: elsewhere, migrate_target: uname };
  const entries = (): readonly Tree[] => {
    switch (story) {
      case "stopped":
        return [entry("last_0", "monitor", 0, 7, 7)];
      case "stoppedAfterAll":
        return [...monitors(false), last("stop")];
      case "started":
        return begun("start");
      case "promoted":
        return begun("promote");
      case "demoted":
        return begun("demote");
      case "found":
        return [entry("last_failure_0", "monitor", 0, 0, 7), entry("last_0", "monitor", 0, 0, 7)];
      case "foundPromoted":
        return [entry("last_failure_0", "monitor", 0, 8, 7), entry("last_0", "monitor", 0, 8, 7)];
      case "failed":
        return [...begun("start"), failure("monitor", 10_000, 7, 0)];
      case "failedOften":
        return [...begun("start"), failure("monitor", 10_000, 1, 0)];
      case "timedOut":
        return [
          ...begun("start"),
          entry("last_failure_0", "monitor", 10_000, 1, 0, { "op-status": TIMED_OUT }),
        ];
      case "degraded":
        return [...begun("start"), failure("monitor", 10_000, 190, 0)];
      case "promotedFailed":
        return [...begun("promote"), failure("monitor", 11_000, random.pick([7, 9, 1, 0]), 8)];
      case "startFailed":
        return [last("start", 1), failure("start", 0, random.pick([1, 5, 6]), 0)];
      case "stopFailed":
        return [...monitors(false), last("stop", 1), failure("stop", 0, 1, 0)];
      case "promoteFailed":
        return [...monitors(false), last("promote", 1), failure("promote", 0, 1, 0)];
      case "demoteFailed":
        return [...monitors(true), last("demote", 1), failure("demote", 0, 1, 0)];
      case "starting":
        return [last("start", -1)];
      case "stopping":
        return [...monitors(false), last("stop", -1)];
      case "promoting":
        return [...monitors(false), last("promote", -1)];
      case "monitoring":
        return [last("start"), entry("monitor_10000", "monitor", 10_000, -1, 0)];
      case "looking":
        return [entry("last_0", "monitor", 0, -1, 7)];
      case "leaving":
        return [last("start"), entry("migrate_to_0", "migrate_to", 0, 0, 0, migrate)];
      case "departureFailed":
        return [last("start"), entry("migrate_to_0", "migrate_to", 0, 1, 0, migrate)];
      case "arrived":
        return [entry("migrate_from_0", "migrate_from", 0, 0, 0, arrive), ...monitors(false)];
      case "arrivalFailed":
        return [entry("migrate_from_0", "migrate_from", 0, 1, 0, arrive)];
      case "notConfigured":
        return [entry("last_0", "monitor", 0, 6, 7), failure("monitor", 0, 6, 7)];
      case "notInstalled":
        return [entry("last_0", "monitor", 0, 5, 7), failure("monitor", 0, 5, 7)];
    }
  };
  return tree(
    "lrm_resource",
    { id: name, class: "ocf", provider: "pacemaker", type: promotable ? "Stateful" : "Dummy" },
    entries(),
  );
}
