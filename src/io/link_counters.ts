/** What went over one link since it was first opened. */
export class LinkCounters {
  sentPackets = 0;
  sentBytes = 0;
  receivedPackets = 0;
  receivedBytes = 0;
  /** Lost by the kernel because this process did not fetch them in time. */
  receiveDrops = 0;
  /** By the error's name, e.g. ENETUNREACH. */
  readonly #sendErrors = new Map<string, number>();

  sent(bytes: number): void {
    this.sentPackets++;
    this.sentBytes += bytes;
  }

  received(bytes: number): void {
    this.receivedPackets++;
    this.receivedBytes += bytes;
  }

  notSent(error: string): void {
    this.#sendErrors.set(error, (this.#sendErrors.get(error) ?? 0) + 1);
  }

  /** As `Links.counters` gives them: `sentPackets`, …, `sendErrors.ENETUNREACH`. */
  entries(): (readonly [string, number])[] {
    return [
      ["sentPackets", this.sentPackets],
      ["sentBytes", this.sentBytes],
      ["receivedPackets", this.receivedPackets],
      ["receivedBytes", this.receivedBytes],
      ["receiveDrops", this.receiveDrops],
      ...[...this.#sendErrors].map(([error, count]) => [`sendErrors.${error}`, count] as const),
    ];
  }
}
