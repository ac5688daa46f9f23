/** Messages of every kind, for properties. */
import fc from "fast-check";
import type { Letter, Message } from "../../src/wire/mod.ts";

/** As cluster.toml allows them, and some that would hurt a careless record. */
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,8}[A-Za-z0-9_])?$/),
  fc.constantFrom("prototype", "length", "0", "1e3"),
);
const whole = fc.maxSafeNat();
const counter = fc.maxSafeNat().map((number) => number % 2 ** 48);
const millis = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0);
const sentence = fc.string({ unit: "grapheme", maxLength: 60 });
const orderAction = fc.constantFrom(
  "start",
  "stop",
  "promote",
  "demote",
  "notify",
  "reload",
  "migrate_to",
  "migrate_from",
  "announce",
);
const action = fc.oneof(fc.constantFrom("probe", "monitor"), orderAction);
const role = fc.constantFrom("promoted", "unpromoted", null);
const epoch = fc.record({ counter, node: name, generation: counter });
const maybe = <Value>(some: fc.Arbitrary<Value>) => fc.option(some, { nil: null });
const record = <Value>(value: fc.Arbitrary<Value>) =>
  fc.dictionary(name, value, { noNullPrototype: true, maxKeys: 5 });

const history = fc.record({
  action,
  interval: millis,
  role,
  status: maybe(fc.integer()),
  meaning: sentence,
  reason: sentence,
  wall: millis,
  took: millis,
});

const resource = fc.record({
  state: fc.constantFrom("unknown", "stopped", "started", "failed", "stopFailed"),
  promoted: fc.boolean(),
  migration: maybe(fc.record({ kind: fc.constantFrom("to", "from"), node: name })),
  busy: maybe(action),
  instruction: maybe(fc.record({ epoch, serial: whole, finished: fc.boolean() })),
  failcount: whole,
  failures: fc.array(fc.record({ action, interval: millis, role, count: whole, wall: millis })),
  lastFailure: maybe(history),
  history: fc.array(history, { maxLength: 6 }),
  definition: maybe(name),
  reloadsTo: maybe(name),
  startedFor: maybe(millis),
  remark: maybe(sentence),
});

const keepalive = fc.record({
  kind: fc.constant("keepalive"),
  phase: fc.constantFrom("starting", "ready", "lettingGo", "leaving", "left"),
  epoch: maybe(epoch),
  coordinator: maybe(name),
  highest: counter,
  leads: maybe(fc.record({ members: fc.array(name), quorum: fc.boolean() })),
  configDigest: name,
  report: whole,
  hears: fc.array(fc.record({
    node: name,
    generation: counter,
    seq: whole,
    alive: fc.boolean(),
    direct: fc.boolean(),
    twins: fc.boolean(),
  })),
  listening: millis,
  succeeds: maybe(counter),
  lent: maybe(millis),
  keys: maybe(fc.array(name)),
  terms: maybe(
    fc.record({ inForce: name, number: counter, next: maybe(name), joint: fc.boolean() }),
  ),
  release: fc.record({ version: maybe(sentence), lowest: fc.integer({ min: 1, max: 3 }) })
    .chain(({ lowest, version }) =>
      fc.integer({ min: lowest, max: 9 }).map((highest) => ({ version, lowest, highest }))
    ),
});

const fenceAction = fc.constantFrom("off", "reboot", "on", "status");

const fencing = fc.record({
  attempts: fc.array(
    fc.record({
      id: fc.record({ epoch, serial: whole }),
      target: name,
      generation: counter,
      action: fenceAction,
      device: name,
      by: name,
      because: sentence,
      state: fc.constantFrom("underWay", "done", "failed"),
      why: sentence,
      wall: millis,
      took: millis,
    }),
    { maxLength: 3 },
  ),
  devices: fc.array(
    fc.record({
      device: name,
      state: fc.constantFrom("unknown", "works", "failed"),
      why: sentence,
    }),
    { maxLength: 3 },
  ),
});

const report = fc.record({
  kind: fc.constant("report"),
  base: whole,
  report: fc.record({
    node: name,
    generation: counter,
    version: whole,
    configDigest: name,
    follows: maybe(fc.record({ node: name, epoch })),
    cutOffFor: maybe(millis),
    attributes: record(sentence),
    written: record(fc.record({ generation: counter, serial: whole })),
    fencing: maybe(fencing),
    fenced: record(counter),
    watchdog: maybe(
      fc.record({ armed: fc.boolean(), timeout: millis, problem: maybe(sentence) }),
    ),
    pings: record(fc.boolean()),
    resources: record(resource),
  }),
  gone: fc.array(name),
  settings: record(fc.record({
    value: maybe(sentence),
    stamp: fc.record({ counter, by: name }),
    user: name,
  }, { requiredKeys: ["value", "stamp"] })),
  blocked: fc.array(fc.record({ unit: name, why: sentence })),
  pending: fc.array(fc.record({
    node: name,
    action: fc.constantFrom("off", "reboot", "on"),
    because: sentence,
    problem: maybe(sentence),
  })),
});

const instruct = fc.record({
  kind: fc.constant("instruct"),
  epoch,
  orders: fc.array(fc.record({
    serial: whole,
    resource: name,
    action: orderAction,
    meta: record(sentence),
  })),
});

const fence = fc.record({
  kind: fc.constant("fence"),
  epoch,
  orders: fc.array(fc.record({
    serial: whole,
    target: name,
    targetGeneration: counter,
    device: name,
    action: fenceAction,
    because: sentence,
  })),
});

const write = fc.record({
  kind: fc.constant("write"),
  attributes: fc.array(fc.record({ serial: whole, name, value: maybe(sentence) })),
});

export const messages: Readonly<Record<Message["kind"], fc.Arbitrary<Message>>> = {
  keepalive: keepalive as unknown as fc.Arbitrary<Message>,
  report: report as unknown as fc.Arbitrary<Message>,
  want: fc.constant({ kind: "want" }),
  instruct: instruct as unknown as fc.Arbitrary<Message>,
  fence: fence as unknown as fc.Arbitrary<Message>,
  write: write as unknown as fc.Arbitrary<Message>,
};

const life = fc.record({ node: name, generation: counter });

/** A message, and what its sender says of it. */
export const letterOf = (message: fc.Arbitrary<Message>): fc.Arbitrary<Letter> =>
  fc.record({ to: maybe(life), at: whole, message }) as unknown as fc.Arbitrary<Letter>;

export const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(messages));
