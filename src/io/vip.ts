/**
 * The built-in agent `hb:vip`: a virtual IP address on an interface of this host.
 *
 * The kernel is the only truth: every action looks there first, none keeps notes of its own.
 * Starting what runs and stopping what does not are successes. Exit codes are OCF's (Resource
 * Agent API 1.1, 4.3), so that the engine treats it like any other agent.
 */
import type { AgentNote, Operation, Outcome } from "../agent/mod.ts";
import { type AgentAction, type Millis, ok, type Result, since } from "../model/mod.ts";
import { Announcer } from "./announcer.ts";
import { bootNow } from "./clock.ts";
import { type Interface, type Interfaces, readInterfaces } from "./interfaces.ts";
import { runIp } from "./ip_command.ts";
import { formatIpv4 } from "./ipv4.ts";
import { formatIpv6 } from "./ipv6.ts";
import {
  EACCES,
  EADDRNOTAVAIL,
  EEXIST,
  ENODEV,
  EOPNOTSUPP,
  EPERM,
  isScarcity,
  type Refusal,
} from "./libc.ts";
import { formatMac, type Patience } from "./packet_socket.ts";
import type { AddressChange, VipAddress } from "./vip_address.ts";
import { ipv4Address } from "./vip_ipv4.ts";
import { ipv6Address } from "./vip_ipv6.ts";
import { findPlace, readVipParams, type VipParams, whyNoPlace } from "./vip_params.ts";

const OCF_SUCCESS = 0;
const OCF_ERR_GENERIC = 1;
const OCF_ERR_UNIMPLEMENTED = 3;
const OCF_ERR_PERM = 4;
const OCF_ERR_CONFIGURED = 6;
const OCF_NOT_RUNNING = 7;

/**
 * A living host answers within a fraction of a millisecond; RFC 5227 waits seconds. Where nothing
 * hangs on the answer a takeover is not to wait for it; where all does, a busy host has its time.
 */
const PATIENCE: Readonly<Record<VipParams["conflict"], Patience>> = {
  warn: { probes: 3, wait: 10 },
  refuse: { probes: 5, wait: 30 },
};

/**
 * Where asking took this long, the process was stopped in between, and who may have the address is
 * to be decided again before it is taken.
 */
const LONGEST_QUESTION: Millis = 400;

/** What an action knows when it begins. */
interface Scene {
  readonly address: VipAddress;
  readonly conflict: VipParams["conflict"];
  readonly announcer: Announcer;
  readonly signal: AbortSignal;
}

type Exited = Extract<Outcome, { kind: "exited" }>;

/** One for this process: a stop must silence what an earlier start has begun. */
const processAnnouncer = new Announcer();

/** Runs one action. Nothing more is changed once `signal` is aborted. */
export async function runVip(
  operation: Operation,
  signal: AbortSignal,
  announcer: Announcer = processAnnouncer,
): Promise<Outcome> {
  const vip = readVipParams(operation.resource.params);
  if (!vip.ok) return exited(OCF_ERR_CONFIGURED, vip.problem);
  const interfaces = readInterfaces();
  if (!interfaces.ok) return cannotLook(interfaces.problem);
  const place = findPlace(vip.value, interfaces.value);
  if (place === undefined) return nowhere(operation.action, vip.value);
  const address = addressOn(vip.value, place, interfaces.value);
  if (!address.ok) return cannotLook(address.problem);
  const { conflict } = vip.value;
  return await act(operation.action, { address: address.value, conflict, announcer, signal });
}

async function act(action: AgentAction, scene: Scene): Promise<Outcome> {
  switch (action) {
    case "probe":
    case "monitor":
      return monitor(scene);
    case "start":
      return await start(scene);
    case "stop":
      return await stop(scene);
    case "announce":
      return scene.address.held.length > 0 ? announceHeld(scene) : monitor(scene);
    case "promote":
    case "demote":
    case "notify":
    case "reload":
    case "migrate_to":
    case "migrate_from":
      return unknown(action);
  }
}

/** What an action comes to where there is no interface for the address. */
function nowhere(action: AgentAction, vip: VipParams): Exited {
  const why = whyNoPlace(vip);
  switch (action) {
    case "probe":
    case "monitor":
    case "announce":
      return exited(OCF_NOT_RUNNING, why);
    case "start": {
      // A name that is wrong here may be right elsewhere; an address without a network is a mistake.
      const status = vip.interface === null ? OCF_ERR_CONFIGURED : OCF_ERR_GENERIC;
      return exited(status, `Cannot start ${nameOf(vip)}: ${why}`);
    }
    case "stop":
      return exited(OCF_SUCCESS);
    case "promote":
    case "demote":
    case "notify":
    case "reload":
    case "migrate_to":
    case "migrate_from":
      return unknown(action);
  }
}

function addressOn(
  vip: VipParams,
  place: Interface,
  interfaces: Interfaces,
): Result<VipAddress, Refusal> {
  const macs = [...interfaces.values()].flatMap(({ mac }) => mac === null ? [] : [mac]);
  const own = new Set(macs.map(formatMac));
  return vip.version === 4 ? ok(ipv4Address(vip, place, own)) : ipv6Address(vip, place, own);
}

function monitor({ address: { name, place, held } }: Scene): Exited {
  if (held.length === 0) return exited(OCF_NOT_RUNNING, `${name} is not on ${place.name}`);
  if (held.every(({ refused }) => refused)) {
    return exited(OCF_ERR_GENERIC, `${name} on ${place.name} is a duplicate, says the kernel`);
  }
  if (!place.up) return exited(OCF_ERR_GENERIC, `${place.name}, which has ${name}, is down`);
  return exited(OCF_SUCCESS);
}

async function start(scene: Scene): Promise<Outcome> {
  const { address: { name, place, held, adding }, conflict, signal } = scene;
  const cannot = `Cannot start ${name}`;
  if (!place.up) {
    const advice = `switch it on with: ip link set ${place.name} up`;
    return exited(OCF_ERR_GENERIC, `${cannot}: interface ${place.name} is down; ${advice}`);
  }
  if (held.length > 0) return announceHeld(scene);
  const other = await askOthersFreshly(scene);
  if (signal.aborted) return exited(OCF_ERR_GENERIC, `${cannot}: cancelled`);
  if (conflict === "refuse") {
    if (!other.ok) {
      return refusedBy(other.problem, `${cannot}: ${whyNotAsked(other.problem)}`);
    }
    if (other.value !== null) return exited(OCF_ERR_GENERIC, `${cannot}: ${inUse(other.value)}`);
  }
  const added = adding.make();
  if (!added.ok && added.problem.errno !== EEXIST) {
    const why = await orByCommand(added.problem, "add", adding, scene);
    if (why !== null) return refusedBy(added.problem, `${cannot} on ${place.name}: ${why}`);
  }
  return { ...announceHeld(scene), notes: notesOf(other, name) };
}

/**
 * The answers are of a moment ago: where this process did not run meanwhile, be it for load or
 * because it was stopped, it asks again, and the engine, which decides anew after a stop, has had its
 * turn to cancel.
 */
async function askOthersFreshly({ address, conflict, signal }: Scene): Promise<OtherHolder> {
  for (;;) {
    const began = bootNow();
    const other = await address.askWhoHas(PATIENCE[conflict], signal);
    if (signal.aborted || since(began, bootNow()) <= LONGEST_QUESTION) return other;
  }
}

/** The MAC of another host that has the address; null: none answered. */
type OtherHolder = Result<string | null, Refusal>;

const inUse = (mac: string): string =>
  `it is in use by ${mac}; once that host has given it up: hb cleanup`;

const whyNotAsked = ({ text }: Refusal): string =>
  `nobody could be asked whether another host has it: ${text}`;

/** Where it cannot be asked, nobody is known to. */
const notesOf = (other: OtherHolder, address: string): readonly AgentNote[] =>
  other.ok && other.value !== null ? [{ kind: "addressAnswered", address, mac: other.value }] : [];

async function stop(scene: Scene): Promise<Outcome> {
  const { address, announcer } = scene;
  announcer.stop(address);
  for (const held of address.held) {
    const removed = held.make();
    if (removed.ok || [ENODEV, EADDRNOTAVAIL].includes(removed.problem.errno)) continue;
    const why = await orByCommand(removed.problem, "del", held, scene);
    if (why === null) continue;
    const cannot = `Cannot stop ${address.name} on ${address.place.name}`;
    return refusedBy(removed.problem, `${cannot}: ${why}`);
  }
  return exited(OCF_SUCCESS);
}

/** What cannot be announced still serves all who ask for the address: no failure, but said. */
function announceHeld({ address, announcer }: Scene): Exited {
  const refusal = announcer.announce(address);
  if (refusal === null) return exited(OCF_SUCCESS);
  const effect = "hosts that knew another holder find this one when their entries expire";
  const what = `${address.name} on ${address.place.name}`;
  return exited(OCF_SUCCESS, `Cannot announce ${what}: ${refusal.text}; ${effect}`);
}

/** Where netlink was refused to this process, `ip` may still do it. Null: it did; else why not. */
async function orByCommand(
  refusal: Refusal,
  verb: "add" | "del",
  { words }: AddressChange,
  { address: { place }, signal }: Scene,
): Promise<string | null> {
  if (![EPERM, EACCES, EOPNOTSUPP].includes(refusal.errno)) return refusal.text;
  const why = await runIp(verb, words, place.name, signal);
  return why === null ? null : `${refusal.text}; ip addr ${verb}: ${why}`;
}

const nameOf = (vip: VipParams): string =>
  vip.version === 4 ? formatIpv4(vip.address) : formatIpv6(vip.address);

const cannotLook = (refusal: Refusal): Outcome =>
  refusedBy(refusal, `Cannot read this host's network interfaces: ${refusal.text}`);

/** Without a descriptor for a socket nothing was done, and nothing is known of the address. */
const refusedBy = (refusal: Refusal, why: string): Outcome =>
  isScarcity(refusal.name)
    ? { kind: "notSpawned", why, transient: true }
    : exited(statusOf(refusal), why);

const unknown = (action: AgentAction): Exited =>
  exited(OCF_ERR_UNIMPLEMENTED, `hb:vip knows no ${action}`);

const statusOf = ({ errno }: Refusal): number =>
  errno === EPERM || errno === EACCES ? OCF_ERR_PERM : OCF_ERR_GENERIC;

const exited = (status: number, output = ""): Exited => ({
  kind: "exited",
  status,
  output,
  notes: [],
});
