/**
 * In what order things are done, and what follows from that: which actions are required because of
 * others, which cannot be done because others cannot, and which are left for the plan.
 *
 *     unpackOrders, internalConstraints   orderings between what actions will be called
 *     createActions                       the actions, and points around those of groups and clones
 *     applyOrderings                      orderings ─► edges between actions, then (`Settling`) flags
 *                                         are passed along edges until none changes any more
 *     buildGraph                          what is `dumped` is the plan; notifications are made here,
 *                                         since only now it is known what there is to tell
 *
 * Invariants: what has become required or not runnable stays so, but for what needs only some of
 * those before it (`requiresAny`), so settling ends; an ordering between actions that have not changed is
 * not looked at twice; of the edges before a planned action those that it waits for are `dumped` too.
 */
export { applyOrderings } from "./apply_orderings.ts";
export { createActions } from "./create_actions.ts";
export { buildGraph } from "./graph.ts";
export { internalConstraints } from "./internal_constraints.ts";
export { unpackOrders } from "./unpack_orders.ts";
