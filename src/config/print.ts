/** The inverse of parsing, with every default written out: `hb config` shows what is in force. */
import {
  type ClusterConfig,
  formatAgentRef,
  formatMillis,
  formatScore,
  INFINITY,
  type LinkConfig,
  type Millis,
  type ResourceConfig,
  type Score,
} from "../model/mod.ts";

/** TOML that `parseConfig` reads as the same configuration. */
export function printConfig(config: ClusterConfig): string {
  const tables = [
    printTable("[cluster]", {
      name: quote(config.name),
      keepalive: time(config.keepalive),
      warntime: time(config.warntime),
      deadtime: time(config.deadtime),
      initdead: time(config.initdead),
      udpport: String(config.udpport),
      auto_failback: String(config.autoFailback),
      keys: quote(config.keysFile),
      no_quorum: quote(config.noQuorum),
    }),
    ...config.nodes.map((node) => printTable("[[node]]", { name: quote(node.name) })),
    ...config.links.map((link) => printLink(link, config.udpport)),
    ...config.groups.map((group) =>
      printTable("[[group]]", {
        name: quote(group.name),
        prefer: array(group.prefer),
        members: array(group.members),
      })
    ),
    ...config.resources.flatMap(printResource),
    printTable("[log]", {
      file: config.log.file && quote(config.log.file),
      facility: config.log.facility && quote(config.log.facility),
      level: quote(config.log.level),
    }),
    printTable("[status]", { listen: quote(printListen(config.status.listen)) }),
  ];
  return tables.join("\n");
}

function printLink(link: LinkConfig, udpport: number): string {
  return printTable("[[link]]", {
    kind: quote(link.kind),
    interface: quote(link.interface),
    addresses: link.kind === "ucast" ? inlineTable(link.addresses) : undefined,
    port: link.port === udpport ? undefined : String(link.port),
  });
}

function printResource(resource: ResourceConfig): string[] {
  const plain = resource.monitors.find(({ depth }) => depth === 0);
  const { start, stop, monitor } = resource.timeouts;
  const timeouts = Object.entries({ start, stop, monitor }).filter(([, timeout]) => timeout);
  return [
    printTable("[[resource]]", {
      name: quote(resource.id),
      agent: quote(formatAgentRef(resource.agent)),
      params: inlineTable(resource.params),
      prefer: array(resource.prefer),
      monitor: quote(plain ? formatMillis(plain.interval) : "off"),
      migration_threshold: score(resource.migrationThreshold),
      failure_timeout: resource.failureTimeout === 0
        ? quote("never")
        : time(resource.failureTimeout),
      stickiness: score(resource.stickiness),
    }),
    ...timeouts.map(([action, timeout]) =>
      printOperation({ name: quote(action), timeout: time(timeout ?? 0) })
    ),
    ...resource.monitors.filter(({ depth }) => depth !== 0).map((deeper) =>
      printOperation({
        name: quote("monitor"),
        depth: String(deeper.depth),
        interval: time(deeper.interval),
        timeout: deeper.timeout && time(deeper.timeout),
      })
    ),
  ];
}

const printOperation = (values: Values): string => printTable("[[resource.operation]]", values);

/** Keys that are undefined are left out. */
type Values = Readonly<Record<string, string | 0 | undefined>>;

function printTable(header: string, values: Values): string {
  const lines = Object.entries(values).flatMap(([key, value]) =>
    value ? [`${key} = ${value}`] : []
  );
  return [header, ...lines, ""].join("\n");
}

function printListen(listen: ClusterConfig["status"]["listen"]): string {
  if (listen === undefined) return "off";
  const { hostname, port } = listen;
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

const time = (millis: Millis): string => quote(formatMillis(millis));

const score = (value: Score): string =>
  Math.abs(value) >= INFINITY ? quote(formatScore(value)) : String(value);

const array = (values: readonly string[]): string => `[${values.map(quote).join(", ")}]`;

function inlineTable(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([key, value]) =>
    `${bareOrQuoted(key)} = ${quote(value)}`
  );
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

const bareOrQuoted = (key: string): string => /^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key);

/** JSON's escapes are TOML's, but that TOML wants DEL escaped as well. */
const quote = (text: string): string => JSON.stringify(text).replaceAll("\x7f", "\\u007f");
