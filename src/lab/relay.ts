/** A way from the user's own browser into the lab: a port here leads to an address in there. */
import type { Namespace } from "./namespace.ts";
import { type HbCommand, partArguments, partCommand, PartProcess, tell } from "./part.ts";

/** The part itself, inside: what comes by the socket file goes to the address. */
export async function playRelay(): Promise<void> {
  const [path = "", hostname = "", port = "80"] = partArguments();
  const listener = Deno.listen({ transport: "unix", path });
  tell({ listening: true });
  for await (const visitor of listener) {
    join(visitor, () => Deno.connect({ hostname, port: Number(port) }));
  }
}

/** Both sides, as the host sees them. Socket files know no network namespaces. */
export class Relay {
  readonly #part: PartProcess<unknown>;
  readonly #listener: Deno.TcpListener;

  /** Listens on this host's 127.0.0.1, on `wanted` or, where that is taken, any port. */
  constructor(
    space: Namespace,
    hb: HbCommand,
    path: string,
    to: { readonly hostname: string; readonly port: number },
    wanted: number,
  ) {
    this.#part = new PartProcess(
      space.enter(partCommand(hb, "relay", [path, to.hostname, String(to.port)])),
    );
    this.#listener = listenNear(wanted);
    this.#accept(path);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}/`;
  }

  async end(): Promise<void> {
    this.#listener.close();
    await this.#part.end();
  }

  async #accept(path: string): Promise<void> {
    // The loop ends with the listener.
    for await (const visitor of this.#listener) {
      join(visitor, () => Deno.connect({ transport: "unix", path }));
    }
  }
}

function listenNear(port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch {
    return Deno.listen({ hostname: "127.0.0.1", port: 0 });
  }
}

/** Carries bytes both ways until either side has had enough. */
async function join(visitor: Deno.Conn, connect: () => Promise<Deno.Conn>): Promise<void> {
  try {
    const host = await connect();
    await Promise.all([
      visitor.readable.pipeTo(host.writable),
      host.readable.pipeTo(visitor.writable),
    ]);
  } catch {
    // Either side went away: the browser shows it, and asks again.
    try {
      visitor.close();
    } catch {
      // It was closed by the pipe.
    }
  }
}
