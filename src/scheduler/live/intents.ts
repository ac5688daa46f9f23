/**
 * What the last plan was about to bring about. A plan is made anew after every step, and a state half way
 * may be judged otherwise than the one before it: so its targets hold until they are reached, or until
 * something has changed that no plan has brought about.
 */
import type { ResourceReport } from "../../model/mod.ts";
import type { Transition } from "../transition_plan.ts";
import { carriedOut, isWord, placesOf } from "./outlook.ts";
import type { Intent, ScheduleInput, ScheduleNode } from "./schedule_input.ts";

/** A plan, and what it was made from. */
export interface Made {
  readonly input: ScheduleInput;
  readonly transition: Transition;
}

/** What of the last plan still holds when the next one is made; `last` null: there was none. */
export function intentsAfter(last: Made | null, next: ScheduleInput): readonly Intent[] {
  if (last === null) return [];
  const { input, transition: { actions } } = last;
  if (actions.every(isWord) || hasChanged(input, next)) return [];
  const begun = placesOf(actions, carriedOut(actions, input));
  const renewed = new Set(begun.map(({ unit }) => unit));
  return [...(input.intents ?? []).filter(({ unit }) => !renewed.has(unit)), ...begun];
}

/** Whether anything is new that orders do not bring about. */
function hasChanged(before: ScheduleInput, now: ScheduleInput): boolean {
  return before.config !== now.config || before.quorum !== now.quorum ||
    before.nodes.length !== now.nodes.length ||
    before.kept.size + now.kept.size > 0 ||
    textOf(before.wishes) !== textOf(now.wishes) ||
    textOf([...before.moves]) !== textOf([...now.moves]) ||
    now.nodes.some((node, index) => isOther(before.nodes[index] as ScheduleNode, node));
}

const textOf = (value: unknown): string => JSON.stringify(value);

/** A node that takes no orders for a moment is no other than it was: it says what has become of it after. */
function isOther(before: ScheduleNode, now: ScheduleNode): boolean {
  if (before.name !== now.name) return true;
  if (isPassing(before) || isPassing(now)) return false;
  return before.standing !== now.standing || before.sameConfig !== now.sameConfig ||
    before.reach !== now.reach || textOf(before.attributes) !== textOf(now.attributes) ||
    isNews(before.resources ?? {}, now.resources ?? {});
}

const isPassing = ({ standing }: ScheduleNode): boolean => standing === "pending";

type Reports = Readonly<Record<string, ResourceReport>>;

/** A failure that was not there, or is forgotten; something that is not known any more, or is by now. */
const isNews = (before: Reports, now: Reports): boolean =>
  Object.entries(now).some(([id, report]) => {
    const old = before[id];
    return old === undefined || old.failcount !== report.failcount ||
      (report.state !== old.state && (NEWS.has(report.state) || old.state === "unknown"));
  });

const NEWS: ReadonlySet<ResourceReport["state"]> = new Set(["failed", "stopFailed", "unknown"]);
