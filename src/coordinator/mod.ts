/**
 * Who coordinates, and what the coordinator knows.
 *
 *     keepalives ─► elect ─► lead | claim | follow | apart
 *     report messages ─► Reports ─┐
 *     settings ─► intent ─────────┴─► (node: the scheduler's input)
 *
 * Invariants: an epoch belongs to one life of one node, so there is one coordinator an epoch; a
 * node obeys no epoch older than the latest it accepted; each node alone writes its report, and
 * a report is of use only in the life of the node that wrote it; operators' wishes are a map
 * that merges in any order, so that they need no coordinator and survive every one.
 */
export { elect, type ElectionView, type Verdict } from "./election.ts";
export { type FactKind, nodeFacts, properties, setNodeFact, setProperty } from "./facts.ts";
export {
  type Asker,
  askFence,
  type Confirmation,
  confirmations,
  confirmOff,
  endConfirmation,
  endFence,
  type FenceWish,
  fenceWishes,
  type LivesOn,
} from "./fence_wishes.ts";
export { problemOfAttribute } from "./attribute_text.ts";
export * from "./intent.ts";
export { Reach } from "./reach.ts";
export { Reports } from "./reports.ts";
export { isInMaintenance, restartsAt, setWish, type Wish, wishesIn } from "./wishes.ts";
export { type Holder, keepOne, type Kept } from "./several_holders.ts";
