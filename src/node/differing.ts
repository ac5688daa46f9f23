/** Whose configuration is another than this node's, told whenever that changes. */
import type { Event, NodeName } from "../model/mod.ts";

export class Differing {
  readonly #nodes = new Set<NodeName>();

  note(node: NodeName, differs: boolean): readonly Event[] {
    if (differs === this.#nodes.has(node)) return [];
    if (differs) this.#nodes.add(node);
    else this.#nodes.delete(node);
    return [{ kind: differs ? "configDiffers" : "configAgrees", node }];
  }
}
