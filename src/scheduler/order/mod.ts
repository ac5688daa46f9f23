/**
 * In what order things are done, and what follows from that: which actions are required because of others,
 * which cannot be done because others cannot, and which are left for the plan.
 *
 *     unpackOrders, internalConstraints     orderings between what actions will be called
 *     createActions                         the actions, and points around those of groups and clones
 *     applyOrderings                        edges between actions; flags that agree with each other
 *     buildGraph                            the plan: what is `dumped`
 */
export { applyOrderings } from "./apply_orderings.ts";
export { createActions } from "./create_actions.ts";
export { buildGraph } from "./graph.ts";
export { internalConstraints } from "./internal_constraints.ts";
export { unpackOrders } from "./unpack_orders.ts";
