/** Which resources nobody starts or stops now, by the configuration or by operators' wishes. */
import { baseOf } from "../agent/mod.ts";
import { isInMaintenance, wishesIn } from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  metaOf,
  type NodeName,
  partsOf,
  type ResourceId,
  type Settings,
} from "../model/mod.ts";

export class LeftAlone {
  #config: ClusterConfig | null = null;
  #settings: Settings | null = null;
  #everywhere = false;
  #here = false;
  #unmanaged: ReadonlySet<ResourceId> = new Set();
  #inMaintenance: ReadonlySet<ResourceId> = new Set();

  /** @returns whether anything may have changed. */
  update(config: ClusterConfig, settings: Settings, self: NodeName): boolean {
    if (config === this.#config && settings === this.#settings) return false;
    this.#config = config;
    this.#settings = settings;
    const wishes = wishesIn(settings);
    this.#everywhere = wishes.maintenance ?? config.options.maintenanceMode;
    this.#here = isInMaintenance(settings, self);
    const parts = partsOf(config);
    const metas = config.resources.flatMap(({ id }) => {
      const part = parts.get(id);
      return part === undefined ? [] : [{ id, ...metaOf(part, config.defaults, wishes) }];
    });
    this.#unmanaged = new Set(metas.flatMap(({ id, managed }) => managed === false ? id : []));
    this.#inMaintenance = new Set(metas.flatMap(({ id, maintenance }) => maintenance ? id : []));
    return true;
  }

  /** What no node of the cluster starts or stops, so that this one may keep it whatever happens. */
  readonly byAll = (id: ResourceId): boolean =>
    this.#everywhere || this.#inMaintenance.has(baseOf(id)) || this.#unmanaged.has(baseOf(id));

  /** The same, and all that is here while this node is in maintenance: others may take it over from the dead. */
  readonly here = (id: ResourceId): boolean => this.#here || this.byAll(id);

  /** What is not looked at either, as it is now. */
  get unwatched(): (id: ResourceId) => boolean {
    const all = this.#here || this.#everywhere;
    const some = this.#inMaintenance;
    return (id) => all || some.has(baseOf(id));
  }
}
