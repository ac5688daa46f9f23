/** The arbiter's store as the configuration in force says. */
import type { ArbiterAnswer, ArbiterRequest } from "../arbiter/mod.ts";
import type { ArbiterConfig } from "../model/mod.ts";
import { EtcdStore } from "./etcd.ts";

export class ArbiterDesk {
  readonly #answered: (request: number, answer: ArbiterAnswer) => void;
  #store: EtcdStore | null;

  constructor(
    config: ArbiterConfig | null,
    answered: (request: number, answer: ArbiterAnswer) => void,
  ) {
    this.#answered = answered;
    this.#store = openStore(config);
  }

  ask(request: ArbiterRequest): void {
    this.#store?.ask(request).then((answer) => this.#answered(request.id, answer));
  }

  /** Certificates and passwords are read anew too. */
  configure(config: ArbiterConfig | null): void {
    const before = this.#store;
    this.#store = openStore(config);
    void before?.close();
  }

  /** Once what is under way is answered, at the longest its timeout: a vote given back is so. */
  async close(): Promise<void> {
    await this.#store?.close();
  }
}

const openStore = (config: ArbiterConfig | null): EtcdStore | null =>
  config === null ? null : new EtcdStore(config);
