/** What operators ask of the cluster, served on the unix socket only: its mode is the guard. */
import type { Hono } from "hono";
import * as v from "valibot";
import { nodeName, ok, refuse, type ResourceId, type Result, type UnitName } from "../model/mod.ts";
import type { Request, Snapshot, UnitView } from "../node/mod.ts";
import { type Source, statusApp } from "./app.ts";

/** Hands a request to the engine: null when it is taken, else why it cannot be. */
export type Submit = (request: Request) => Promise<string | null>;

const Standby = v.strictObject({ node: v.string() });
const Move = v.strictObject({
  resource: v.string(),
  node: v.optional(v.nullable(v.string()), null),
});
const Cleanup = v.strictObject({
  resource: v.optional(v.nullable(v.string()), null),
  node: v.optional(v.nullable(v.string()), null),
});

/** Turns a body into requests, or says what is wrong with it. */
type Reader = (body: unknown, snapshot: Snapshot) => Result<readonly Request[], string>;

const READERS: Readonly<Record<string, Reader>> = {
  "/control/standby": (body, snapshot) => readStandby(body, snapshot, true),
  "/control/online": (body, snapshot) => readStandby(body, snapshot, false),
  "/control/move": readMove,
  "/control/cleanup": readCleanup,
};

/**
 * All of `statusApp`, and `POST /control/…` with a JSON body. 200: taken, the effect is to follow;
 * 400: the body is wrong; 409: refused, with the reason under `problem`.
 */
export function controlApp(source: Source, submit: Submit): Hono {
  const app = statusApp(source, Object.keys(READERS));
  for (const [path, read] of Object.entries(READERS)) {
    app.post(path, async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      const requests = read(body, source().snapshot);
      if (!requests.ok) return context.json({ problem: requests.problem }, 400);
      for (const request of requests.value) {
        const problem = await submit(request);
        if (problem !== null) return context.json({ problem }, 409);
      }
      return context.json({ problem: null });
    });
  }
  return app;
}

function readStandby(
  body: unknown,
  snapshot: Snapshot,
  on: boolean,
): Result<readonly Request[], string> {
  const asked = v.safeParse(Standby, body);
  if (!asked.success) return refuse(wrongBody('{"node": "NODE"}'));
  const unknown = unknownNode(asked.output.node, snapshot);
  if (unknown !== null) return refuse(unknown);
  return ok([{ kind: "standby", node: nodeName(asked.output.node), on }]);
}

function readMove(body: unknown, snapshot: Snapshot): Result<readonly Request[], string> {
  const asked = v.safeParse(Move, body);
  if (!asked.success) return refuse(wrongBody('{"resource": "RESOURCE", "node": "NODE" or null}'));
  const { resource, node } = asked.output;
  const unit = unitOf(resource, snapshot);
  if (unit === undefined) return refuse(unknownResource(resource, snapshot));
  const unknown = node === null ? null : unknownNode(node, snapshot);
  if (unknown !== null) return refuse(unknown);
  return ok([{ kind: "move", unit: unit.name, to: node === null ? null : nodeName(node) }]);
}

/** A group's name stands for all its members. */
function readCleanup(body: unknown, snapshot: Snapshot): Result<readonly Request[], string> {
  const asked = v.safeParse(Cleanup, body);
  if (!asked.success) {
    return refuse(wrongBody('{"resource": "RESOURCE" or null, "node": "NODE" or null}'));
  }
  const { resource } = asked.output;
  const unknown = asked.output.node === null ? null : unknownNode(asked.output.node, snapshot);
  if (unknown !== null) return refuse(unknown);
  const node = asked.output.node === null ? null : nodeName(asked.output.node);
  if (resource === null) return ok([{ kind: "cleanup", resource: null, node }]);
  const named = resourcesNamed(resource, snapshot);
  if (named.length === 0) return refuse(unknownResource(resource, snapshot));
  return ok(named.map((id) => ({ kind: "cleanup", resource: id, node })));
}

/** The unit of that name, or the one that a resource of that name belongs to. */
const unitOf = (name: string, { units }: Snapshot): UnitView | undefined =>
  units.find((unit) => unit.name === name as UnitName) ??
    units.find((unit) => unit.resources.some(({ id }) => id === name as ResourceId));

function resourcesNamed(name: string, { units }: Snapshot): readonly ResourceId[] {
  const group = units.find((unit) => unit.isGroup && unit.name === name as UnitName);
  const all = units.flatMap((unit) => unit.resources);
  return (group?.resources ?? all.filter(({ id }) => id === name as ResourceId))
    .map(({ id }) => id);
}

const wrongBody = (form: string): string => `the body must be JSON of the form ${form}`;

function unknownNode(name: string, { nodes }: Snapshot): string | null {
  if (nodes.some((node) => node.name === nodeName(name))) return null;
  return `there is no node ${name}; the cluster has ${nodes.map((node) => node.name).join(" ")}`;
}

function unknownResource(name: string, { units }: Snapshot): string {
  const known = units.flatMap((unit) => [
    unit.name,
    ...(unit.isGroup ? unit.resources.map(({ id }) => id) : []),
  ]);
  return `there is no group or resource ${name}; the cluster has ${known.join(" ")}`;
}
