/** A cluster whose configuration is changed, and what becomes of its service meanwhile. */
import type { ClusterConfig, NodeName } from "../../src/model/mod.ts";
import { clusterConfig, type Shape } from "../cluster_config.ts";
import { Rig } from "./rig.ts";

export type Change = (config: ClusterConfig) => ClusterConfig;

/** What of a cluster the stories are about. */
export class Cast {
  readonly rig: Rig;
  /** Has the resource. */
  readonly holder: NodeName;
  readonly others: readonly NodeName[];
  /** Moments at which two had it. */
  readonly doubles: string[] = [];
  /** Since `watch`. */
  #nobody = 0;

  constructor(shape: Shape, up: number = shape.nodes, file?: Change) {
    const config = clusterConfig(shape);
    this.rig = new Rig(config);
    const started = this.rig.names.slice(0, up);
    for (const name of started) {
      this.rig.host(name).file = file?.(config) ?? null;
      this.rig.start(name);
    }
    this.rig.run(4000);
    this.holder = started.find((name) => this.rig.runsOn(name).length > 0)!;
    this.others = started.filter((name) => name !== this.holder);
    this.rig.steps.length = 0;
    this.rig.afterStep = () => {
      const holders = this.rig.names.filter((name) => this.rig.runsOn(name).length > 0);
      if (holders.length > 1) this.doubles.push(`${holders.join(" ")} at ${this.rig.now}`);
      if (holders.length === 0) this.#nobody += 1;
    };
  }

  get wasStopped(): boolean {
    return this.#nobody > 0;
  }

  get config(): ClusterConfig {
    return this.rig.config;
  }

  /** In turn, 1.5 s apart. */
  reload(file: ClusterConfig, ...names: readonly NodeName[]): void {
    for (const name of names) {
      this.rig.reload(name, file);
      this.rig.run(1500);
    }
  }

  cutOffHolder(): void {
    for (const other of this.rig.names.filter((name) => name !== this.holder)) {
      this.rig.network.break(this.holder, other);
      this.rig.network.break(other, this.holder);
    }
  }

  isInForce(file: ClusterConfig, ...names: readonly NodeName[]): boolean {
    return names.every((name) => this.rig.host(name).disk.config?.inForce === file);
  }
}
