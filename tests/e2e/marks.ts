/**
 * What agents leave on their nodes, looked at from outside every few milliseconds: hb is not asked.
 * A node's /run is reached through the process that holds its namespaces open.
 */
import { type Lab, type LabNode, labNow, type Overlap, until } from "../../src/lab/mod.ts";

const INTERVAL = 4;

interface Change {
  readonly at: number;
  readonly node: string;
  /** The file's name in /run. */
  readonly file: string;
  /** Null: there is no such file. */
  readonly text: string | null;
}

/** Watches files in every node's /run until it is disposed of. */
export class Marks implements Disposable {
  readonly #nodes: readonly LabNode[];
  readonly #files: readonly string[];
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #changes: Change[] = [];
  readonly #now = new Map<string, string | null>();

  constructor(lab: Lab, files: readonly string[]) {
    this.#nodes = lab.nodes;
    this.#files = files;
    this.#look();
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Nodes that have `file` now; with `text`: where it says that. */
  where(file: string, text?: string): readonly string[] {
    return this.#nodes.map(({ name }) => name)
      .filter((node) => isMeant(this.#now.get(`${node} ${file}`) ?? null, text));
  }

  /** When `file` last came to be, or to say `text`, on that node or any; null: never. */
  since(file: string, { text, node }: { text?: string; node?: string } = {}): number | null {
    return this.#last(file, node, (found) => isMeant(found, text));
  }

  /** When `file` was last taken away; null: never. */
  gone(file: string, node?: string): number | null {
    return this.#last(file, node, (found) => found === null);
  }

  /** When more than one node had it; the last may still go on. */
  overlaps(file: string, text?: string): readonly Overlap[] {
    const changes = this.#changes.filter((each) => each.file === file);
    const holders = new Set<string>();
    return changes.flatMap((each, index) => {
      if (isMeant(each.text, text)) holders.add(each.node);
      else holders.delete(each.node);
      const to = changes[index + 1]?.at ?? labNow();
      return holders.size > 1 ? { from: each.at, to, nodes: [...holders].sort() } : [];
    });
  }

  /** Waits until exactly these nodes have it. */
  async only(
    nodes: readonly string[],
    file: string,
    text: string | undefined,
    bound: number,
    found: () => Promise<string> | string = () => "",
  ): Promise<void> {
    const what = text === undefined ? file : `${file} (${text})`;
    await until(
      `${what} on ${nodes.join(" ") || "no node"}`,
      bound,
      () => this.where(file, text).join() === nodes.join(),
      async () => `It is on ${this.where(file, text).join(" ") || "none"}. ${await found()}`,
      INTERVAL,
    );
  }

  #last(
    file: string,
    node: string | undefined,
    meant: (text: string | null) => boolean,
  ): number | null {
    return this.#changes.findLast((each) =>
      each.file === file && (node === undefined || each.node === node) && meant(each.text)
    )?.at ?? null;
  }

  #look(): void {
    for (const node of this.#nodes) {
      for (const file of this.#files) {
        const text = readMark(node, file);
        const key = `${node.name} ${file}`;
        const before = this.#now.get(key);
        if (text === before) continue;
        this.#now.set(key, text);
        if (before === undefined && text === null) continue;
        this.#changes.push({ at: labNow(), node: node.name, file, text });
      }
    }
  }
}

const isMeant = (found: string | null, wanted: string | undefined): boolean =>
  wanted === undefined ? found !== null : found === wanted;

/** A file in a node's /run; null: there is none. */
function readMark(node: LabNode, file: string): string | null {
  try {
    return Deno.readTextFileSync(`/proc/${node.space.pid}/root/run/${file}`).trim();
  } catch {
    return null;
  }
}

/** What Pacemaker's sample agents were called with, as the file in /run says that `envfile` names. */
export const callsOf = (node: LabNode, file: string): readonly string[] =>
  [...(readMark(node, file) ?? "").matchAll(/^### (\S+) @/gm)].map(([, action]) => action ?? "");

/** Those that change something, oldest first. */
export const deedsOf = (node: LabNode, file: string): readonly string[] =>
  callsOf(node, file).filter((action) => action !== "monitor" && action !== "meta-data");
