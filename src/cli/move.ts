/** `hb move`: once, leaving nothing behind. */
import type { NodeName, ResourceId, UnitName } from "../model/mod.ts";
import type { UnitView } from "../node/mod.ts";
import { holderOf, partlyActiveOn, promotedOn, type StatusDocument } from "../status/mod.ts";
import type { Command } from "./command.ts";
import { askStatus, fail, SOCKET } from "./daemon.ts";
import { carryOut, type Progress, WAITING } from "./effect.ts";
import { ExitCode } from "./exit_code.ts";
import { membersOf, nowOn } from "./words.ts";

export const move: Command = {
  name: "move",
  operands: "RESOURCE [NODE]",
  fewest: 1,
  most: 2,
  summary: "Move a group or resource to another node, once",
  details:
    "A resource moves with the group that it belongs to; of a promotable clone the promoted\n" +
    "instance moves. Without NODE the best other node is taken. No rule stays behind: later\n" +
    "events may move it again.",
  options: [...WAITING, SOCKET],
  run: async (given, world) => {
    const [resource = "", node] = given.operands;
    const before = await askStatus(given, world);
    if (!before.ok) return fail(before.problem, world);
    const unit = unitOf(resource, before.value);
    const from = unit === undefined ? null : holderOf(unit, before.value.snapshot);
    if (unit !== undefined && from !== null && from === node) {
      world.print(`${unit.name} runs on ${node}${membersOf(unit)} already`);
      return ExitCode.done;
    }
    const name = unit?.name ?? resource;
    return await carryOut(
      {
        what: `move ${name}${node === undefined ? "" : ` to ${node}`}`,
        path: "/control/move",
        body: { resource: name, node: node ?? null },
        asked: `${name} is to move`,
        judge: judgeMove(name as UnitName, from, node as NodeName | undefined),
      },
      given,
      world,
    );
  },
};

const unitOf = (name: string, { snapshot: { units } }: StatusDocument): UnitView | undefined =>
  units.find((unit) => unit.name === name as UnitName) ??
    units.find((unit) => unit.resources.some(({ id }) => id === name as ResourceId));

/** Remembers whether the unit has left, so that one that came back is told from one that waits. */
function judgeMove(
  name: UnitName,
  from: NodeName | null,
  to: NodeName | undefined,
): (document: StatusDocument) => Progress {
  let hasLeft = from === null;
  return ({ snapshot }) => {
    const unit = snapshot.units.find((one) => one.name === name);
    if (unit === undefined) {
      return { kind: "failed", text: "it is no longer in the configuration" };
    }
    const holder = holderOf(unit, snapshot);
    const arrived = to === undefined ? holder !== from : holder === to;
    if (holder !== null && arrived) return { kind: "done", text: nowOn(unit, holder) };
    const places = unit.clone?.promotable
      ? promotedOn(unit, snapshot)
      : partlyActiveOn(unit, snapshot);
    hasLeft ||= places.some((node) => node !== from) || (places.length === 0 && holder === null);
    if (hasLeft && holder !== null) {
      const came = holder === from ? `came back to ${holder}` : `went to ${holder} instead`;
      return { kind: "failed", text: `it ${came}${whyNot(unit, to)}` };
    }
    return {
      kind: "waiting",
      what: unit.blocked ?? `it runs on ${places.join(", ") || "no node"}`,
    };
  };
}

/** The last thing that went wrong with it on the node where it should have gone. */
function whyNot(unit: UnitView, to: NodeName | undefined): string {
  const failures = unit.resources.flatMap(({ id, on }) =>
    on.filter(({ node }) => to === undefined || node === to)
      .flatMap(({ node, lastFailure }) =>
        lastFailure === null ? [] : [{ id, node, ...lastFailure }]
      )
  );
  const last = failures.toSorted((one, other) => other.wall - one.wall)[0];
  if (last === undefined) return "";
  const reason = last.reason === "" ? "" : ` (${last.reason})`;
  return `; ${last.action} of ${last.id} on ${last.node} returned '${last.meaning}'${reason}`;
}
