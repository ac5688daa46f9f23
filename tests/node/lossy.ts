/** A rig that loses chosen messages, and a watch for two holders. */
import type { ClusterConfig, NodeName } from "../../src/model/mod.ts";
import type { Input } from "../../src/node/mod.ts";
import type { Message } from "../../src/wire/mod.ts";
import type { Daemon } from "../sim/daemon.ts";
import { Stranger } from "../sim/stranger.ts";
import { Rig } from "./rig.ts";

/** Says whether this message is to be lost on its way. */
export type Loses = (from: NodeName, to: NodeName, message: Message | null) => boolean;

export class Lossy extends Rig {
  loses: Loses = () => false;

  static started(config: ClusterConfig, settle: number, seed = 1): Lossy {
    const rig = new Lossy(config, seed);
    for (const name of rig.names) rig.start(name);
    rig.run(settle);
    return rig;
  }

  override give(name: NodeName, daemon: Daemon, input: Input): void {
    if (input.kind === "datagram") {
      const read = new Stranger().read(input.bytes);
      if (read !== null && this.loses(read.from, name, read.message)) return;
    }
    super.give(name, daemon, input);
  }

  cutBoth(one: string, other: string): () => void {
    const mends = [this.network.cut(one, other), this.network.cut(other, one)];
    return () => mends.forEach((mend) => mend());
  }

  get leader(): NodeName {
    return this.names.find((name) => this.daemons.get(name)?.node.lastPlan) as NodeName;
  }

  /** Moves the unit, and lets it come to rest. */
  place(unit: string, at: NodeName): void {
    this.ask(this.leader, { kind: "move", unit: unit as never, to: at });
    this.run(2000);
  }

  holders(id: string): readonly NodeName[] {
    return [...this.hosts].filter(([, host]) => host.running.has(id as never)).map(([name]) =>
      name
    );
  }

  /** Every stretch of time in which a resource runs on two hosts: `vip on n1 and n3 for 1500 ms`. */
  doubles(play: () => void): readonly string[] {
    const since = new Map<string, number>();
    const found: string[] = [];
    this.afterStep = () => {
      for (const { id } of this.config.resources) {
        const on = this.holders(id);
        const what = `${id} on ${on.join(" and ")}`;
        if (on.length > 1 && !since.has(what)) since.set(what, this.now);
        for (const [key, from] of since) {
          if (!key.startsWith(`${id} on `) || (on.length > 1 && key === what)) continue;
          found.push(`${key} for ${Math.round(this.now - from)} ms`);
          since.delete(key);
        }
      }
    };
    play();
    for (const key of since.keys()) found.push(`${key}, and goes on`);
    return found;
  }
}
