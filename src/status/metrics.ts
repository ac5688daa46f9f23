/** The figures for Prometheus, in its text format (version 0.0.4). */
import type { StatusDocument } from "./document.ts";
import { gauge, type Metric, one, written } from "./metric.ts";
import { safeguardMetrics } from "./metrics_safeguards.ts";
import { everywhere, heldTwice, isDisabled, isUp, namesUp } from "./standing.ts";
import { isMixed } from "./versions.ts";
import { warningsOf } from "./warnings.ts";

export function renderMetrics(document: StatusDocument): string {
  return metricsOf(document).filter(({ samples }) => samples.length > 0).map(written).join("");
}

function metricsOf(document: StatusDocument): readonly Metric[] {
  const { snapshot, madeAt, version } = document;
  const { nodes, links, quorum, counters } = snapshot;
  const up = namesUp(snapshot);
  const places = everywhere(snapshot);
  const resources = snapshot.units.flatMap((unit) => unit.resources);
  const peerLinks = nodes.flatMap((node) =>
    node.links.map((link) => ({ labels: { node: node.name, link: link.link }, value: +link.up }))
  );
  return [
    gauge("hb_info", "Version and node of this daemon.", [
      { labels: { version, node: snapshot.node, cluster: snapshot.cluster }, value: 1 },
    ]),
    gauge("hb_made_seconds", "When these figures were made, in Unix time.", [one(madeAt / 1000)]),
    gauge("hb_loop_turned_ago_seconds", "Time since the main loop last came round.", [
      one(document.loopTurnedAgo / 1000),
    ]),
    gauge("hb_loop_worst_lateness_seconds", "By how much this node was late with its own work.", [
      one(snapshot.pace.worstLateness / 1000),
    ]),
    gauge("hb_agents_at_once", "How many agents may be at work at a time here.", [
      one(snapshot.pace.agentsAtOnce),
    ]),
    gauge("hb_quorum", "1 where this partition has quorum.", [one(+quorum.held)]),
    gauge("hb_votes", "Votes in this partition.", [one(quorum.votes)]),
    gauge("hb_votes_configured", "Votes in the whole cluster.", [one(quorum.of)]),
    gauge("hb_coordinator", "1 for the node that coordinates.", [
      ...nodes.map(({ name }) => ({
        labels: { node: name },
        value: +(name === snapshot.coordinator),
      })),
    ]),
    gauge("hb_node_up", "1 for a node that is up.", [
      ...nodes.map((node) => ({ labels: { node: node.name }, value: +isUp(node) })),
    ]),
    gauge("hb_node_standby", "1 for a node that is set to standby.", [
      ...nodes.map((node) => ({ labels: { node: node.name }, value: +node.standby })),
    ]),
    gauge("hb_node_maintenance", "1 for a node that is in maintenance.", [
      ...nodes.map((node) => ({ labels: { node: node.name }, value: +node.maintenance })),
    ]),
    gauge("hb_maintenance", "1 while the whole cluster is in maintenance.", [
      one(+snapshot.maintenance),
    ]),
    gauge("hb_config_waits", "1 while a new configuration has been read and is not in force.", [
      one(+(snapshot.config.next !== null)),
    ]),
    gauge("hb_config_outdated", "1 where others go by a later configuration than this node.", [
      one(+snapshot.config.outdated),
    ]),
    gauge("hb_node_worst_silence_seconds", "The longest silence of a peer while it was alive.", [
      ...nodes.map((node) => ({ labels: { node: node.name }, value: node.worstSilence / 1000 })),
    ]),
    gauge("hb_node_version", "Which hb a node that is up runs.", [
      ...nodes.filter((node) => isUp(node) && node.hb !== null).map(({ name, hb }) => ({
        labels: { node: name, version: hb?.version ?? "" },
        value: 1,
      })),
    ]),
    gauge("hb_mixed_version", "1 while nodes that are up run different versions of hb.", [
      one(+isMixed(snapshot)),
    ]),
    gauge("hb_level", "The level of the language that this node writes in.", [one(snapshot.level)]),
    gauge("hb_link_up", "1 for a link that is up on this node's own side.", [
      ...links.map(({ link, up }) => ({ labels: { link }, value: +up })),
    ]),
    gauge("hb_peer_link_up", "1 for a link over which a peer is heard.", peerLinks),
    gauge("hb_resource_started", "1 where a node that is up runs the resource.", [
      ...places.map(({ resource, here }) => ({
        labels: { resource: resource.id, node: here.node },
        value: +(here.state === "started" && up.has(here.node)),
      })),
    ]),
    gauge("hb_resource_promoted", "1 where a node that is up has the resource promoted.", [
      ...places.filter(({ unit }) => unit.clone?.promotable === true)
        .map(({ resource, here }) => ({
          labels: { resource: resource.id, node: here.node },
          value: +(here.promoted && up.has(here.node)),
        })),
    ]),
    gauge("hb_resource_disabled", "1 for a resource that is to be stopped.", [
      ...resources.map((resource) => ({
        labels: { resource: resource.id },
        value: +isDisabled(resource),
      })),
    ]),
    gauge("hb_resource_managed", "0 for a resource that the cluster leaves alone.", [
      ...resources.map(({ id, managed }) => ({ labels: { resource: id }, value: +managed })),
    ]),
    gauge("hb_resource_failcount", "Failures that are not forgotten yet.", [
      ...places.map(({ resource, here }) => ({
        labels: { resource: resource.id, node: here.node },
        value: here.failcount,
      })),
    ]),
    gauge("hb_unit_blocked", "1 for a unit that something stands in the way of.", [
      ...snapshot.units.map(({ name, blocked }) => ({
        labels: { unit: name },
        value: +(blocked !== null),
      })),
    ]),
    gauge("hb_units_held_twice", "Units that run on more than one node.", [
      one(heldTwice(snapshot).length),
    ]),
    ...safeguardMetrics(snapshot),
    gauge("hb_warnings", "Warnings on top of the status.", [
      one(warningsOf(document).filter(({ severity }) => severity !== "notice").length),
    ]),
    {
      name: "hb_events_total",
      type: "counter",
      help: "What the daemon counts since its start, by kind.",
      samples: Object.entries(counters).map(([kind, value]) => ({ labels: { kind }, value })),
    },
  ];
}
