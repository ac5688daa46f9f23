/** The read-only HTTP endpoint on a TCP port. That it cannot be opened is never fatal. */
import { isInNetwork, type Network, parseNetwork } from "../config/mod.ts";
import { type Millis, printable, type StatusConfig } from "../model/mod.ts";
import { isOwnHost } from "../status/mod.ts";
import { type Handler, HttpServer, NOBODY } from "./http_server.ts";
import { Throttle } from "./throttle.ts";

const RETRY_EVERY: Millis = 5000;

/** Browsers open six; what is beyond this host, and what is on it, share no bound. */
const BOUNDS = { most: 32, mostOf: () => 8 };

/** Answers: the engine, which has other things to do, makes each of them. */
const MOST_A_SECOND = 50;

export class StatusEndpoint {
  readonly #handler: Handler;
  readonly #complain: (problem: string) => void;
  #listen: StatusConfig["listen"];
  #names: readonly string[] = [];
  /** Null: everyone may ask. */
  #allowed: readonly Network[] | null = null;
  #listener: Deno.TcpListener | null = null;
  #server: HttpServer<Deno.TcpConn> | null = null;
  #turnedOutBefore = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #said = "";

  /** `complain` gets a sentence when the endpoint cannot be opened, once for each reason. */
  constructor(handler: Handler, complain: (problem: string) => void) {
    this.#handler = handler;
    this.#complain = complain;
  }

  /**
   * Listens there from now on, trying again for as long as the port is taken.
   * @param nodes names that it may be asked by, beside those of the configuration.
   */
  async configure(
    { listen, hosts = [], allow }: StatusConfig,
    nodes: readonly string[] = [],
  ): Promise<void> {
    this.#names = [...nodes, ...hosts];
    this.#allowed = allow?.flatMap((text) => parseNetwork(text) ?? []) ?? null;
    const isSame = listen?.hostname === this.#listen?.hostname &&
      listen?.port === this.#listen?.port;
    if (isSame) return;
    await this.close();
    this.#listen = listen;
    this.#open();
  }

  /** Where it listens; null while it does not. */
  address(): { readonly hostname: string; readonly port: number } | null {
    return this.#listener?.addr ?? null;
  }

  /** Connections that were turned out, or not let in, since the start. */
  get turnedOut(): number {
    return this.#turnedOutBefore + (this.#server?.turnedOut ?? 0);
  }

  async close(): Promise<void> {
    clearTimeout(this.#retry);
    const server = this.#server;
    this.#turnedOutBefore = this.turnedOut;
    this.#server = null;
    this.#listener = null;
    this.#listen = undefined;
    await server?.close();
  }

  #open(): void {
    if (this.#listen === undefined) return;
    const { hostname, port } = this.#listen;
    try {
      this.#listener = Deno.listen({ hostname, port });
      this.#server = new HttpServer({
        listener: this.#listener,
        handler: (request, asker) => this.#refusal(request) ?? this.#handler(request, asker),
        bounds: BOUNDS,
        throttle: new Throttle(MOST_A_SECOND, MOST_A_SECOND),
        admissionOf: ({ remoteAddr, localAddr }) => ({
          peer: peerOf(remoteAddr.hostname, localAddr.hostname, this.#allowed),
          asker: NOBODY,
        }),
      });
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

  /** Null: it is asked by a name that is this cluster's. */
  #refusal(request: Request): Response | null {
    const host = request.headers.get("host");
    // What knows no Host (HTTP/1.0, as load balancers ask) is no browser.
    if (host === null || isOwnHost(host, this.#names)) return null;
    const text =
      `Cannot answer for host ${
        printable(host)
      }: it is no name of this cluster; ask by address, or ` +
      "add the name to hosts of [status]\n";
    return new Response(text, { status: 421, headers: { "x-content-type-options": "nosniff" } });
  }
}

const LOOPBACK = ["127.0.0.0/8", "::1"].flatMap((text) => parseNetwork(text) ?? []);

/**
 * Whose bound a connection counts against: the whole of this host is one peer, as is an IPv6 network
 * of 64 bits, of which one host has as many addresses as it wants. Null: it may not ask.
 * @param allowed the networks that may, besides this host; null: all.
 */
export function peerOf(
  remote: string,
  local: string,
  allowed: readonly Network[] | null,
): string | null {
  if (remote === local || LOOPBACK.some((network) => isInNetwork(remote, network))) {
    return "this host";
  }
  if (allowed?.some((network) => isInNetwork(remote, network)) === false) return null;
  const found = parseNetwork(remote);
  if (found === null) return remote;
  return found.width === 32 ? String(found.bits) : `${found.bits >> 64n}/64`;
}
