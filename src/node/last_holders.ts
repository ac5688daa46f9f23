/** Where each resource that one node at most may have was last seen, or ordered to be, in one epoch. */
import type { ClusterConfig, NodeName, ResourceId } from "../model/mod.ts";
import {
  type Action,
  type Instance,
  instancesIn,
  isMember,
  type ScheduleNode,
} from "../scheduler/mod.ts";

export class LastHolders {
  readonly #holders = new Map<ResourceId, NodeName>();
  #config: ClusterConfig | null = null;
  #instances: readonly Instance[] = [];

  get byResource(): ReadonlyMap<ResourceId, NodeName> {
    return this.#holders;
  }

  clear(): void {
    this.#holders.clear();
  }

  /** Of what runs in two roles only the promoted one has a holder, and where there may be several, none. */
  see(nodes: readonly ScheduleNode[], config: ClusterConfig): void {
    this.#use(config);
    for (const { name, resources } of nodes.filter(isMember)) {
      for (const { resource: { id }, limit } of this.#instances) {
        const report = resources?.[id];
        const active = report?.state === "started" || report?.state === "failed";
        if (active && (limit.promoted === 0 || report.promoted)) this.#holders.set(id, name);
      }
    }
  }

  begin(orders: readonly Action[]): void {
    for (const { kind, resource, node } of orders) {
      const instance = this.#instances.find((one) => one.resource.id === resource);
      if (instance === undefined) continue;
      const gives = instance.limit.promoted > 0 ? ["promote"] : ["start", "migrate_from"];
      if (gives.includes(kind)) this.#holders.set(resource, node);
    }
  }

  #use(config: ClusterConfig): void {
    if (config === this.#config) return;
    this.#config = config;
    this.#instances = instancesIn(config).filter(({ limit: { active, promoted } }) =>
      promoted === 1 || (promoted === 0 && active === 1)
    );
  }
}
