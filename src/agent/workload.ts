/**
 * How many agents run at a time: they use the same processors as everything else on the host.
 *
 *     submit ─► orders ┐
 *               looks  ┴─► begin, while fewer than the limit are at work ─► end
 *
 * Orders go before looks (probes and monitors). What hb does itself, without a process, waits for
 * nothing. As with Pacemaker's node-action-limit; but an agent that has run for a while waits for
 * something rather than works, and keeps nothing else waiting.
 */
import { earliest, type Instant, later, type Millis, NEVER, since } from "../model/mod.ts";
import type { Operation } from "./operation.ts";

/** An agent that has run for longer is taken to wait for something. */
const AT_WORK: Millis = 2000;

export class Workload {
  readonly #orders: Operation[] = [];
  readonly #looks: Operation[] = [];
  /** When each of those under way has begun. */
  readonly #begun = new Map<number, Instant>();
  #roomAt: Instant = NEVER;

  submit(operation: Operation): void {
    (isLook(operation) ? this.#looks : this.#orders).push(operation);
  }

  /** False: it has begun already. */
  withdraw(id: number): boolean {
    return [this.#orders, this.#looks].some((queue) => {
      const at = queue.findIndex((operation) => operation.id === id);
      if (at >= 0) queue.splice(at, 1);
      return at >= 0;
    });
  }

  end(id: number): void {
    this.#begun.delete(id);
  }

  /** What may begin now, where at most `limit` are to be at work. */
  begin(limit: number, now: Instant): readonly Operation[] {
    const free = this.#take(isBuiltIn);
    let room = limit - this.#atWork(now).length;
    const begun: Operation[] = [];
    for (const queue of [this.#orders, this.#looks]) {
      const next = queue.splice(0, Math.max(0, room));
      room -= next.length;
      begun.push(...next);
    }
    for (const { id } of begun) this.#begun.set(id, now);
    this.#roomAt = this.#orders.length + this.#looks.length === 0
      ? NEVER
      : later(earliest(...this.#atWork(now)), AT_WORK);
    return [...free, ...begun];
  }

  /** When one that waits may begin though none has ended. */
  get deadline(): Instant {
    return this.#roomAt;
  }

  #atWork(now: Instant): readonly Instant[] {
    return [...this.#begun.values()].filter((at) => since(at, now) < AT_WORK);
  }

  #take(which: (operation: Operation) => boolean): readonly Operation[] {
    return [this.#orders, this.#looks].flatMap((queue) => {
      const taken = queue.filter(which);
      if (taken.length > 0) queue.splice(0, queue.length, ...queue.filter((each) => !which(each)));
      return taken;
    });
  }
}

const isLook = ({ action }: Operation): boolean => action === "probe" || action === "monitor";

const isBuiltIn = ({ resource, action }: Operation): boolean =>
  resource.agent.class === "hb" || action === "announce";
