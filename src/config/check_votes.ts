/** Votes and witnesses: that something can run, that somebody can have a quorum. */
import { formatScore } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import type { Path } from "./tree.ts";

export const checkVotes: Check = (checking) => {
  const { node } = checking.draft;
  if (!node?.length) return;
  if (node.every((each) => each?.witness === true)) {
    checking.error(
      ["node", 0, "witness"],
      "Cannot make a cluster: every node is a witness, which runs nothing; remove witness = true",
    );
  }
  if (node.every((each) => each?.votes === 0)) {
    checking.error(
      ["node", 0, "votes"],
      "Cannot make a cluster: no node has a vote, so there is never a quorum; remove votes = 0",
    );
  }
  for (const { index, value: { name, votes, witness } } of numbered(node)) {
    if (witness !== true || votes !== 0) continue;
    checking.error(
      ["node", index, "votes"],
      `Cannot use node ${name ?? ""}: it is a witness and has no vote, so it is of no use; ` +
        "remove votes = 0",
    );
  }
  checkPlaces(checking);
};

/** Nothing can be wished to run on a witness. */
function checkPlaces(checking: Checking): void {
  const { draft, directory } = checking;
  const refuse = (path: Path, what: string, node: string) =>
    checking.error(
      path,
      `Cannot ${what} "${node}": it is a witness, which votes and runs nothing; remove it here`,
    );
  for (const kind of ["group", "clone", "template", "resource"] as const) {
    const list = numbered<{ prefer: readonly (string | undefined)[] | undefined }>(draft[kind]);
    for (const { index, value } of list) {
      for (const { index: position, value: node } of numbered(value.prefer)) {
        if (!directory.isWitness(node)) continue;
        refuse([kind, index, "prefer", position], "prefer node", node);
      }
    }
  }
  for (const { path, it: { resource, where } } of checking.constraints.locations) {
    if (where.kind !== "node" || where.score <= 0 || !directory.isWitness(where.node)) continue;
    refuse(path, `place ${resource} with ${formatScore(where.score)} on`, where.node);
  }
}
