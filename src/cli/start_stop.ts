/** `hb start`, `hb stop` and `hb restart`: of a resource, group or clone. */
import { promotedOn, type StatusDocument } from "../status/mod.ts";
import type { Command, Given } from "./command.ts";
import { askStatus, fail, SOCKET } from "./daemon.ts";
import { carryOut, type Progress, WAITING } from "./effect.ts";
import { ExitCode } from "./exit_code.ts";
import {
  membersOf,
  placesOf,
  runsOn,
  stoppedBesides,
  type Target,
  targetOf,
  underWay,
  whyLeftAlone,
  whyNotStopped,
} from "./target.ts";
import type { World } from "./world.ts";

export const stop: Command = {
  name: "stop",
  operands: "RESOURCE",
  fewest: 1,
  most: 1,
  summary: "Stop a resource, group or clone, and keep it stopped",
  details:
    "What needs it to run is stopped with it. That holds over restarts and failures of nodes,\n" +
    "until hb start takes it back.",
  options: [...WAITING, SOCKET],
  run: (given, world) =>
    withTarget(given, world, async (name, before) =>
      await carryOut(
        {
          what: `stop ${name}`,
          path: "/control/stop",
          body: { resource: name },
          asked: `${name} is to be stopped`,
          judge: (document) => judgeStop(name, before, document),
        },
        given,
        world,
      )),
};

export const start: Command = {
  name: "start",
  operands: "RESOURCE",
  fewest: 1,
  most: 1,
  summary: "Let a resource, group or clone run again after hb stop",
  details:
    "With a group or clone all that is in it may run again. It also overrides target_role =\n" +
    '"stopped" in cluster.toml.',
  options: [...WAITING, SOCKET],
  run: (given, world) =>
    withTarget(given, world, async (name, before) => {
      const target = targetOf(name, before);
      const places = target === null ? [] : runsOn(target, before);
      if (target !== null && places.length > 0 && !isToStop(target)) {
        world.print(`${tellRunning(target, before)} already`);
        return ExitCode.done;
      }
      return await carryOut(
        {
          what: `start ${name}`,
          path: "/control/start",
          body: { resource: name },
          asked: `${name} may run again`,
          judge: (document) => judgeStart(name, document),
        },
        given,
        world,
      );
    }),
};

export const restart: Command = {
  name: "restart",
  operands: "RESOURCE",
  fewest: 1,
  most: 1,
  summary: "Stop a resource, group or clone, and start it again where it was",
  details: "What needs it to run is stopped before and started after it.",
  options: [...WAITING, SOCKET],
  run: (given, world) =>
    withTarget(given, world, async (name, before) => {
      const target = targetOf(name, before);
      if (target !== null && !isToStop(target) && runsOn(target, before).length === 0) {
        const why = target.unit.blocked === null ? "" : ` (${target.unit.blocked})`;
        world.complain(`Cannot restart ${name}: it does not run now${why}`);
        return ExitCode.couldNot;
      }
      return await carryOut(
        {
          what: `restart ${name}`,
          path: "/control/restart",
          body: { resource: name },
          asked: `${name} is to restart`,
          judge: (document) => judgeRestart(name, before, document),
        },
        given,
        world,
      );
    }),
};

async function withTarget(
  given: Given,
  world: World,
  goOn: (name: string, before: StatusDocument) => Promise<number>,
): Promise<number> {
  const before = await askStatus(given, world);
  return before.ok
    ? await goOn(given.operands[0] ?? "", before.value)
    : fail(before.problem, world);
}

const GONE: Progress = { kind: "failed", text: "it is no longer in the configuration" };

/** Any of it. */
const isToStop = ({ unit, resources }: Target): boolean =>
  unit.targetRole === "stopped" || resources.some(({ targetRole }) => targetRole === "stopped");

function judgeStop(name: string, before: StatusDocument, document: StatusDocument): Progress {
  const target = targetOf(name, document);
  if (target === null) return GONE;
  if (!isToStop(target)) return { kind: "waiting", what: "the order has not spread yet" };
  const places = placesOf(target, document);
  if (places.length === 0) {
    const besides = stoppedBesides(target, before, document);
    return {
      kind: "done",
      text: `${name} is stopped${membersOf(target)}`,
      more: besides.length === 0 ? [] : [`so is ${besides.join(", ")}`],
    };
  }
  const alone = whyLeftAlone(target, document);
  if (alone !== null) return { kind: "done", text: `${name} is to be stopped`, more: [alone] };
  const stuck = whyNotStopped(target);
  if (stuck !== null) return { kind: "failed", text: stuck };
  return { kind: "waiting", what: target.unit.blocked ?? `it runs on ${places.join(", ")}` };
}

function judgeStart(name: string, document: StatusDocument): Progress {
  const target = targetOf(name, document);
  if (target === null) return GONE;
  if (target.resources.every(({ targetRole }) => targetRole === "stopped")) {
    return { kind: "waiting", what: "the order has not spread yet" };
  }
  if (isSettled(target, document)) return { kind: "done", text: tellRunning(target, document) };
  const alone = whyLeftAlone(target, document);
  if (alone !== null) return { kind: "done", text: `${name} may run again`, more: [alone] };
  const { lacks } = target.unit;
  if (lacks !== null) {
    const text = `it needs ${lacks}, which is to be stopped; first run: hb start ${lacks}`;
    return { kind: "failed", text };
  }
  return { kind: "waiting", what: target.unit.blocked ?? busyText(target, document) };
}

function judgeRestart(name: string, before: StatusDocument, document: StatusDocument): Progress {
  const target = targetOf(name, document);
  if (target === null) return GONE;
  const stuck = whyNotStopped(target);
  if (stuck !== null) return { kind: "failed", text: stuck };
  const old = targetOf(name, before);
  if (document.snapshot.wishes.restarting.includes(name)) {
    const what = target.unit.blocked ?? `it runs on ${placesOf(target, document).join(", ")}`;
    return { kind: "waiting", what };
  }
  const again = old === null || startsOf(target) !== startsOf(old);
  if (again && isSettled(target, document)) {
    return { kind: "done", text: `${name} has restarted`, more: [tellRunning(target, document)] };
  }
  return { kind: "waiting", what: target.unit.blocked ?? busyText(target, document) };
}

/** When its resources were started, as far as is remembered: the same means that none has been since. */
const startsOf = ({ resources }: Target): string =>
  resources.flatMap(({ id, on }) =>
    on.flatMap(({ node, history }) =>
      history.filter(({ action }) => action === "start")
        .map(({ wall }) => `${id} ${node} ${wall}`)
    )
  ).join();

/** It runs; of what runs in several places nothing is about to change. */
const isSettled = (target: Target, document: StatusDocument): boolean =>
  runsOn(target, document).length > 0 &&
  (target.unit.clone === null || underWay(target.resources, document).length === 0);

const busyText = ({ resources }: Target, document: StatusDocument): string =>
  underWay(resources, document)[0] ?? "it is not started yet";

/** `web runs on n1 (vip, nginx)`, `dbs runs on n1, n2, promoted on n1`. */
function tellRunning(target: Target, document: StatusDocument): string {
  const promoted = promotedOn(target, document.snapshot);
  const role = promoted.length === 0 ? "" : `, promoted on ${promoted.join(", ")}`;
  return `${target.name} runs on ${runsOn(target, document).join(", ")}${role}${membersOf(target)}`;
}
