/** The read-only HTTP endpoint on a TCP port. That it cannot be opened is never fatal. */
import type { Millis, StatusConfig } from "../model/mod.ts";
import { answerFault, CLOSE_WITHIN, type Handler } from "./control_server.ts";
import { within } from "./within.ts";

const RETRY_EVERY: Millis = 5000;

export class StatusEndpoint {
  readonly #handler: Handler;
  readonly #complain: (problem: string) => void;
  #listen: StatusConfig["listen"];
  #server: Deno.HttpServer<Deno.NetAddr> | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #said = "";

  /** `complain` gets a sentence when the endpoint cannot be opened, once for each reason. */
  constructor(handler: Handler, complain: (problem: string) => void) {
    this.#handler = handler;
    this.#complain = complain;
  }

  /** Listens there from now on, trying again for as long as the port is taken. */
  async configure({ listen }: StatusConfig): Promise<void> {
    const isSame = listen?.hostname === this.#listen?.hostname &&
      listen?.port === this.#listen?.port;
    if (isSame) return;
    await this.close();
    this.#listen = listen;
    this.#open();
  }

  /** Where it listens; null while it does not. */
  address(): { readonly hostname: string; readonly port: number } | null {
    return this.#server?.addr ?? null;
  }

  async close(): Promise<void> {
    clearTimeout(this.#retry);
    const server = this.#server;
    this.#server = null;
    this.#listen = undefined;
    if (server !== null) await within(CLOSE_WITHIN, server.shutdown());
  }

  #open(): void {
    if (this.#listen === undefined) return;
    const { hostname, port } = this.#listen;
    try {
      const options = { hostname, port, onListen: () => {}, onError: answerFault };
      this.#server = Deno.serve(options, this.#handler);
      this.#said = "";
    } catch (error) {
      const why = (error as Error).message;
      if (why !== this.#said) {
        this.#complain(
          `Cannot serve the status on ${hostname}:${port}: ${why}; tries again every ${
            RETRY_EVERY / 1000
          }s`,
        );
      }
      this.#said = why;
      this.#retry = setTimeout(() => this.#open(), RETRY_EVERY);
    }
  }
}
