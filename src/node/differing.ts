/** Whose configuration is another than this node's, told whenever that changes. */
import type { Event, NodeName } from "../model/mod.ts";

/** same: the same in all. other: in what each node may have its own way. terms: by other votes. */
export type Likeness = "same" | "other" | "terms";

export class Differing {
  readonly #nodes = new Map<NodeName, Likeness>();

  note(node: NodeName, now: Likeness): readonly Event[] {
    const before = this.#nodes.get(node) ?? "same";
    if (before === now) return [];
    this.#nodes.set(node, now);
    if (now === "terms") return [{ kind: "termsDiffer", node }];
    if (now === "other") return [{ kind: "configDiffers", node }];
    return [{ kind: before === "terms" ? "termsAgree" : "configAgrees", node }];
  }
}
