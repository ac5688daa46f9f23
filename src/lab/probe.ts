/** The client: asks the address for its page every 10 ms, and knows who answered when. */
import type { Namespace } from "./namespace.ts";
import { type HbCommand, partArguments, PartProcess, promptPart, tell } from "./part.ts";
import { labNow, pause } from "./until.ts";

const INTERVAL = 10;
/** An answer later than this after its question counts as none. */
const PATIENCE = 250;

export interface Answer {
  /** When the answer was there, on `labNow`'s clock. */
  readonly at: number;
  /** The node's name, as its page says it. */
  readonly from: string;
}

/** The part itself: runs until it is killed. */
export async function playProbe(): Promise<void> {
  const [address = "", port = "80"] = partArguments();
  let next = labNow();
  while (true) {
    ask(address, Number(port)).then(
      (from) => from !== "" && tell({ from }),
      // Refused, unreachable, too late: an answer that is missing shows as a gap.
      () => {},
    );
    next += INTERVAL;
    await pause(Math.max(0, next - labNow()));
  }
}

/** One request on a connection of its own, as a browser that has never been here makes it. */
async function ask(hostname: string, port: number): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE);
  const connection = await Deno.connect({ hostname, port, signal });
  signal.addEventListener("abort", () => quietly(() => connection.close()));
  try {
    await connection.write(new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n"));
    const text = await new Response(connection.readable).text();
    return text.startsWith("HTTP/1.") && text.includes(" 200 ")
      ? (text.split("\r\n\r\n")[1] ?? "").trim()
      : "";
  } finally {
    quietly(() => connection.close());
  }
}

function quietly(close: () => void): void {
  try {
    close();
  } catch {
    // Reading to the end has closed it already.
  }
}

/** A running client. */
export class Probe {
  readonly #part: PartProcess<Answer>;

  constructor(client: Namespace, hb: HbCommand, address: string, port = 80) {
    this.#part = new PartProcess(
      client.enter(promptPart(hb, "probe", [address, String(port)])),
    );
  }

  /** In the order in which they came. */
  get answers(): readonly Answer[] {
    return this.#part.told;
  }

  get last(): Answer | null {
    return this.answers.at(-1) ?? null;
  }

  /** The longest time between two answers of which the later came after `since`, until now. */
  longestGap(since: number): number {
    const from = this.answers.findIndex(({ at }) => at >= since);
    const relevant = from < 0 ? this.answers.slice(-1) : this.answers.slice(Math.max(0, from - 1));
    const moments = [...relevant.map(({ at }) => at), labNow()];
    return moments.reduce(
      (longest, at, index) => Math.max(longest, at - (moments[index - 1] ?? at)),
      0,
    );
  }

  /** When `node` first answered after `since`; null: not yet. */
  firstFrom(node: string, since: number): number | null {
    return this.answers.find(({ at, from }) => at >= since && from === node)?.at ?? null;
  }

  end(): Promise<void> {
    return this.#part.end();
  }
}

export { INTERVAL as PROBE_INTERVAL };
