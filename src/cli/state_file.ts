/** A file with what `hb status --json` has said: what is simulated from must have its form. */
import * as v from "valibot";
import type { StatusDocument } from "../status/mod.ts";
import { readStatus } from "./daemon.ts";

/** Null: it is not what `hb status --json` prints. */
export function readState(json: string): StatusDocument | null {
  const document = readStatus(json);
  return v.is(STATE, document) ? document : null;
}

const action = v.picklist([
  "probe",
  "monitor",
  "start",
  "stop",
  "promote",
  "demote",
  "notify",
  "reload",
  "migrate_to",
  "migrate_from",
  "announce",
]);

const operation = v.looseObject({ action, interval: v.number(), wall: v.number() });

const onNode = v.looseObject({
  node: v.string(),
  state: v.picklist(["unknown", "stopped", "started", "failed", "stopFailed"]),
  promoted: v.boolean(),
  busy: v.nullable(action),
  failcount: v.number(),
  failures: v.array(v.looseObject({ ...operation.entries, count: v.number() })),
  lastFailure: v.nullable(
    v.looseObject({ ...operation.entries, status: v.nullable(v.number()), took: v.number() }),
  ),
  history: v.array(v.looseObject(operation.entries)),
});

const node = v.looseObject({
  name: v.string(),
  standing: v.picklist([
    "online",
    "standby",
    "maintenance",
    "leaving",
    "witness",
    "pending",
    "unclean",
    "offline",
  ]),
  unclean: v.nullable(v.string()),
  attributes: v.looseObject({
    permanent: v.record(v.string(), v.string()),
    transient: v.record(v.string(), v.string()),
  }),
});

/** As far as a simulation reads it. */
const STATE = v.looseObject({
  snapshot: v.looseObject({
    coordinator: v.nullable(v.string()),
    quorum: v.looseObject({ held: v.boolean() }),
    nodes: v.array(node),
    units: v.array(
      v.looseObject({
        resources: v.array(v.looseObject({ id: v.string(), on: v.array(onNode) })),
      }),
    ),
    wishes: v.looseObject({
      targetRoles: v.record(v.string(), v.picklist(["started", "stopped"])),
      managed: v.record(v.string(), v.boolean()),
      restarting: v.array(v.string()),
      maintenance: v.nullable(v.boolean()),
    }),
  }),
});
