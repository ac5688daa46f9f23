/** What a new configuration changes that all nodes must change together, and whether they can. */
import { type ClusterConfig, movedLinks, SHARED_TERMS, sharedTerms } from "../model/mod.ts";

/** Why it cannot be changed to on a running cluster; null: it can. */
export function problemOf(before: ClusterConfig, after: ClusterConfig): string | null {
  if (before.name !== after.name) {
    return `the cluster's name cannot be changed while it runs (${before.name} to ` +
      `${after.name}): stop hb on all nodes first`;
  }
  const [moved] = movedLinks(before.links, after.links);
  if (moved === undefined) return null;
  return `the port and the addresses of link ${moved} cannot be changed while it is in use: add ` +
    "another link first, or stop hb on all nodes";
}

/** Which of the keys that nodes must change together are other ones, as cluster.toml calls them. */
export function changesOf(before: ClusterConfig, after: ClusterConfig): readonly string[] {
  const [one, other] = [sharedTerms(before), sharedTerms(after)];
  return SHARED_TERMS.filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
    .map(keyWord);
}

/** As a key of `ClusterConfig` is called in cluster.toml. */
export const keyWord = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
