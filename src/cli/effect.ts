/** Waiting for what a command has asked for, and saying what came of it. */
import { parseTime } from "../config/mod.ts";
import type { Millis } from "../model/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { ask, askStatus, fail } from "./daemon.ts";
import type { Given, Option } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { inSeconds } from "./words.ts";
import type { World } from "./world.ts";

const DEFAULT_BOUND = "60s";

export const WAITING: readonly Option[] = [
  { name: "timeout", value: "TIME", help: `How long to wait for the effect (${DEFAULT_BOUND})` },
  { name: "no-wait", help: "Do not wait for the effect" },
];

/** Between two looks at the status. */
const POLL: Millis = 50;

/** How an effect stands. */
export type Progress =
  /** `text` goes on with "after 0.4 s", then comes what else is to be told. */
  | { readonly kind: "done"; readonly text: string; readonly more?: readonly string[] }
  /** `what` stands in the way, or is still to come. */
  | { readonly kind: "waiting"; readonly what: string }
  | { readonly kind: "failed"; readonly text: string };

export interface Order {
  /** For messages: `move web`. */
  readonly what: string;
  readonly path: string;
  readonly body: unknown;
  /** Said under `--no-wait`. */
  readonly asked: string;
  /** Called for each new status, in the order of time. */
  readonly judge: (document: StatusDocument) => Progress;
}

/** Gives an order to the daemon and waits until it has been carried out. */
export async function carryOut(order: Order, given: Given, world: World): Promise<ExitCode> {
  const typed = given.values.get("timeout") ?? DEFAULT_BOUND;
  const bound = parseTime(typed);
  if (bound === null) {
    world.complain(`Cannot wait for ${typed}: a time is a number with its unit, e.g. 30s, 2m`);
    return ExitCode.usage;
  }
  const start = world.now();
  const taken = await ask(order.what, order.path, order.body, given, world);
  if (!taken.ok) return fail(taken.problem, world);
  if (given.flags.has("no-wait")) {
    world.print(order.asked);
    return ExitCode.done;
  }
  return await awaitEffect(order, start, bound, given, world);
}

async function awaitEffect(
  order: Order,
  start: Millis,
  bound: Millis,
  given: Given,
  world: World,
): Promise<ExitCode> {
  for (;;) {
    const document = await askStatus(given, world);
    if (!document.ok) return fail(document.problem, world);
    const progress = order.judge(document.value);
    const passed = world.now() - start;
    if (progress.kind === "done") {
      const text = `${progress.text} after ${inSeconds(passed)}`;
      world.print([text, ...progress.more ?? []].join("; "));
      return ExitCode.done;
    }
    if (progress.kind === "failed") {
      world.complain(`Cannot ${order.what}: ${progress.text}`);
      return ExitCode.couldNot;
    }
    if (passed >= bound) {
      world.complain([
        `Cannot ${order.what} within ${inSeconds(bound)}: ${progress.what}`,
        "It is still asked for; look at hb status",
      ]);
      return ExitCode.couldNot;
    }
    await world.pause(POLL);
  }
}
