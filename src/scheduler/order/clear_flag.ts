/** Flags that are taken away while actions settle: what was optional is required, what could be done cannot. */
import { setReason } from "../act/new_action.ts";
import type { Action } from "../state/action.ts";

/** Tells who keeps track of changes that a flag of this action is no longer what it was. */
export type Touch = (action: Action) => void;

export type Flag = "optional" | "runnable" | "migrateRunnable";

/** True: it was set until now. */
export function clearFlag(action: Action, flag: Flag, touch: Touch): boolean {
  if (!action[flag]) return false;
  action[flag] = false;
  touch(action);
  return true;
}

/** For the sake of another action, which is the reason if it is another resource's. */
export function clearBecause(action: Action, flag: Flag, because: Action, touch: Touch): void {
  if (!clearFlag(action, flag, touch) || action.resource === because.resource) return;
  const change = flag === "optional" ? "required" : "unrunnable";
  const whose = because.resource === null ? "" : ` ${because.resource.id}`;
  setReason(action, `${change}${whose} ${because.task}`, flag === "migrateRunnable");
}
