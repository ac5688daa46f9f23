/**
 * The lab's power switch: a fence device that really switches nodes off and on, as a command that
 * nodes call (`[[fence]] agent = "command"`). It works over a socket file, for no cut cable may stop
 * it unless a test says so.
 */
import { LabProblem } from "./command.ts";
import type { LabNode } from "./lab_node.ts";
import { type HbCommand, partArguments, partCommand } from "./part.ts";
import { labNow } from "./until.ts";

/** How it takes a call. */
export type SwitchMood = "works" | "fails" | "hangs";

export interface SwitchCall {
  readonly at: number;
  readonly action: string;
  readonly node: string;
}

const DONE = 0;
const FAILED = 1;
const IS_OFF = 2;

/** The part itself, on a node: asks the switch, and ends with the status that it gives. */
export async function playPowerSwitch(): Promise<void> {
  const [path = "", action = "", node = ""] = partArguments();
  const connection = await Deno.connect({ transport: "unix", path });
  await connection.write(new TextEncoder().encode(`${action} ${node}\n`));
  const answer = new Uint8Array(16);
  const length = await connection.read(answer) ?? 0;
  Deno.exit(length === 0 ? FAILED : Number(new TextDecoder().decode(answer.subarray(0, length))));
}

export class PowerSwitch {
  /** What a node is to call, with an action and a node's name. */
  readonly command: string;
  /** In the order in which they came; whatever became of them. */
  readonly calls: SwitchCall[] = [];
  mood: SwitchMood = "works";
  readonly #nodes: readonly LabNode[];
  readonly #listener: Deno.UnixListener;
  readonly #visitors = new Set<Deno.UnixConn>();

  private constructor(nodes: readonly LabNode[], command: string, listener: Deno.UnixListener) {
    this.#nodes = nodes;
    this.command = command;
    this.#listener = listener;
    void this.#serve();
  }

  /** Its files are in `room`. */
  static async install(
    nodes: readonly LabNode[],
    room: string,
    hb: HbCommand,
  ): Promise<PowerSwitch> {
    const path = `${room}/power.sock`;
    const command = `${room}/power`;
    const words = partCommand(hb, "power", [path, "$1", "$2"]).map(quoted).join(" ");
    await Deno.writeTextFile(command, `#!/bin/sh\nexec ${words}\n`, { mode: 0o755 });
    return new PowerSwitch(nodes, command, Deno.listen({ transport: "unix", path }));
  }

  end(): Promise<void> {
    this.#listener.close();
    this.#visitors.forEach((visitor) => visitor.close());
    return Promise.resolve();
  }

  async #serve(): Promise<void> {
    for await (const visitor of this.#listener) void this.#answer(visitor as Deno.UnixConn);
  }

  async #answer(visitor: Deno.UnixConn): Promise<void> {
    this.#visitors.add(visitor);
    try {
      const asked = new Uint8Array(256);
      const length = await visitor.read(asked) ?? 0;
      const [action = "", node = ""] = new TextDecoder().decode(asked.subarray(0, length))
        .trim().split(" ");
      this.calls.push({ at: labNow(), action, node });
      if (this.mood === "hangs") return;
      const status = this.mood === "fails" ? FAILED : await this.#carryOut(action, node);
      this.#visitors.delete(visitor);
      await visitor.write(new TextEncoder().encode(String(status)));
      visitor.close();
    } catch {
      // Whoever called it has been ended, perhaps by the call itself.
    }
  }

  async #carryOut(action: string, name: string): Promise<number> {
    if (action === "monitor") return DONE;
    const node = this.#nodes.find((each) => each.name === name);
    if (node === undefined) throw new LabProblem(`Cannot switch ${name}: there is no such node`);
    const isOff = node.processes().length === 0;
    switch (action) {
      case "status":
        return isOff ? IS_OFF : DONE;
      case "off":
        if (!isOff) await node.crash();
        return DONE;
      case "on":
        if (isOff) await node.powerOn();
        return DONE;
      case "reboot":
        if (!isOff) await node.crash();
        await node.powerOn();
        return DONE;
    }
    return FAILED;
  }
}

/** For a shell, `$1` and `$2` as they are given. */
const quoted = (word: string): string => `"${word.replaceAll(/(["\\`])/g, "\\$1")}"`;
