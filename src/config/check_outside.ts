/** [watchdog], [arbiter] and [[ping]]: what their keys mean for each other. */
import { formatMillis } from "../model/mod.ts";
import { addressesOf, leaseTimes, pingTimes } from "./build_outside.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import type { PingDraft } from "./outside_schema.ts";
import { timesOf } from "./times.ts";
import type { Path } from "./tree.ts";

export const checkWatchdog: Check = (checking) => {
  const timeout = checking.draft.watchdog?.timeout;
  if (timeout) refuseFractions(checking, "watchdog", "timeout", timeout);
};

/** Devices and stores count whole seconds. */
function refuseFractions(checking: Checking, table: string, key: string, millis: number): void {
  if (millis % 1000 === 0) return;
  checking.error(
    [table, key],
    `Cannot use ${key} = "${formatMillis(millis)}": it must be whole seconds; ` +
      `write "${Math.ceil(millis / 1000)}s"`,
  );
}

export const checkArbiter: Check = (checking) => {
  const { arbiter, cluster } = checking.draft;
  if (!arbiter || !cluster) return;
  const { endpoints } = arbiter;
  if (endpoints?.length === 0) {
    checking.error(
      ["arbiter", "endpoints"],
      'Cannot use the arbiter: it has no endpoint; write endpoints = ["http://10.0.0.1:2379"]',
    );
  }
  for (const { index, value } of numbered(endpoints)) {
    if (endpoints?.indexOf(value) === index) continue;
    checking.error(
      ["arbiter", "endpoints", index],
      `Cannot use endpoint "${value}": it is in the list already`,
    );
  }
  checkLease(checking);
  refuseAlone(checking, "username", "password_file");
  refuseAlone(checking, "password_file", "username");
  refuseAlone(checking, "cert_file", "key_file");
  refuseAlone(checking, "key_file", "cert_file");
};

function checkLease(checking: Checking): void {
  const { arbiter, cluster } = checking.draft;
  const deadtime = cluster?.deadtime;
  if (!arbiter || arbiter.ttl === undefined || arbiter.timeout === undefined) return;
  if (deadtime === undefined) return;
  const { ttl, timeout } = leaseTimes(arbiter, deadtime);
  if (arbiter.ttl) refuseFractions(checking, "arbiter", "ttl", ttl);
  if (4 * timeout <= ttl) return;
  checking.error(
    checking.written("arbiter", "timeout", "ttl"),
    `Cannot use timeout = "${formatMillis(timeout)}": four of them must fit into ttl ` +
      `(${formatMillis(ttl)}), or one lost answer loses the vote; ` +
      `write "${formatMillis(Math.floor(ttl / 4))}" at most`,
  );
}

type Paired = "username" | "password_file" | "cert_file" | "key_file";

function refuseAlone(checking: Checking, key: Paired, other: Paired): void {
  const { arbiter } = checking.draft;
  if (!arbiter?.[key] || arbiter[other] !== null) return;
  checking.error(
    ["arbiter", key],
    `Cannot use ${key}: it needs ${other} beside it; add ${other} = "…"`,
  );
}

export const checkPings: Check = (checking) => {
  const own = new Map<string, string>();
  for (const { value: { addresses } } of numbered(checking.draft.link)) {
    for (const [node, address] of Object.entries(addresses ?? {})) {
      if (address !== undefined) own.set(address, node);
    }
  }
  const lines = new Map<string, number>();
  const names = new Map<string, number>();
  for (const { index, value: ping } of numbered(checking.draft.ping)) {
    checkAddresses(checking, index, ping, own, lines);
    checkName(checking, index, ping, names);
    checkPingTimes(checking, index, ping);
  }
};

function checkAddresses(
  checking: Checking,
  index: number,
  { address, addresses }: PingDraft,
  own: ReadonlyMap<string, string>,
  lines: Map<string, number>,
): void {
  const path: Path = ["ping", index];
  if (address === undefined || addresses === undefined) return;
  if ((address === null) === (addresses === null) || addresses?.length === 0) {
    checking.error(
      path,
      'Cannot use this [[ping]]: it needs either address = "192.168.1.254", or addresses = ["…", ' +
        '"…"] of which one that answers is enough',
    );
  }
  const written = address === null
    ? numbered(addresses ?? []).map(({ index, value }) => ({ at: ["addresses", index], value }))
    : [{ at: ["address"], value: address }];
  for (const { at, value } of written) {
    const here = [...path, ...at];
    const first = lines.get(value);
    if (first !== undefined) {
      checking.error(here, `Cannot ping ${value}: line ${first} has it already; remove one`);
    }
    const node = own.get(value);
    if (node !== undefined) {
      checking.error(
        here,
        `Cannot ping ${value}: it is node ${node}'s own on a link; ping hosts outside the ` +
          "cluster, e.g. the router",
      );
    }
    lines.set(value, first ?? checking.line(here));
  }
}

function checkName(
  checking: Checking,
  index: number,
  ping: PingDraft,
  lines: Map<string, number>,
): void {
  const name = ping.name ?? addressesOf(ping)[0];
  if (name === undefined || ping.name === undefined) return;
  const path = ping.name === null ? ["ping", index] : ["ping", index, "name"];
  const first = lines.get(name);
  // Of those without a name the address has been told of.
  if (first !== undefined && ping.name !== null) {
    checking.error(
      path,
      `Cannot use name = "${name}": the [[ping]] on line ${first} is called so already`,
    );
  }
  lines.set(name, first ?? checking.line(path));
}

function checkPingTimes(checking: Checking, index: number, ping: PingDraft): void {
  const { cluster } = checking.draft;
  if (cluster === undefined || ping.interval === undefined || ping.deadping === undefined) return;
  const times = timesOf(cluster);
  if (times.keepalive === undefined || times.deadtime === undefined) return;
  const { interval, deadping } = pingTimes(ping, times);
  if (deadping > 2 * interval) return;
  checking.error(
    ["ping", index, ping.deadping === null ? "interval" : "deadping"],
    `Cannot use deadping = "${formatMillis(deadping)}": it must be more than twice interval ` +
      `(${formatMillis(interval)}), or one lost answer counts as a broken cable`,
  );
}
