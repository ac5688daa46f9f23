/** `hb cleanup`: failures are forgotten, and what they stood in the way of is tried again. */
import type { NodeName, ResourceId, UnitName } from "../model/mod.ts";
import { everywhere, namesUp, type StatusDocument } from "../status/mod.ts";
import type { Command } from "./command.ts";
import { askStatus, fail, SOCKET } from "./daemon.ts";
import { carryOut, type Progress, WAITING } from "./effect.ts";

export const cleanup: Command = {
  name: "cleanup",
  operands: "[RESOURCE]",
  fewest: 0,
  most: 1,
  summary: "Forget failures, so that a resource may run again where it failed",
  details:
    "Without RESOURCE those of all resources, without --node those on all nodes. A group's\n" +
    "name stands for all its members.",
  options: [
    { name: "node", value: "NODE", help: "Forget the failures on this node only" },
    ...WAITING,
    SOCKET,
  ],
  run: async (given, world) => {
    const resource = given.operands[0] ?? null;
    const node = given.values.get("node") ?? null;
    const before = await askStatus(given, world);
    if (!before.ok) return fail(before.problem, world);
    const failed = failuresOf(resource, node, before.value);
    const forgotten = failed.length === 0
      ? "there were no failures to forget; asked all the same"
      : `the failures of ${failed.map(inWords).join(", ")} are forgotten`;
    return await carryOut(
      {
        what: `clean up ${resource ?? "all resources"}`,
        path: "/control/cleanup",
        body: { resource, node },
        asked: `the failures of ${resource ?? "all resources"} are to be forgotten`,
        judge: (document) => judgeCleanup(resource, node, forgotten, document),
      },
      given,
      world,
    );
  },
};

function judgeCleanup(
  resource: string | null,
  node: string | null,
  forgotten: string,
  document: StatusDocument,
): Progress {
  const left = failuresOf(resource, node, document);
  return left.length === 0
    ? { kind: "done", text: forgotten }
    : { kind: "waiting", what: `${left.map(inWords).join(", ")} has failures still` };
}

type Place = ReturnType<typeof everywhere>[number];

/** Where failures are counted, on nodes that are up: the others can forget nothing now. */
function failuresOf(
  resource: string | null,
  node: string | null,
  { snapshot }: StatusDocument,
): readonly Place[] {
  const up = namesUp(snapshot);
  return everywhere(snapshot).filter(({ unit, resource: one, here }) =>
    up.has(here.node) && (here.failcount > 0 || here.state === "stopFailed") &&
    (node === null || here.node === node as NodeName) &&
    (resource === null || one.id === resource as ResourceId || unit.name === resource as UnitName)
  );
}

const inWords = ({ resource, here }: Place): string => `${resource.id} on ${here.node}`;
