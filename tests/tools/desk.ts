/** A tool called by an agent on n1, with a daemon that answers from a document. */
import type { Snapshot } from "../../src/node/mod.ts";
import { ok, refuse, unitName } from "../../src/model/mod.ts";
import { runTool } from "../../src/tools/mod.ts";
import { documentOf, on, ownView, peerView, resource, unit } from "../status/documents.ts";

const N1 = ownView().name;
const N2 = peerView().name;

/** pg is promoted on n1 and not on n2; vip runs on n1; n2 has an attribute of its own. */
export const SCENE: Partial<Snapshot> = {
  properties: { "no-quorum-policy": "stop", pg_REPL_INFO: "n1|1" },
  nodes: [
    ownView({
      attributes: {
        transient: { "master-pg": "1000", "pg-status": "PRI" },
        permanent: { site: "north" },
        utilization: { cpu: "4" },
      },
    }),
    peerView({
      attributes: { transient: { "master-pg": "100" }, permanent: {}, utilization: {} },
    }),
  ],
  units: [
    unit([resource("vip", "hb:vip", [on(N1, "started"), on(N2, "stopped")])], {
      name: unitName("vip"),
      isGroup: false,
    }),
    unit([
      resource("pg", "ocf:heartbeat:pgsql", [
        on(N1, "started", { promoted: true }),
        on(N2, "started", {
          failures: [
            { action: "monitor", interval: 9000, role: "promoted", count: 2, wall: 0 },
            { action: "start", interval: 0, role: null, count: 1, wall: 0 },
          ],
        }),
      ]),
    ], {
      name: unitName("pg-clone"),
      isGroup: false,
      clone: { of: unitName("pg"), promotable: true, unique: false, max: 2, promotedMax: 1 },
    }),
    unit([resource("gone", "ocf:heartbeat:Dummy", [on(N1, "stopped")])], {
      name: unitName("gone"),
      isGroup: false,
    }),
  ],
};

export interface Answer {
  readonly status: number | null;
  readonly said: readonly string[];
  readonly complaints: readonly string[];
  /** What the daemon was asked: path and body. */
  readonly asked: readonly (readonly [string, unknown])[];
}

export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  readonly refusal?: string;
  readonly noDaemon?: boolean;
  /** What differs from `SCENE`. */
  readonly scene?: Partial<Snapshot>;
}

/** Words are split at blanks. */
export async function call(typed: string, around: Circumstances = {}): Promise<Answer> {
  const said: string[] = [];
  const complaints: string[] = [];
  const asked: (readonly [string, unknown])[] = [];
  const [name = "", ...args] = typed.split(" ");
  const status = await runTool(name, args, {
    print: (text) => void said.push(...text.split("\n")),
    complain: (text) => void complaints.push(text),
    environment: (variable) => ({ HB_NODE: "n1", ...around.env })[variable],
    status: () =>
      Promise.resolve(
        around.noDaemon
          ? refuse("there is no such socket")
          : ok(documentOf({ ...SCENE, ...around.scene })),
      ),
    ask: (path, body) => {
      asked.push([path, body]);
      return Promise.resolve(around.refusal ?? null);
    },
  });
  return { status, said, complaints, asked };
}
