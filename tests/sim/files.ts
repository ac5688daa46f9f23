/** What a story's configurations are to each other. */
import { isPair, votesOf } from "../../src/membership/mod.ts";
import { type ClusterConfig, type NodeName, sharedTerms } from "../../src/model/mod.ts";
import type { Struck } from "./fault.ts";

interface Changing {
  readonly config: ClusterConfig;
  readonly files?: readonly ClusterConfig[];
  readonly faults: readonly Struck[];
}

/**
 * Whether no node can begin a cluster of its own beside the one that runs. hb cannot know of that one where
 * it has lost /var, was set up a moment ago, was to be stopped for good, or is of another cluster now: it
 * goes by its own file, and if it hears nobody it is only kept from all by having too few votes.
 */
export function isKept({ config, files, faults }: Changing): boolean {
  if (files === undefined) return true;
  const loose = new Set<NodeName>(
    config.nodes.map(({ name }) => name).filter((name) => !files.every((file) => has(file, name))),
  );
  for (const { fault } of faults) {
    const isForgetting = fault.kind === "wipe" && (fault.what === "state" || fault.what === "all");
    const isWrong = fault.kind === "reload" && files[fault.file]?.name !== config.name;
    if ((isForgetting || isWrong) && "node" in fault) loose.add(fault.node);
  }
  return files.every((file) => {
    const nodes = file.nodes.filter(({ name }) => loose.has(name));
    const votes = nodes.reduce((sum, node) => sum + node.votes, file.arbiter === null ? 0 : 1);
    return nodes.length === 0 || (votes * 2 <= votesOf(file) && !isPair(file));
  });
}

export const has = ({ nodes }: ClusterConfig, name: NodeName): boolean =>
  nodes.some((node) => node.name === name);

/** What it says of what all nodes must change together; only what is other than in `than`. */
export function describeFile(file: ClusterConfig, than: ClusterConfig | null = null): string {
  const before = than === null ? {} : sharedTerms(than);
  const changed = Object.entries(sharedTerms(file)).filter(([key, value]) =>
    JSON.stringify(value) !== JSON.stringify(before[key])
  );
  return changed.length === 0
    ? "nothing of that"
    : changed.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ");
}
