/** Warnings of what a good configuration does not keep safe: quorum, fencing, watchdog, arbiter. */
import { type ClusterConfig, fencesNodes, formatMillis } from "../model/mod.ts";
import type { Checking } from "./checking.ts";
import { type Grounds, groundsOf } from "./promise_grounds.ts";

type SafetyCheck = (checking: Checking, config: ClusterConfig, grounds: Grounds) => void;

/** Each says what can happen; what is promised all the same is told by `promisesOf`. */
export function checkSafety(checking: Checking, config: ClusterConfig): void {
  const grounds = groundsOf(config);
  const checks: readonly SafetyCheck[] = [
    splitBrain,
    oneDecides,
    fencingNotUsed,
    fencingAsked,
    sameMoment,
    watchdogLate,
    arbiterInVain,
    arbiterWithin,
    arbiterOverheard,
  ];
  for (const check of checks) check(checking, config, grounds);
}

const splitBrain: SafetyCheck = (checking, { noQuorum }, grounds) => {
  const { nodes, runners, twoNodes, fencing } = grounds;
  if (fencing.kind === "covers" || nodes < 2 || runners.length < 2) return;
  const path = checking.written("cluster", "no_quorum");
  if (twoNodes) {
    checking.warning(
      path,
      "Two nodes without fencing: while no link between them works, both run everything and both " +
        "hold the addresses; once they hear each other again, one of them lets go; [[fence]], a " +
        "third node with witness = true, or an [arbiter] would prevent it",
    );
  } else if (noQuorum === "ignore") {
    checking.warning(
      path,
      'no_quorum = "ignore": each part of a divided cluster runs everything; with "stop" only ' +
        "the part that has the majority does",
    );
  } else if (noQuorum === "freeze") {
    checking.warning(
      path,
      'no_quorum = "freeze" without fencing: a part without the majority goes on with what it ' +
        'runs, and the part that has it takes that over; write "stop", or add [[fence]]',
    );
  }
};

/** Of equal votes everyone knows what follows. */
const oneDecides: SafetyCheck = (checking, { nodes }, { indispensable, votes }) => {
  const isEqual = nodes.every((node) => node.votes === nodes[0]?.votes);
  if (indispensable === null || isEqual) return;
  const { node, left } = indispensable;
  checking.warning(
    ["node", nodes.findIndex(({ name }) => name === node), "votes"],
    `Without ${node} there is no quorum: ${left} of ${votes} votes are left, which is no majority, ` +
      "so nothing is taken over from it",
  );
};

const fencingNotUsed: SafetyCheck = (checking, { fencing: { enabled, devices } }, grounds) => {
  if (devices.length === 0) return;
  if (!enabled) {
    checking.warning(
      checking.written("fencing", "enabled"),
      "Fencing is not enabled: the devices are there for hb fence alone, and what a silent node " +
        "runs is taken over without it",
    );
  } else if (grounds.fencing.kind === "none") {
    checking.warning(["fence", 0], `Fencing does not protect all: ${grounds.fencing.why}`);
  }
};

/** What asks for fencing where there is none. */
const fencingAsked: SafetyCheck = (checking, config) => {
  if (fencesNodes(config.fencing)) return;
  config.resources.forEach(({ id, onFail, monitors }, index) => {
    const [action] = Object.entries(onFail).find(([, reaction]) => reaction === "fence") ?? [
      monitors.some((monitor) => monitor.onFail === "fence") ? "monitor" : undefined,
    ];
    if (action === undefined) return;
    checking.warning(
      ["resource", index, "operation"],
      `on_fail = "fence" of ${id}'s ${action} has no effect: there is no fencing, so it counts ` +
        `as "stop"; add a [[fence]]`,
    );
  });
  if (config.noQuorum !== "fence" || config.nodes.length < 2) return;
  const { panic } = config.fencing;
  const what = typeof panic === "string" ? `panic = "${panic}"` : `panic: ${panic.join(" ")}`;
  checking.warning(
    checking.written("cluster", "no_quorum"),
    `no_quorum = "fence" without a [[fence]]: a node without quorum ends itself (${what}), and ` +
      "nobody makes sure that it did",
  );
};

const sameMoment: SafetyCheck = (checking, { fencing: { devices } }, { twoNodes, fencing }) => {
  const isRace = twoNodes && fencing.kind === "covers" && !fencing.delayed;
  if (!isRace || devices.every(({ agent }) => agent.kind === "manual")) return;
  checking.warning(
    ["fence", 0],
    "Two nodes fence each other at the same moment when the cable between them breaks, and both " +
      'are gone: leave out priority_delay = "0s", or add delay = { NODE = "5s" } for the one that ' +
      'should rather survive, or random_delay = "5s"',
  );
};

const watchdogLate: SafetyCheck = (checking, { watchdog, deadtime, fencing }, grounds) => {
  if (watchdog === null || grounds.nodes < 2) return;
  const path = checking.written("watchdog", "timeout", "device");
  const timeout = formatMillis(watchdog.timeout);
  if (fencing.devices.some(({ agent }) => agent.kind === "watchdog")) {
    if (watchdog.timeout <= deadtime) return;
    const silence = formatMillis(Math.ceil((deadtime + 1.25 * watchdog.timeout) / 1000) * 1000);
    checking.warning(
      path,
      `Where the watchdog is what fences, a node is taken over from after ${silence} of silence: ` +
        `deadtime, and a quarter more than timeout (${timeout}); a shorter timeout is sooner`,
    );
  } else if (!grounds.watchdogInTime && grounds.fencing.kind === "none") {
    checking.warning(
      path,
      `The watchdog resets a node that hangs after ${timeout}, and the others may have taken over ` +
        `from it by then: with deadtime = "${formatMillis(deadtime)}" timeout must be less than ` +
        formatMillis(grounds.latestWatchdog),
    );
  }
};

const arbiterInVain: SafetyCheck = (checking, { arbiter }, { votes }) => {
  if (arbiter === null || votes % 2 === 1) return;
  checking.warning(
    ["arbiter"],
    `The arbiter gains nothing: without it there are ${votes - 1} votes, of which one part of a ` +
      "divided cluster has more than half; with its vote two parts may have half each; remove it",
  );
};

const arbiterWithin: SafetyCheck = (checking, { arbiter, links, nodes }) => {
  const [endpoint, ...others] = arbiter?.endpoints ?? [];
  if (endpoint === undefined || others.length > 0) return;
  const host = new URL(endpoint).hostname;
  const addresses = links.flatMap((link) =>
    link.kind === "ucast" ? Object.entries(link.addresses) : []
  );
  const owner = addresses.find(([, address]) => address === host)?.[0] ??
    nodes.find(({ name }) => name as string === host)?.name;
  if (owner === undefined) return;
  checking.warning(
    ["arbiter", "endpoints", 0],
    `The arbiter is on node ${owner} and is lost with it: nothing is taken over from ${owner}; ` +
      "let the store run on hosts outside the cluster",
  );
};

const arbiterOverheard: SafetyCheck = (checking, { arbiter }) => {
  if (arbiter === null || !arbiter.endpoints.some((each) => each.startsWith("http:"))) return;
  const open = (key: string, what: string) =>
    checking.warning(["arbiter", key], `${what}; write endpoints with https://`);
  if (arbiter.passwordFile !== null) {
    open("password_file", "The arbiter's password goes over the network as plain text");
  }
  if (arbiter.endpoints.some((each) => each.startsWith("https:"))) return;
  if (arbiter.caFile !== null) open("ca_file", "ca_file has no effect with http://");
  if (arbiter.certFile !== null) open("cert_file", "cert_file has no effect with http://");
};
