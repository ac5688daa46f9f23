/** A process in a namespace that runs `src/io` for a test: commands come in as lines of JSON. */
import type { Operation } from "../../src/agent/mod.ts";
import { Links } from "../../src/io/links.ts";
import { Pings } from "../../src/io/pings.ts";
import { runVip } from "../../src/io/vip.ts";
import type { AgentAction, LinkConfig, NodeName, PingConfig } from "../../src/model/mod.ts";
import type { Namespaces } from "./namespaces.ts";

/** What a test may ask for. */
export type Command =
  | { readonly kind: "vip"; readonly action: AgentAction; readonly params: Record<string, string> }
  | { readonly kind: "links"; readonly links: readonly LinkConfig[]; readonly self: NodeName }
  | { readonly kind: "send"; readonly text: string; readonly to: NodeName | null }
  | { readonly kind: "counters" }
  | { readonly kind: "pings"; readonly pings: readonly PingConfig[] };

/** What the process says, unasked or as an answer. */
// deno-lint-ignore no-explicit-any
export type Said = any;

/** Something that did not happen within this time will not happen. */
const PATIENCE_MS = 20_000;

/** The test's side. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  readonly said: Said[] = [];
  #wake = () => {};

  /** `prefix`: a command that runs the process, such as one that takes rights from it. */
  constructor(namespaces: Namespaces, name: string, prefix: readonly string[] = []) {
    const argv = [...prefix, Deno.execPath(), "run", "--allow-all", import.meta.filename!];
    this.#process = namespaces.spawn(name, argv);
    this.#input = this.#process.stdin.getWriter();
    this.#reading = this.#read();
  }

  /** Asks, and waits for the answer. */
  async ask(command: Command): Promise<Said> {
    const before = this.said.length;
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(command)}\n`));
    return (await this.until((said) => said.answer !== undefined, before)).answer;
  }

  /** The first thing said since `from` that fits; waits for it. */
  async until(fits: (said: Said) => boolean, from = 0): Promise<Said> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.said.slice(from).find(fits);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`not said: ${JSON.stringify(this.said)}`);
      let timer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, deadline - Date.now() + 1);
      });
      clearTimeout(timer);
    }
  }

  signal(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#process.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const chunk of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      this.said.push(...lines.map((line) => JSON.parse(line)));
      this.#wake();
    }
  }
}

/** The program's side. */
const say = (said: unknown) => console.log(JSON.stringify(said));

async function carryOut(command: Command, links: Links, pings: Pings): Promise<unknown> {
  switch (command.kind) {
    case "vip": {
      const { action, params } = command;
      const operation = { action, resource: { params } } as unknown as Operation;
      return await runVip(operation, new AbortController().signal);
    }
    case "links":
      return links.configure(command.links, command.self);
    case "send":
      return links.send(new TextEncoder().encode(command.text), command.to);
    case "counters":
      return links.counters();
    case "pings":
      return pings.configure(command.pings);
  }
}

if (import.meta.main) {
  const links = new Links();
  links.listen({
    onDatagram: (link, bytes) => say({ link, heard: new TextDecoder("latin1").decode(bytes) }),
    onState: (link, state, why) => say({ link, state, why }),
  });
  const pings = new Pings({
    onAnswer: (ping) => say({ ping }),
    onProblem: (problem) => say({ problem }),
  });
  let rest = "";
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      say({ answer: (await carryOut(JSON.parse(line), links, pings)) ?? null });
    }
  }
  links.close();
  pings.close();
}
