/** A world for tests: what commands print is kept, and daemon and files are what the test says. */
import type { Outcome } from "../../src/agent/mod.ts";
import { instant, ok, refuse } from "../../src/model/mod.ts";
import type { Outside } from "../../src/cli/world.ts";
import { controlApp, type StatusDocument } from "../../src/status/mod.ts";
import type { Request as NodeRequest } from "../../src/node/mod.ts";

export interface FakeWorld extends Outside {
  readonly printed: string[];
  readonly complaints: string[];
  /** What reached the engine. */
  readonly requests: NodeRequest[];
  /** Control sockets that were spoken to. */
  readonly sockets: Set<string>;
}

export interface Scene {
  /** One for each look at the status; the last stays. None: no daemon. */
  readonly documents?: readonly StatusDocument[];
  /** The text of the configuration in force. */
  readonly inForce?: string;
  /** Why the engine refuses. */
  readonly refusal?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly changes?: Partial<Outside>;
}

export function fakeWorld(scene: Scene = {}): FakeWorld {
  const documents = [...scene.documents ?? []];
  const [printed, complaints, requests]: [string[], string[], NodeRequest[]] = [[], [], []];
  const sockets = new Set<string>();
  let now = 0;
  const app = controlApp(
    () => documents[0] as StatusDocument,
    (request) => {
      requests.push(request);
      return Promise.resolve(scene.refusal ?? null);
    },
    () => scene.inForce ?? "",
  );
  return {
    printed,
    complaints,
    requests,
    sockets,
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    colour: false,
    runtime: "deno 1.2.3, v8 4.5",
    onStray: () => {},
    environment: (name) => scene.environment?.[name],
    hostname: () => "n1",
    now: () => instant(now),
    wallClock: () => 1_600_000_000,
    pause: (length) => {
      now += length;
      return Promise.resolve();
    },
    randomBytes: (count) => new Uint8Array(count).fill(7),
    readFile: (path) => {
      const text = Object.hasOwn(scene.files ?? {}, path) ? scene.files?.[path] : undefined;
      return Promise.resolve(text === undefined ? refuse("there is no such file") : ok(text));
    },
    hostFacts: () => ({
      hostname: "n1",
      interfaces: [{ name: "eth0", up: true, broadcast: true, addresses: ["10.0.0.1/24"] }],
      keysFile: { exists: true, mode: 0o600, owner: 0, problem: null },
      fileExists: () => true,
      wayTo: (path) => [{ path, mode: 0o600, uid: 0, gid: 0 }],
      self: { uid: 0, gid: 0 },
      commandPath: (name) => `/usr/sbin/${name}`,
    }),
    request: async (socket, method, path, body) => {
      sockets.add(socket);
      if (documents.length === 0) {
        return refuse({ kind: "noDaemon", why: `Cannot talk to the daemon on ${socket}` });
      }
      const init = method === "POST" ? { method, body: JSON.stringify(body) } : { method };
      const response = await app.request(path, init);
      const answer = { status: response.status, body: await response.text() };
      if (method === "GET" && documents.length > 1) documents.shift();
      return ok(answer);
    },
    runDaemon: () => Promise.resolve(0),
    agentHost: (node) => ({
      cluster: "test",
      node,
      stateDir: "/run",
      ocfRoot: "/ocf",
      initDir: "/init",
      heartbeatDir: "/ha",
      tools: null,
      socket: null,
    }),
    runOperation: () => Promise.resolve(exited(0)),
    runInquiry: () => Promise.resolve(null),
    runFence: () => Promise.resolve({ kind: "done" }),
    ...scene.changes,
  };
}

export const exited = (status: number, output = ""): Outcome => ({
  kind: "exited",
  status,
  output,
  notes: [],
});
