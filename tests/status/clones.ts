/** Clones of each kind on three nodes, and what operators have left, for tests of the views. */
import { NO_WISHES, resourceId, unitName } from "../../src/model/mod.ts";
import type { CloneView, ResourceView, UnitView } from "../../src/node/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import { documentOf, n1, n2, n3, on, ownView, peerView, resource, unit } from "./documents.ts";

export const THREE = [ownView(), peerView(), peerView({ name: n3 })];

const clone = (of: string, changes: Partial<CloneView> = {}): CloneView => ({
  of: resourceId(of),
  promotable: false,
  unique: false,
  max: 3,
  promotedMax: 0,
  ...changes,
});

const cloned = (
  name: string,
  view: CloneView,
  resources: readonly ResourceView[],
  changes: Partial<UnitView> = {},
): UnitView =>
  unit(resources, { name: unitName(name), isGroup: false, clone: view, holder: null, ...changes });

export const DBS = cloned(
  "dbs",
  clone("db", { promotable: true, promotedMax: 1 }),
  [resource("db", "ocf:heartbeat:pgsql", [
    on(n1, "started"),
    on(n2, "started", { promoted: true }),
    on(n3, "stopped"),
  ])],
  { holder: n2 },
);

export const CLONES: readonly UnitView[] = [
  DBS,
  cloned("pings", clone("ping"), [
    resource("ping", "ocf:pacemaker:ping", [
      on(n1, "started"),
      on(n2, "failed"),
      on(n3, "stopped", { busy: "start" }),
    ]),
  ]),
  cloned("webs", clone("web"), [
    resource("vip", "hb:vip", [on(n1, "started"), on(n2, "started"), on(n3, "unknown")]),
    resource("nginx", "lsb:nginx", [on(n1, "started"), on(n2, "stopped"), on(n3, "unknown")]),
  ], { isGroup: true }),
  cloned("ips", clone("ip", { unique: true, max: 2 }), [
    resource("ip:0", "hb:vip", [on(n1, "started"), on(n2, "stopped"), on(n3, "stopped")]),
    resource("ip:1", "hb:vip", [on(n1, "stopped"), on(n2, "stopped"), on(n3, "stopped")]),
  ]),
];

const stopped = { targetRole: "stopped" } as const;

const places = [on(n1, "stopped"), on(n2, "stopped"), on(n3, "stopped")];

/** A group stopped and a clone left alone by operators, a resource on a node in maintenance. */
export const LEFT: StatusDocument = documentOf({
  nodes: [
    ownView(),
    peerView(),
    peerView({ name: n3, standing: "maintenance", maintenance: true }),
  ],
  wishes: {
    ...NO_WISHES,
    targetRoles: { web: "stopped", gone: "stopped" },
    managed: { pings: false },
  },
  units: [
    unit([
      { ...resource("vip", "hb:vip", places), ...stopped },
      { ...resource("nginx", "lsb:nginx", places), ...stopped },
    ], { holder: null, ...stopped }),
    cloned("pings", clone("ping"), [{
      ...resource("ping", "ocf:pacemaker:ping", [
        on(n1, "started"),
        on(n2, "started"),
        on(n3, "stopped"),
      ]),
      managed: false,
    }], { managed: false }),
    unit([resource("app", "lsb:app", [
      on(n1, "stopped"),
      on(n2, "stopped"),
      on(n3, "started"),
    ])], { name: unitName("app"), isGroup: false, holder: n3 }),
  ],
});
