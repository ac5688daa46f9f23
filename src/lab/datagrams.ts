/** Strangers on the network: records real datagrams, and sends anything from anywhere. */
import type { Namespace } from "./namespace.ts";
import { type HbCommand, partArguments, partCommand, PartProcess, tell } from "./part.ts";

/** The part that listens on a UDP port and tells every datagram, until it is killed. */
export async function playListener(): Promise<void> {
  const [port = "694"] = partArguments();
  const socket = Deno.listenDatagram({
    transport: "udp",
    hostname: "0.0.0.0",
    port: Number(port),
    reuseAddress: true,
  });
  tell({ listening: true });
  for await (const [bytes] of socket) tell({ bytes: toHex(bytes) });
}

/** The part that sends each line of its input (hexadecimal) as one datagram. */
export async function playSender(): Promise<void> {
  const [hostname = "", port = "694"] = partArguments();
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
  let rest = "";
  let sent = 0;
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      await socket.send(fromHex(line), { transport: "udp", hostname, port: Number(port) });
      sent += 1;
    }
  }
  tell({ sent });
}

/** Whatever arrives at `port` in `space`, until `end`. */
export class Listener {
  readonly #part: PartProcess<
    { readonly at: number; readonly bytes?: string; readonly listening?: boolean }
  >;

  constructor(space: Namespace, hb: HbCommand, port: number) {
    this.#part = new PartProcess(space.enter(partCommand(hb, "listener", [String(port)])));
  }

  get pid(): number {
    return this.#part.pid;
  }

  get listening(): boolean {
    return this.#part.told.length > 0;
  }

  get datagrams(): readonly Uint8Array[] {
    return this.#part.told.flatMap(({ bytes }) => bytes === undefined ? [] : [fromHex(bytes)]);
  }

  /** When the first one after that moment came; null: none has. */
  firstAfter(moment: number): number | null {
    return this.#part.told.find(({ at, bytes }) => bytes !== undefined && at > moment)?.at ?? null;
  }

  end(): Promise<void> {
    return this.#part.end();
  }
}

/** Sends all `datagrams` from `space` to `address`; returns once the last one has left. */
export async function sendDatagrams(
  space: Namespace,
  hb: HbCommand,
  address: string,
  port: number,
  datagrams: Iterable<Uint8Array>,
): Promise<void> {
  const part = new PartProcess(space.enter(partCommand(hb, "sender", [address, String(port)])));
  await part.write([...datagrams].map((bytes) => `${toHex(bytes)}\n`).join(""));
  await part.ended();
}

const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
