/** What an administrator must read of a configuration that is not the same, or not in force, everywhere. */
import type { NodeView, Snapshot } from "../node/mod.ts";
import { OTHER_TERMS } from "./describe_config.ts";
import { isUp } from "./standing.ts";
import { critical, type Warning, warning } from "./warning.ts";

export function warnOfConfig(snapshot: Snapshot): readonly Warning[] {
  const { config: { outdated, keyless }, nodes } = snapshot;
  return [
    ...outdated
      ? [critical(
        "This node's vote does not count: others have gone on to a later configuration; make " +
          "cluster.toml the same as theirs, then: systemctl reload hb",
      )]
      : [],
    ...warnOfNext(snapshot),
    ...keyless.map((node) =>
      warning(
        `New keys wait: ${node} does not take the first one yet, so the old one signs; give it the ` +
          "keys file, then: systemctl reload hb there",
      )
    ),
    ...nodes.filter(isUp).flatMap(warnOfNode),
  ];
}

function warnOfNext({ node, coordinator, config: { next } }: Snapshot): readonly Warning[] {
  if (next === null) return [];
  const what = `A new configuration waits (${next.changes.join(", ")})`;
  if (next.awaited.length > 0) {
    return next.awaited.map((each) =>
      warning(`${what}: ${each.node === null ? "" : `${each.node}: `}${each.why}`)
    );
  }
  return [warning(
    coordinator === null || coordinator === node
      ? `${what}: it is about to be in force`
      : `${what}: this node has read it; hb status on ${coordinator}, which decides, says for whom`,
  )];
}

function warnOfNode({ name, sameTerms, sameConfig }: NodeView): readonly Warning[] {
  if (sameTerms === false) return [warning(`Node ${name} ${OTHER_TERMS}`)];
  return sameConfig === false
    ? [warning(`Node ${name} has another cluster.toml than this node: make them equal`)]
    : [];
}
