/** What operators ask of the cluster, served on the unix socket only: its mode is the guard. */
import * as v from "valibot";
import { nodeName, resourceId, unitName } from "../model/mod.ts";
import type { Request } from "../node/mod.ts";
import { answerJson, type Source, type StatusApp, statusApp } from "./app.ts";

/**
 * Hands a request to the engine: null when it is taken, else why it cannot be.
 * @param by whose it is: `alice (uid 1001)`; null: it is not known.
 */
export type Submit = (request: Request, by: string | null) => Promise<string | null>;

export const CONFIG_PATH = "/control/config";

/** A body, and the request that it is; whether the names in it exist the engine says. */
interface Order {
  readonly form: string;
  /** Null: the body is not of that form. */
  readonly read: (body: unknown) => Request | null;
}

const Named = v.optional(v.nullable(v.string()), null);
const Node = v.strictObject({ node: v.string() });
const Move = v.strictObject({ resource: v.string(), node: Named });
const Cleanup = v.strictObject({ resource: Named, node: Named });
const Resource = v.strictObject({ resource: v.string() });
const Maintenance = v.strictObject({ on: v.boolean(), node: Named });
const Value = v.nullable(v.string());
const Attribute = v.strictObject({
  node: v.string(),
  name: v.string(),
  value: Value,
  scope: v.picklist(["reboot", "forever", "utilization"]),
});
const Fence = v.strictObject({ node: v.string(), action: v.picklist(["off", "reboot", "on"]) });
const Property = v.strictObject({ name: v.string(), value: Value });

const ORDERS: Readonly<Record<string, Order>> = {
  "/control/standby": standbyOrder(true),
  "/control/online": standbyOrder(false),
  "/control/move": {
    form: '{"resource": "RESOURCE", "node": "NODE" or null}',
    read: (body) => {
      const asked = v.safeParse(Move, body);
      if (!asked.success) return null;
      const { resource, node } = asked.output;
      return { kind: "move", unit: unitName(resource), to: node === null ? null : nodeName(node) };
    },
  },
  "/control/start": targetOrder("started"),
  "/control/stop": targetOrder("stopped"),
  "/control/restart": namedOrder((name) => ({ kind: "restart", name })),
  "/control/manage": namedOrder((name) => ({ kind: "manage", name, on: true })),
  "/control/unmanage": namedOrder((name) => ({ kind: "manage", name, on: false })),
  "/control/maintenance": {
    form: '{"on": true or false, "node": "NODE" or null}',
    read: (body) => {
      const asked = v.safeParse(Maintenance, body);
      if (!asked.success) return null;
      const { on, node } = asked.output;
      return { kind: "maintenance", node: node === null ? null : nodeName(node), on };
    },
  },
  "/control/cleanup": {
    form: '{"resource": "RESOURCE" or null, "node": "NODE" or null}',
    read: (body) => {
      const asked = v.safeParse(Cleanup, body);
      if (!asked.success) return null;
      const { resource, node } = asked.output;
      return {
        kind: "cleanup",
        resource: resource === null ? null : resourceId(resource),
        node: node === null ? null : nodeName(node),
      };
    },
  },
  "/control/attribute": {
    form: '{"node": "NODE", "name": "NAME", "value": "VALUE" or null, ' +
      '"scope": "reboot", "forever" or "utilization"}',
    read: (body) => {
      const asked = v.safeParse(Attribute, body);
      if (!asked.success) return null;
      const { node, ...rest } = asked.output;
      return { kind: "attribute", node: nodeName(node), ...rest };
    },
  },
  "/control/fence": {
    form: '{"node": "NODE", "action": "off", "reboot" or "on"}',
    read: (body) => {
      const asked = v.safeParse(Fence, body);
      if (!asked.success) return null;
      const { node, action } = asked.output;
      return { kind: "fence", node: nodeName(node), action };
    },
  },
  "/control/fence-confirm": {
    form: '{"node": "NODE"}',
    read: (body) => {
      const asked = v.safeParse(Node, body);
      return asked.success ? { kind: "fenceConfirm", node: nodeName(asked.output.node) } : null;
    },
  },
  "/control/property": {
    form: '{"name": "NAME", "value": "VALUE" or null}',
    read: (body) => {
      const asked = v.safeParse(Property, body);
      return asked.success ? { kind: "property", ...asked.output } : null;
    },
  },
};

/**
 * All of `statusApp`, the text of the configuration in force with all its secrets under
 * `GET /control/config`, and `POST /control/…` with a JSON body. 200: taken, the effect is to follow;
 * 400: the body is wrong; 409: refused by the engine. The reason stands under `problem`.
 */
export function controlApp(
  source: Source,
  submit: Submit,
  configText: () => string,
): StatusApp {
  const app = statusApp(source, Object.keys(ORDERS));
  app.get(CONFIG_PATH, (context) => answerJson(context, { inForce: configText() }));
  for (const [path, { form, read }] of Object.entries(ORDERS)) {
    app.post(path, async (context) => {
      const request = read(await context.req.json().catch(() => undefined));
      if (request === null) {
        return answerJson(context, { problem: `the body must be JSON of the form ${form}` }, 400);
      }
      const problem = await submit(request, context.env?.by ?? null);
      return answerJson(context, { problem }, problem === null ? 200 : 409);
    });
  }
  return app;
}

function standbyOrder(on: boolean): Order {
  return {
    form: '{"node": "NODE"}',
    read: (body) => {
      const asked = v.safeParse(Node, body);
      return asked.success ? { kind: "standby", node: nodeName(asked.output.node), on } : null;
    },
  };
}

function targetOrder(role: "started" | "stopped"): Order {
  return namedOrder((name) => ({ kind: "target", name, role }));
}

/** Of a resource, group or clone. */
function namedOrder(ask: (name: string) => Request): Order {
  return {
    form: '{"resource": "RESOURCE"}',
    read: (body) => {
      const asked = v.safeParse(Resource, body);
      return asked.success ? ask(asked.output.resource) : null;
    },
  };
}
