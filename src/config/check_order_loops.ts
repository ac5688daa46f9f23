/** Orders that go round in a circle, where each waits for the other and nothing ever starts. */
import type { Check, Checking } from "./checking.ts";
import { type Step, stepsOf } from "./order_graph.ts";

/** Of a long circle the beginning is enough to find it. */
const SHOWN = 6;

export const checkOrderLoops: Check = (checking) => {
  let steps = withinLoops(stepsOf(checking));
  while (steps.length > 0) {
    const loop = findLoop(steps);
    const written = loop.filter(({ path }) => path !== null);
    const last = written.toSorted((one, other) => lineOf(checking, one) - lineOf(checking, other))
      .at(-1);
    if (last === undefined) return;
    report(checking, loop, last);
    // Without it the others may make further circles.
    const own = String(last.path);
    steps = withinLoops(steps.filter(({ path }) => path === null || String(path) !== own));
  }
};

const lineOf = (checking: Checking, { path }: Step): number => checking.line(path ?? []);

function report(checking: Checking, loop: readonly Step[], last: Step): void {
  const start = loop.indexOf(last);
  const others = [...loop.slice(start + 1), ...loop.slice(0, start)];
  const reasons = others.flatMap((step) => {
    const { label, path } = step;
    if (label === "") return [];
    return [path === null ? label : `${label} (line ${lineOf(checking, step)})`];
  });
  const different = [...new Set(reasons)];
  const more = different.length - SHOWN;
  const shown = `${different.slice(0, SHOWN).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
  checking.error(
    last.path ?? [],
    different.length === 0
      ? `Cannot order ${last.label}: that is a circle in itself`
      : `Cannot order ${last.label}: there is already ${shown}; remove one of these`,
  );
}

/** Only steps that a circle can have: those that something leads to, and that lead to something. */
function withinLoops(steps: readonly Step[]): readonly Step[] {
  const later = without(steps, (step) => step.from, (step) => step.to);
  return without(later, (step) => step.to, (step) => step.from);
}

/** Takes away, one after the other, what nothing leads to. */
function without(
  steps: readonly Step[],
  fromOf: (step: Step) => string,
  toOf: (step: Step) => string,
): readonly Step[] {
  const leaving = Map.groupBy(steps, fromOf);
  const waiting = new Map<string, number>();
  for (const step of steps) waiting.set(toOf(step), (waiting.get(toOf(step)) ?? 0) + 1);
  const free = [...leaving.keys()].filter((name) => !waiting.has(name));
  const gone = new Set<Step>();
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    for (const step of leaving.get(name) ?? []) {
      gone.add(step);
      const left = (waiting.get(toOf(step)) ?? 0) - 1;
      waiting.set(toOf(step), left);
      if (left === 0) free.push(toOf(step));
    }
  }
  return steps.filter((step) => !gone.has(step));
}

/** Every step that is left leads on, so whoever follows them comes round. */
function findLoop(steps: readonly Step[]): readonly Step[] {
  const next = new Map<string, Step>();
  for (const step of steps) if (!next.has(step.from)) next.set(step.from, step);
  const way: Step[] = [];
  const places = new Map<string, number>();
  let here = steps[0]?.from ?? "";
  while (!places.has(here)) {
    places.set(here, way.length);
    const step = next.get(here);
    if (step === undefined) return way;
    way.push(step);
    here = step.to;
  }
  return way.slice(places.get(here));
}
