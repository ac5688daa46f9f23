/** Whole configurations for the engine's tests, read from as little text as says what matters. */
import { parseConfig } from "../src/config/mod.ts";
import {
  type ArbiterConfig,
  type ClusterConfig,
  type NodeName,
  nodeName,
} from "../src/model/mod.ts";

export interface Shape {
  readonly nodes: number;
  /** Further lines of a node's table. */
  readonly node?: Readonly<Record<string, readonly string[]>>;
  /** Further lines of the table `[cluster]`. */
  readonly cluster?: readonly string[];
  readonly defaults?: readonly string[];
  /** Each as `NAME: MEMBER … [prefer NODE …]`. */
  readonly groups?: readonly string[];
  /** Resources outside any group. */
  readonly alone?: readonly string[];
  /** Further lines of a resource's table. */
  readonly resource?: Readonly<Record<string, readonly string[]>>;
  readonly interfaces?: readonly string[];
  /** Further lines of the file. */
  readonly more?: readonly string[];
}

/** keepalive 200 ms, warntime 1 s, deadtime 2 s (of which ¾ is 1500 ms), initdead 5 s. */
export function clusterConfig(shape: Shape): ClusterConfig {
  const groups = (shape.groups ?? []).map(readGroup);
  const ids = [...groups.flatMap(({ members }) => members), ...shape.alone ?? []];
  const text = [
    '[cluster]\nname = "test"\nkeepalive = "200ms"\nwarntime = "1s"\ndeadtime = "2s"',
    'initdead = "5s"',
    ...shape.cluster ?? [],
    ...nodes(shape.nodes).flatMap((name) => [
      `[[node]]\nname = "${name}"`,
      ...shape.node?.[name] ?? [],
    ]),
    ...(shape.interfaces ?? ["eth0"]).map((each) =>
      `[[link]]\nkind = "bcast"\ninterface = "${each}"`
    ),
    "[defaults]",
    ...shape.defaults ?? [],
    ...groups.map(({ name, members, prefer }) =>
      `[[group]]\nname = "${name}"\nmembers = ${JSON.stringify(members)}\n` +
      `prefer = ${JSON.stringify(prefer)}`
    ),
    ...ids.map((id) =>
      [
        `[[resource]]\nname = "${id}"`,
        ...shape.resource?.[id] ?? [`agent = "ocf:heartbeat:Dummy"`],
      ].join("\n")
    ),
    ...shape.more ?? [],
  ].join("\n");
  const { config, problems } = parseConfig(text, "test.toml");
  if (config === null) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

export const nodes = (count: number): readonly NodeName[] =>
  Array.from({ length: count }, (_, index) => nodeName(`n${index + 1}`));

function readGroup(text: string) {
  const [name = "", rest = ""] = text.split(": ");
  const [members = "", prefer = ""] = rest.split(" prefer ");
  const words = (list: string) => list.split(" ").filter((word) => word !== "");
  return { name, members: words(members), prefer: words(prefer) };
}

/** An arbiter, as far as the engine goes by it. */
export const ETCD: ArbiterConfig = {
  kind: "etcd",
  endpoints: [],
  key: "/hb/test",
  ttl: 3000,
  timeout: 1000,
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
};
