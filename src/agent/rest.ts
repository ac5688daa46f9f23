/** Resources that are not looked at for now, and those that are to be looked at anew after that. */
import type { ResourceId } from "../model/mod.ts";
import type { ResourceRecord } from "./resource_record.ts";

export type Which = (id: ResourceId) => boolean;

export class Rest {
  #resting: Which = () => false;
  readonly #again = new Set<ResourceRecord>();

  /** @returns those of `records` that rest no longer: whatever has been done with them meanwhile is not known. */
  change(resting: Which, records: Iterable<ResourceRecord>): readonly ResourceRecord[] {
    const woken = [...records].filter(({ id }) => this.#resting(id) && !resting(id));
    this.#resting = resting;
    for (const record of woken) this.#again.add(record);
    return woken;
  }

  /** Nothing is to be looked for with a monitor, or not before it has been looked at anew. */
  has(record: ResourceRecord): boolean {
    return this.#resting(record.id) || this.#again.has(record);
  }

  /** It is to be looked at anew, unless an administrator has to do that. */
  isOver(record: ResourceRecord): boolean {
    return this.#again.has(record) && record.state !== "stopFailed";
  }

  forget(record: ResourceRecord): void {
    this.#again.delete(record);
  }
}
