/** `hb unmanage`, `hb manage` and `hb maintenance`: what the cluster is to leave alone for a while. */
import type { StatusDocument } from "../status/mod.ts";
import type { Command } from "./command.ts";
import { SOCKET } from "./daemon.ts";
import { carryOut, type Progress, WAITING } from "./effect.ts";
import { ExitCode } from "./exit_code.ts";
import { targetOf, underWay } from "./target.ts";

export const unmanage: Command = {
  name: "unmanage",
  operands: "RESOURCE",
  fewest: 1,
  most: 1,
  summary: "Leave a resource, group or clone alone: nothing starts or stops it",
  details:
    "Its monitors go on and tell of failures, and nothing is done about these. It is so until\n" +
    "hb manage takes it back. For work by hand see hb maintenance, which ends the monitors too.",
  options: [...WAITING, SOCKET],
  run: (given, world) => {
    const name = given.operands[0] ?? "";
    return carryOut(
      {
        what: `unmanage ${name}`,
        path: "/control/unmanage",
        body: { resource: name },
        asked: `${name} is to be left alone`,
        judge: (document) => judgeManaged(name, false, document),
      },
      given,
      world,
    );
  },
};

export const manage: Command = {
  name: "manage",
  operands: "RESOURCE",
  fewest: 1,
  most: 1,
  summary: "Let the cluster manage a resource again after hb unmanage",
  details:
    "With a group or clone all that is in it is managed again. It also overrides managed =\n" +
    "false in cluster.toml.",
  options: [...WAITING, SOCKET],
  run: (given, world) => {
    const name = given.operands[0] ?? "";
    return carryOut(
      {
        what: `manage ${name}`,
        path: "/control/manage",
        body: { resource: name },
        asked: `${name} is to be managed again`,
        judge: (document) => judgeManaged(name, true, document),
      },
      given,
      world,
    );
  },
};

export const maintenance: Command = {
  name: "maintenance",
  operands: "on|off [NODE]",
  fewest: 1,
  most: 2,
  summary: "Leave alone all resources, or all on a node, to work on them",
  details:
    "Nothing is started, stopped or monitored; hb itself may be stopped and started, and the\n" +
    "resources run on. With off everything is looked at anew before anything is done. A node that\n" +
    "the others cannot hear lets go of what it runs even if it alone is in maintenance.",
  options: [...WAITING, SOCKET],
  run: async (given, world) => {
    const [how, node = null] = given.operands;
    if (how !== "on" && how !== "off") {
      world.complain([
        `Cannot run hb maintenance: it is on or off, not ${how}`,
        "Try: hb help maintenance",
      ]);
      return ExitCode.usage;
    }
    const on = how === "on";
    const what = node ?? "the cluster";
    return await carryOut(
      {
        what: `${on ? "put" : "take"} ${what} ${on ? "into" : "out of"} maintenance`,
        path: "/control/maintenance",
        body: { on, node },
        asked: `${what} is to be ${on ? "in" : "out of"} maintenance`,
        judge: (document) => judgeMaintenance(node, on, document),
      },
      given,
      world,
    );
  },
};

const SPREADING: Progress = { kind: "waiting", what: "the order has not spread yet" };

function judgeManaged(name: string, managed: boolean, document: StatusDocument): Progress {
  const target = targetOf(name, document);
  if (target === null) return { kind: "failed", text: "it is no longer in the configuration" };
  const { unit, resources } = target;
  const so = name === unit.name as string ? unit : resources[0] ?? unit;
  // In maintenance nothing is managed, whatever is wanted of it.
  if (so.managed !== managed && !so.maintenance) return SPREADING;
  if (managed) {
    const more = so.maintenance ? ["it is in maintenance still"] : [];
    return { kind: "done", text: `${name} is managed again`, more };
  }
  const [busy] = underWay(resources, document);
  if (busy !== undefined) return { kind: "waiting", what: `${busy} is under way` };
  return { kind: "done", text: `${name} is left alone`, more: ["its monitors go on"] };
}

function judgeMaintenance(node: string | null, on: boolean, document: StatusDocument): Progress {
  const { nodes, units, maintenance } = document.snapshot;
  const view = nodes.find(({ name }) => name as string === node);
  const set = node === null ? maintenance : view?.maintenance;
  if (set !== on) return SPREADING;
  const here = units.flatMap((unit) => unit.resources).map((resource) => ({
    ...resource,
    on: resource.on.filter((one) => node === null || one.node as string === node),
  }));
  const [busy] = underWay(here, document);
  if (busy !== undefined) return { kind: "waiting", what: `${busy} is under way` };
  const what = node ?? "the cluster";
  if (on) return { kind: "done", text: `${what} is in maintenance`, more: ["nothing is touched"] };
  const more = node !== null && maintenance ? ["the whole cluster is in maintenance still"] : [];
  return { kind: "done", text: `${what} is no longer in maintenance`, more };
}
