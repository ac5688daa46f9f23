/**
 * Notifications of clones (notify = true) around orders. A plan is made anew after every step, and says
 * nothing of what has been said: here it is kept which notices before an operation have been given, and
 * which ones after it are owed.
 */
import type { NodeName, NodeReport, ResourceId } from "../model/mod.ts";
import { type Action, type ActionId, allBefore, type Transition } from "../scheduler/mod.ts";

/** What a node reports of its resources; null: nothing that counts now, though it may again. */
export type ReportOf = (node: NodeName) => NodeReport["resources"] | null;
/** Whether an order for the resource is under way on the node. */
export type IsUnderWay = (resource: ResourceId, node: NodeName) => boolean;

interface Owed {
  readonly notice: Action;
  /** The operations that it tells of. */
  readonly told: Action[];
  given: boolean;
}

export class Notices {
  /** Notices before an operation that were given, and of what. */
  readonly #given = new Map<ActionId, string>();
  readonly #owed = new Map<ActionId, Owed>();

  /** The plan without what has been said, and with what is owed; what is to follow waits for that. */
  prepare(transition: Transition, reportOf: ReportOf, isUnderWay: IsUnderWay): Transition {
    this.#forget(transition, reportOf, isUnderWay);
    if (this.#given.size === 0 && this.#owed.size === 0) return transition;
    const said = new Set(
      transition.actions.filter((action) =>
        this.#isGiven(action) && !isUnderWay(action.resource, action.node)
      ).map(({ id }) => id),
    );
    // A node that says nothing holds up nobody else.
    const owing = new Set(
      [...this.#owed.values()].filter(({ notice, told }) =>
        [notice, ...told].every(({ node }) => reportOf(node) !== null)
      ).map(({ notice }) => notice.resource),
    );
    const rest = transition.actions.filter(({ id }) => !said.has(id) && !this.#owed.has(id))
      .map((action) => ({
        ...action,
        after: action.after.filter((id) => !said.has(id)),
        waits: action.waits || owing.has(action.resource),
      }));
    const due = [...this.#owed.values()].filter(({ notice, told, given }) =>
      !given && reportOf(notice.node) !== null &&
      !told.some((one) => isOpen(one, reportOf, isUnderWay))
    );
    return { ...transition, actions: [...due.map(({ notice }) => notice), ...rest] };
  }

  /** Notes what was begun of a plan as it was before `prepare`. */
  begin(begun: readonly Action[], { actions }: Transition): void {
    const byId = new Map(actions.map((action) => [action.id, action]));
    for (const action of begun) {
      const owed = this.#owed.get(action.id);
      if (owed !== undefined) owed.given = true;
      else if (isBefore(action)) this.#given.set(action.id, sayingOf(action));
      else this.#owe(action, actions, byId);
    }
  }

  #owe(
    told: Action,
    actions: readonly Action[],
    byId: ReadonlyMap<ActionId, Action>,
  ): void {
    for (const notice of actions) {
      if (!isAfter(notice) || notice.meta["notify_operation"] !== told.kind) continue;
      if (notice.resource !== told.resource || !allBefore(notice, byId).has(told.id)) continue;
      const known = this.#owed.get(notice.id);
      this.#owed.set(notice.id, {
        notice: { ...notice, after: [], waits: false },
        told: [...known?.told ?? [], told],
        given: false,
      });
    }
  }

  #isGiven(action: Action): boolean {
    return isBefore(action) && this.#given.get(action.id) === sayingOf(action);
  }

  #forget({ actions }: Transition, reportOf: ReportOf, isUnderWay: IsUnderWay): void {
    const planned = new Set(actions.map(({ id }) => id));
    for (const id of this.#given.keys()) if (!planned.has(id)) this.#given.delete(id);
    for (const [id, { notice, told, given }] of this.#owed) {
      const said = given && !isUnderWay(notice.resource, notice.node);
      const over = !told.some((one) => isOpen(one, reportOf, isUnderWay));
      const failed = told.every(({ kind, resource, node }) => {
        const report = reportOf(node)?.[resource];
        return report === undefined || !hasCome(kind, report);
      });
      const reports = reportOf(notice.node);
      const deaf = reports !== null && isDeaf(reports[notice.resource]);
      if (said || (over && (failed || deaf))) this.#owed.delete(id);
    }
  }
}

/** Only an instance that is active can be told anything. */
const isDeaf = (report: NodeReport["resources"][ResourceId] | undefined): boolean =>
  report === undefined || (report.state === "stopped" && report.busy === null);

const isBefore = ({ kind, meta }: Action): boolean =>
  kind === "notify" && meta["notify_type"] === "pre";
const isAfter = ({ kind, meta }: Action): boolean =>
  kind === "notify" && meta["notify_type"] === "post";

const sayingOf = ({ meta }: Action): string => JSON.stringify(meta);

/** Not known yet to have come, or not to: a node that comes back must look for itself first. */
function isOpen(
  { resource, node }: Action,
  reportOf: ReportOf,
  isUnderWay: IsUnderWay,
): boolean {
  const reports = reportOf(node);
  if (reports === null || isUnderWay(resource, node)) return true;
  const report = reports[resource];
  return report !== undefined &&
    (report.state === "unknown" || (report.busy !== null && report.busy !== "notify"));
}

/** Whether an operation has done what it was to do. */
function hasCome(
  kind: Action["kind"],
  { state, promoted }: NodeReport["resources"][ResourceId],
): boolean {
  switch (kind) {
    case "start":
      return state === "started";
    case "stop":
      return state === "stopped";
    case "promote":
      return state === "started" && promoted;
    case "demote":
      return !promoted;
    default:
      return true;
  }
}
