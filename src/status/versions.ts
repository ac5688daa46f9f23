/** Which hb runs where, and whether all understand each other; the word is crm_mon's. */
import type { NodeName, Release } from "../model/mod.ts";
import type { Snapshot } from "../node/mod.ts";
import { isUp } from "./standing.ts";
import { critical, type Warning, warning } from "./warning.ts";
import { listOf } from "./words.ts";

const MIXED = "MIXED-VERSION";

/** The nodes that are heard, by their version; an older daemon's status does not say it. */
const versionsIn = ({ nodes }: Snapshot): ReadonlyMap<string, readonly NodeName[]> => {
  const known = nodes.filter(isUp).flatMap(({ name, hb }) => hb ? { name, hb } : []);
  const groups = Map.groupBy(known, ({ hb }) => versionOf(hb));
  return new Map([...groups].map(([version, group]) => [version, group.map(({ name }) => name)]));
};

export const isMixed = (snapshot: Snapshot): boolean => versionsIn(snapshot).size > 1;

/** Before `partition with quorum`. */
export const mixedWord = (snapshot: Snapshot): string => isMixed(snapshot) ? `${MIXED} ` : "";

export function warnOfVersions(snapshot: Snapshot): readonly Warning[] {
  const versions = [...versionsIn(snapshot)].map(([version, on]) => `${version} on ${listOf(on)}`);
  const mixed = isMixed(snapshot)
    ? [warning(`${MIXED}: ${versions.join("; ")}: bring all nodes to one version`)]
    : [];
  const apart = snapshot.nodes.flatMap(({ name, hb }) =>
    hb?.understood === false
      ? critical(
        `Node ${name} runs ${versionOf(hb)}, which does not understand this node's hb, nor this ` +
          `node it (${levelsWord(hb)} there): update the older one`,
      )
      : []
  );
  return [...apart, ...mixed];
}

/** `hb 1.2.0` */
export const versionOf = ({ version }: Release): string =>
  version === null ? "an hb that does not say its version" : `hb ${version}`;

/** `level 1`, `levels 1 to 2` */
export const levelsWord = ({ lowest, highest }: Release): string =>
  lowest === highest ? `level ${lowest}` : `levels ${lowest} to ${highest}`;
