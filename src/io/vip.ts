/**
 * The built-in agent `hb:vip`: a virtual IP address on an interface of this host.
 *
 * The kernel is the only truth: every action looks there first, none keeps notes of its own.
 * Starting what runs and stopping what does not are successes. Exit codes are OCF's (Resource
 * Agent API 1.1, 4.3), so that the engine treats it like any other agent.
 */
import type { AgentNote, Operation, Outcome } from "../agent/mod.ts";
import { type Millis, ok, type Result, since } from "../model/mod.ts";
import { Announcer } from "./announcer.ts";
import { askWhoHas, formatMac, type Patience } from "./arp.ts";
import { bootNow } from "./clock.ts";
import { addAddress, type Address, type Interface, type Interfaces } from "./interfaces.ts";
import { readInterfaces, removeAddress } from "./interfaces.ts";
import { runIp } from "./ip_command.ts";
import { formatIpv4 } from "./ipv4.ts";
import { EACCES, EADDRNOTAVAIL, EEXIST, ENODEV, EOPNOTSUPP, EPERM, type Refusal } from "./libc.ts";
import { findPlace, newAddress, readVipParams, type VipParams, whyNoPlace } from "./vip_params.ts";

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
  readonly vip: VipParams;
  /** For people: `10.0.0.5`. */
  readonly name: string;
  readonly interfaces: Interfaces;
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
  if (!interfaces.ok) {
    const why = interfaces.problem.text;
    return exited(OCF_ERR_GENERIC, `Cannot read this host's network interfaces: ${why}`);
  }
  const name = formatIpv4(vip.value.address);
  const scene = { vip: vip.value, name, interfaces: interfaces.value, announcer, signal };
  const place = findPlace(vip.value, interfaces.value);
  switch (operation.action) {
    case "probe":
    case "monitor":
      return place === undefined ? notThere(scene) : monitor(scene, place);
    case "start":
      return place === undefined ? cannotStart(scene) : await start(scene, place);
    case "stop":
      return place === undefined ? exited(OCF_SUCCESS) : await stop(scene, place);
    case "announce":
      return place === undefined ? notThere(scene) : announce(scene, place);
    case "promote":
    case "demote":
    case "notify":
    case "reload":
    case "migrate_to":
    case "migrate_from":
      return exited(OCF_ERR_UNIMPLEMENTED, `hb:vip knows no ${operation.action}`);
  }
}

function monitor({ vip, name }: Scene, place: Interface): Exited {
  const held = heldOn(place, vip);
  if (held.length === 0) return exited(OCF_NOT_RUNNING, `${name} is not on ${place.name}`);
  if (held.every(({ refused }) => refused)) {
    return exited(OCF_ERR_GENERIC, `${name} on ${place.name} is a duplicate, says the kernel`);
  }
  if (!place.up) return exited(OCF_ERR_GENERIC, `${place.name}, which has ${name}, is down`);
  return exited(OCF_SUCCESS);
}

async function start(scene: Scene, place: Interface): Promise<Exited> {
  const { vip, name } = scene;
  const cannot = `Cannot start ${name}`;
  if (!place.up) {
    const advice = `switch it on with: ip link set ${place.name} up`;
    return exited(OCF_ERR_GENERIC, `${cannot}: interface ${place.name} is down; ${advice}`);
  }
  if (heldOn(place, vip).length > 0) return announceHeld(scene, place);
  const other = await askOthersFreshly(scene, place);
  if (scene.signal.aborted) return exited(OCF_ERR_GENERIC, `${cannot}: cancelled`);
  if (vip.conflict === "refuse") {
    if (!other.ok) {
      return exited(statusOf(other.problem), `${cannot}: ${whyNotAsked(other.problem)}`);
    }
    if (other.value !== null) return exited(OCF_ERR_GENERIC, `${cannot}: ${inUse(other.value)}`);
  }
  const wanted = newAddress(vip, place);
  const added = addAddress(place.index, wanted);
  if (!added.ok && added.problem.errno !== EEXIST) {
    const why = await orByCommand(added.problem, "add", wanted, place, scene.signal);
    if (why !== null) return exited(statusOf(added.problem), `${cannot} on ${place.name}: ${why}`);
  }
  return { ...announceHeld(scene, place), notes: notesOf(other, name) };
}

/**
 * The answers are of a moment ago: where this process did not run meanwhile, be it for load or
 * because it was stopped, it asks again, and the engine, which decides anew after a stop, has had its
 * turn to cancel.
 */
async function askOthersFreshly(scene: Scene, place: Interface): Promise<OtherHolder> {
  for (;;) {
    const began = bootNow();
    const other = await askOthers(scene, place);
    if (scene.signal.aborted || since(began, bootNow()) <= LONGEST_QUESTION) return other;
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

async function stop({ vip, name, announcer, signal }: Scene, place: Interface): Promise<Exited> {
  announcer.stop(vip.address, place.name);
  for (const held of heldOn(place, vip)) {
    const removed = removeAddress(place, held);
    if (removed.ok || [ENODEV, EADDRNOTAVAIL].includes(removed.problem.errno)) continue;
    const why = await orByCommand(removed.problem, "del", held, place, signal);
    if (why !== null) {
      return exited(statusOf(removed.problem), `Cannot stop ${name} on ${place.name}: ${why}`);
    }
  }
  return exited(OCF_SUCCESS);
}

function announce(scene: Scene, place: Interface): Exited {
  return heldOn(place, scene.vip).length > 0 ? announceHeld(scene, place) : monitor(scene, place);
}

/** What cannot be announced still serves all who ask for the address: no failure, but said. */
function announceHeld({ vip, name, announcer }: Scene, place: Interface): Exited {
  const refusal = announcer.announce(vip.address, place.name);
  if (refusal === null) return exited(OCF_SUCCESS);
  const effect = "hosts that knew another holder find this one when their ARP entries expire";
  return exited(
    OCF_SUCCESS,
    `Cannot announce ${name} on ${place.name}: ${refusal.text}; ${effect}`,
  );
}

/** Where the network has no ARP, there is nobody else. */
async function askOthers(scene: Scene, place: Interface): Promise<OtherHolder> {
  if (place.mac === null) return ok(null);
  const macs = [...scene.interfaces.values()].flatMap(({ mac }) => mac === null ? [] : [mac]);
  const own = new Set(macs.map(formatMac));
  const { address, conflict } = scene.vip;
  const patience = PATIENCE[conflict];
  return await askWhoHas(address, place.index, place.mac, own, patience, scene.signal);
}

/** Where netlink was refused to this process, `ip` may still do it. Null: it did; else why not. */
async function orByCommand(
  refusal: Refusal,
  verb: "add" | "del",
  address: Address,
  place: Interface,
  signal: AbortSignal,
): Promise<string | null> {
  if (![EPERM, EACCES, EOPNOTSUPP].includes(refusal.errno)) return refusal.text;
  const why = await runIp(verb, address, place.name, signal);
  return why === null ? null : `${refusal.text}; ip addr ${verb}: ${why}`;
}

const heldOn = (place: Interface, { address }: VipParams): readonly Address[] =>
  place.addresses.filter((each) => each.address === address);

const notThere = ({ vip }: Scene): Exited => exited(OCF_NOT_RUNNING, whyNoPlace(vip));

/** A name that is wrong here may be right elsewhere; an address without a network is a mistake. */
function cannotStart({ vip, name }: Scene): Exited {
  const status = vip.interface === null ? OCF_ERR_CONFIGURED : OCF_ERR_GENERIC;
  return exited(status, `Cannot start ${name}: ${whyNoPlace(vip)}`);
}

const statusOf = ({ errno }: Refusal): number =>
  errno === EPERM || errno === EACCES ? OCF_ERR_PERM : OCF_ERR_GENERIC;

const exited = (status: number, output = ""): Exited => ({
  kind: "exited",
  status,
  output,
  notes: [],
});
