/** The cable between a node's interface and a network's switch, and all that can go wrong with it. */
import { must } from "./command.ts";
import type { Namespace } from "./namespace.ts";

/** A switch in the lab's own namespace. */
export interface Network {
  /** The bridge's name: `sw0`. */
  readonly bridge: string;
  /** The first three octets of its addresses: `10.77.0`. */
  readonly prefix: string;
}

export interface CableEnds {
  readonly outside: Namespace;
  readonly inside: Namespace;
  readonly network: Network;
  /** The interface's name in the node: `eth0`. */
  readonly interface: string;
  /** The switch's port: unique in the lab. */
  readonly port: string;
  /** With its prefix length: `10.77.0.1/24`. */
  readonly address: string;
}

export class Cable {
  readonly #ends: CableEnds;

  constructor(ends: CableEnds) {
    this.#ends = ends;
  }

  get interface(): string {
    return this.#ends.interface;
  }

  get address(): string {
    return this.#ends.address.split("/")[0] ?? "";
  }

  /** Makes the interface (again) and plugs it in. */
  async lay(): Promise<void> {
    const { port, network, inside } = this.#ends;
    await this.#outside(
      `link add name ${port} type veth peer name ${port}i address ${hardwareOf(this.address)}
       link set ${port}i netns ${inside.pid} name ${this.interface}
       link set ${port} master ${network.bridge}
       link set ${port} up`,
    );
    await this.#inside(
      `link set lo up
       addr add ${this.#ends.address} dev ${this.interface}
       link set ${this.interface} up`,
    );
  }

  /** Pulled out: both sides see the carrier go. */
  async unplug(): Promise<void> {
    await this.#outside(`link set ${this.#ends.port} down`);
  }

  async plug(): Promise<void> {
    await this.#outside(`link set ${this.#ends.port} up`);
  }

  /** Cut behind the switch: nothing passes, and nobody is told. */
  async cutSilently(): Promise<void> {
    await this.#outside(`link set ${this.#ends.port} nomaster`);
  }

  async mendSilently(): Promise<void> {
    await this.#outside(`link set ${this.#ends.port} master ${this.#ends.network.bridge}`);
  }

  /** The node speaks and hears nothing: a queue of length 0 drops all. */
  async deafen(): Promise<void> {
    await must(this.#ends.outside.enter(dropAll(this.#ends.port)));
  }

  async undeafen(): Promise<void> {
    await must(this.#ends.outside.enter(dropNothing(this.#ends.port)));
  }

  /** The node hears and nothing that it says arrives. */
  async mute(): Promise<void> {
    await must(this.#ends.inside.enter(dropAll(this.interface)));
  }

  async unmute(): Promise<void> {
    await must(this.#ends.inside.enter(dropNothing(this.interface)));
  }

  /** The interface is gone, with its addresses; `lay` makes it again. */
  async remove(): Promise<void> {
    await this.#inside(`link del ${this.interface}`);
  }

  /** All addresses but its own, as after the node's power was off. */
  async forgetAddresses(): Promise<void> {
    await this.#inside(
      `addr flush dev ${this.interface} scope global
       addr add ${this.#ends.address} dev ${this.interface}`,
    );
  }

  async #outside(lines: string): Promise<void> {
    await must(this.#ends.outside.enter(["ip", "-batch", "-"]), batch(lines));
  }

  async #inside(lines: string): Promise<void> {
    await must(this.#ends.inside.enter(["ip", "-batch", "-"]), batch(lines));
  }
}

/** An interface that is made again is the same card: the others go on knowing its address. */
const hardwareOf = (address: string): string =>
  ["02", "68", ...address.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"))]
    .join(":");

const batch = (lines: string): string => `${lines.replaceAll(/^\s+/gm, "")}\n`;
const dropAll = (
  port: string,
) => ["tc", "qdisc", "replace", "dev", port, "root", "pfifo", "limit", "0"];
const dropNothing = (port: string) => ["tc", "qdisc", "del", "dev", port, "root"];
