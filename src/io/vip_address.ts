/** An address that `hb:vip` brings up, on its interface: all in which IPv4 and IPv6 differ. */
import type { Result } from "../model/mod.ts";
import type { Interface } from "./interfaces.ts";
import type { Refusal } from "./libc.ts";
import type { Patience } from "./packet_socket.ts";

export interface VipAddress {
  /** For people: `10.0.0.5`. */
  readonly name: string;
  readonly place: Interface;
  /** What the kernel has of it there: one for each length of prefix that it is held with. */
  readonly held: readonly Held[];
  /** Brings it up. */
  readonly adding: AddressChange;
  /** The MAC of another living host that has it; null: none answered, or there is nobody to ask. */
  askWhoHas(patience: Patience, signal: AbortSignal): Promise<Result<string | null, Refusal>>;
  /**
   * Tells the whole network that it is here now: only where the kernel really has it there, for
   * anything else would draw traffic away, and nothing where the network knows no such word (`lo`).
   */
  tellEveryone(): Telling;
}

export type Telling = Refusal | "sent" | "nothing";

export interface AddressChange {
  /** What `ip addr add` or `ip addr del` would be told: `["10.0.0.5/24", "brd", "10.0.0.255"]`. */
  readonly words: readonly string[];
  make(): Result<null, Refusal>;
}

export interface Held extends AddressChange {
  /** The kernel found another host with it and does not use it. */
  readonly refused: boolean;
}
