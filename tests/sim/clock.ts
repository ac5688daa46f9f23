/** A host's boot clock: it begins anywhere, runs a little fast or slow, and may stand or jump. */
import { type Instant, instant, type Millis } from "../../src/model/mod.ts";

export class HostClock {
  /** It read `#reading` at `#since`, a moment of the simulation. */
  #reading = 0;
  #since = 0;

  /** `rate`: its milliseconds in one of the simulation. */
  constructor(readonly rate: number = 1) {}

  at(moment: Instant): Instant {
    return instant(this.#reading + (moment - this.#since) * this.rate);
  }

  /** When it will read `reading`, if it goes on as it does. */
  momentOf(reading: Instant): Instant {
    return instant(this.#since + (reading - this.#reading) / this.rate);
  }

  /** A new boot: its readings mean nothing to those before. */
  restart(reading: number, moment: Instant): void {
    this.#reading = reading;
    this.#since = moment;
  }

  /** It stood still for so long: a virtual machine was paused. */
  stand(length: Millis): void {
    this.#since += length;
  }

  /** Forward only: a boot clock never goes back. */
  jump(by: Millis): void {
    this.#reading += by;
  }
}
