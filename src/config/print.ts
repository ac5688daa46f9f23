/** The inverse of parsing, with every default written out: `hb config` shows what is in force. */
import {
  type ClusterConfig,
  type ClusterOptionsConfig,
  type LinkConfig,
  type NodeConfig,
} from "../model/mod.ts";
import { printConstraints } from "./print_constraint.ts";
import { printFencing, printWatchdog } from "./print_fencing.ts";
import { printArbiter, printPing } from "./print_outside.ts";
import { nonEmpty, printClone, printGroup, printMeta, printResource } from "./print_resource.ts";
import { array, inlineTable, printTable, quote, score, time, type Values } from "./print_values.ts";

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
      wait_for_all: String(config.waitForAll),
      ...printOptions(config.options),
    }),
    ...config.nodes.map(printNode),
    ...config.links.map((link) => printLink(link, config.udpport)),
    printTable("[defaults]", printMeta(config.defaults)),
    ...config.groups.map(printGroup),
    ...config.clones.map(printClone),
    ...config.resources.flatMap(printResource),
    ...printConstraints(config),
    ...printFencing(config.fencing),
    ...config.watchdog ? [printWatchdog(config.watchdog)] : [],
    ...config.arbiter ? [printArbiter(config.arbiter)] : [],
    ...config.pings.map(printPing),
    printTable("[log]", {
      file: config.log.file && quote(config.log.file),
      facility: config.log.facility && quote(config.log.facility),
      level: quote(config.log.level),
    }),
    printTable("[status]", {
      listen: quote(printListen(config.status.listen)),
      hosts: config.status.hosts && array(config.status.hosts),
      allow: config.status.allow && array(config.status.allow),
    }),
  ];
  return tables.join("\n");
}

function printOptions({ nodeHealth, ...options }: ClusterOptionsConfig): Values {
  const { strategy, ...scores } = nodeHealth;
  const health = { strategy: quote(strategy), ...mapValues(scores, score) };
  return {
    symmetric_cluster: String(options.symmetric),
    stop_all_resources: String(options.stopAllResources),
    maintenance_mode: String(options.maintenanceMode),
    enable_startup_probes: String(options.enableStartupProbes),
    start_failure_is_fatal: String(options.startFailureIsFatal),
    node_health: inlineTable(health, (value) => value),
    placement_strategy: quote(options.placementStrategy),
    batch_limit: String(options.batchLimit),
    node_action_limit: String(options.nodeActionLimit),
  };
}

const mapValues = (table: Readonly<Record<string, number>>, print: (value: number) => string) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, print(value)]));

const printNode = ({ name, votes, witness, attributes, utilization }: NodeConfig): string =>
  printTable("[[node]]", {
    name: quote(name),
    votes: String(votes),
    witness: String(witness),
    attributes: Object.keys(attributes).length === 0 ? undefined : inlineTable(attributes, quote),
    utilization: nonEmpty(utilization),
  });

function printLink(link: LinkConfig, udpport: number): string {
  return printTable("[[link]]", {
    kind: quote(link.kind),
    interface: quote(link.interface),
    addresses: link.kind === "ucast" ? inlineTable(link.addresses, quote) : undefined,
    port: link.port === udpport ? undefined : String(link.port),
  });
}

function printListen(listen: ClusterConfig["status"]["listen"]): string {
  if (listen === undefined) return "off";
  const { hostname, port } = listen;
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
