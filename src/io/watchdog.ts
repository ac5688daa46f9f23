/**
 * The watchdog device, which resets this host when the engine no longer says that all is well.
 *
 * Opened at the engine's first word, fed at each later one and never otherwise, so that a hung
 * engine, a stopped process and a dead one all end in a reset. It is stopped only by `disarm`.
 */
import {
  type Instant,
  later,
  type Millis,
  type WatchdogConfig,
  type WatchdogReport,
} from "../model/mod.ts";
import { bootNow } from "./clock.ts";
import { type OpenWatchdog, openWatchdogDevice, type WatchdogDevice } from "./watchdog_device.ts";

export interface WatchdogEvents {
  /** Whenever something about it has changed. */
  onState(state: WatchdogReport): void;
  /** A sentence about what it cannot do, when it is armed or disarmed. */
  onWarning(warning: string): void;
}

/** A device that cannot be used is tried again so long after: each try lets it run for a moment. */
const RETRY_AFTER: Millis = 10_000;

export class Watchdog {
  readonly #events: WatchdogEvents;
  readonly #open: OpenWatchdog;
  readonly #now: () => Instant;
  #config: WatchdogConfig | null = null;
  #device: WatchdogDevice | null = null;
  /** As the device has it. */
  #timeout: Millis = 0;
  #retryAt: Instant | null = null;
  /** The state as told last. */
  #told = "";

  constructor(events: WatchdogEvents, open = openWatchdogDevice, now = bootNow) {
    this.#events = events;
    this.#open = open;
    this.#now = now;
  }

  /** Null: none is wanted. One that is armed and no longer wanted, or as another, is disarmed. */
  configure(config: WatchdogConfig | null): void {
    const isSame = config?.device === this.#config?.device &&
      config?.timeout === this.#config?.timeout;
    this.#config = config;
    if (isSame) return;
    this.disarm();
    this.#retryAt = null;
    this.#told = "";
  }

  /** All is well: it waits anew, after it has been armed where it was not. */
  feed(): void {
    if (this.#config === null) return;
    if (this.#device === null && !this.#arm(this.#config)) return;
    const refusal = this.#device?.feed() ?? null;
    if (refusal === null) return this.#tell(null);
    this.#tell(`Cannot feed ${this.#config.device}: ${refusal.text}; it may reset this host`);
  }

  get isArmed(): boolean {
    return this.#device !== null;
  }

  /** On a clean stop. After anything else the device is to do its work. */
  disarm(): void {
    const device = this.#device;
    this.#device = null;
    if (device !== null) this.#stop(device, this.#timeout / 1000);
  }

  #arm(config: WatchdogConfig): boolean {
    const now = this.#now();
    if (this.#retryAt !== null && now < this.#retryAt) return false;
    const opened = this.#open(config.device);
    const problem = opened.ok ? this.#set(opened.value, config) : opened.problem;
    this.#retryAt = problem === null ? null : later(now, RETRY_AFTER);
    if (problem !== null) {
      this.#tell(`Cannot arm ${config.device}: ${problem}`);
      return false;
    }
    if (opened.ok) this.#warn(opened.value, config);
    return true;
  }

  /** Null: it waits as long as is wanted, or as comes near to that. */
  #set(device: WatchdogDevice, { timeout }: WatchdogConfig): string | null {
    const wanted = timeout / 1000;
    const set = device.setTimeout(wanted);
    const own = device.timeout();
    if (set.ok || own.ok && own.value === wanted) {
      this.#timeout = (set.ok ? set.value : wanted) * 1000;
      this.#device = device;
      return null;
    }
    this.#stop(device, own.ok ? own.value : wanted);
    const advice = own.ok ? `; it has a timeout of ${own.value} s` : "";
    return `${device.identity} takes no timeout of ${wanted} s: ${set.problem.text}${advice}`;
  }

  #stop(device: WatchdogDevice, seconds: number): void {
    device.disarm();
    if (!device.nowayout) return;
    this.#events.onWarning(
      `Cannot stop the watchdog ${device.identity}: its driver was loaded with nowayout; it resets ` +
        `this host within ${seconds} s unless it is fed again`,
    );
  }

  #warn(device: WatchdogDevice, { timeout }: WatchdogConfig): void {
    const warnings = [
      device.survivesClose ? null : "it stops when hb dies, and resets a host whose hb hangs only",
      device.nowayout
        ? "its driver was loaded with nowayout: it resets this host after hb has been stopped, too"
        : null,
      this.#timeout === timeout
        ? null
        : `it took a timeout of ${this.#timeout / 1000} s instead of ${timeout / 1000} s`,
    ];
    for (const warning of warnings) {
      if (warning !== null) this.#events.onWarning(`Watchdog ${device.identity}: ${warning}`);
    }
  }

  #tell(problem: string | null): void {
    const timeout = this.#device === null ? this.#config?.timeout ?? 0 : this.#timeout;
    const state: WatchdogReport = { armed: problem === null, timeout, problem };
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#events.onState(state);
  }
}
