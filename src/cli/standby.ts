/** `hb standby` and `hb online`: what runs on a node goes elsewhere, and may come again. */
import type { NodeName, UnitName } from "../model/mod.ts";
import type { UnitView } from "../node/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { holderOf, partlyActiveOn, promotedOn, upkeepOf } from "../status/mod.ts";
import type { Command, Given } from "./command.ts";
import { askStatus, fail, SOCKET } from "./daemon.ts";
import { carryOut, type Progress, WAITING } from "./effect.ts";
import { membersOf, nowOn } from "./words.ts";
import type { World } from "./world.ts";

export const standby: Command = {
  name: "standby",
  operands: "[NODE]",
  fewest: 0,
  most: 1,
  summary: "Move everything away from a node and keep it free",
  details: "NODE is this host's own where none is named. The node stays a member and votes. The\n" +
    "order holds over restarts, until hb online takes it back.",
  options: [...WAITING, SOCKET],
  run: async (given, world) => {
    const before = await askStatus(given, world);
    if (!before.ok) return fail(before.problem, world);
    const node = nodeOf(given, before.value);
    const moving = new Set(
      before.value.snapshot.units.filter((unit) => isToMove(unit, node, before.value))
        .map(({ name }) => name),
    );
    return await carryOut(
      {
        what: `set ${node} to standby`,
        path: "/control/standby",
        body: { node },
        asked: `${node} is to become standby`,
        judge: (document) => judgeStandby(node, moving, document),
      },
      given,
      world,
    );
  },
};

export const online: Command = {
  name: "online",
  operands: "[NODE]",
  fewest: 0,
  most: 1,
  summary: "Let a node run resources again after hb standby",
  details:
    "NODE is this host's own where none is named. What runs elsewhere comes back only where\n" +
    "auto_failback says so.",
  options: [...WAITING, SOCKET],
  run: async (given: Given, world: World) => {
    const before = await askStatus(given, world);
    if (!before.ok) return fail(before.problem, world);
    const node = nodeOf(given, before.value);
    return await carryOut(
      {
        what: `set ${node} online`,
        path: "/control/online",
        body: { node },
        asked: `${node} is to become online`,
        judge: (document) => judgeOnline(node, document),
      },
      given,
      world,
    );
  },
};

const nodeOf = (given: Given, document: StatusDocument): NodeName =>
  given.operands[0] as NodeName | undefined ?? document.madeBy;

const unitsOn = (node: NodeName, { snapshot }: StatusDocument) =>
  snapshot.units.filter((unit) => partlyActiveOn(unit, snapshot).includes(node));

/** Of a clone there are others already; what is promoted is to be so elsewhere. */
const isToMove = (unit: UnitView, node: NodeName, { snapshot }: StatusDocument): boolean =>
  unit.clone === null
    ? partlyActiveOn(unit, snapshot).includes(node)
    : unit.clone.promotable && promotedOn(unit, snapshot).includes(node);

function judgeStandby(
  node: NodeName,
  moving: ReadonlySet<UnitName>,
  document: StatusDocument,
): Progress {
  const { snapshot } = document;
  const view = snapshot.nodes.find(({ name }) => name === node);
  if (view?.standby !== true) return { kind: "waiting", what: "the order has not spread yet" };
  const here = unitsOn(node, document);
  const alone = here.filter((unit) => isLeftAlone(unit, node, document));
  const left = here.filter((unit) => !alone.includes(unit));
  if (left.length > 0) {
    const stuck = left.find(({ blocked }) => blocked !== null)?.blocked;
    const names = left.map((unit) => `${unit.name}${membersOf(unit)}`).join(", ");
    return { kind: "waiting", what: `${names} still on ${node}${stuck ? `: ${stuck}` : ""}` };
  }
  const moved = snapshot.units.filter((unit) => moving.has(unit.name) && !alone.includes(unit))
    .map((unit) => ({ unit, holder: holderOf(unit, snapshot) }));
  const late = moved.find(({ unit, holder }) => holder === null && unit.blocked === null);
  if (late !== undefined) {
    return { kind: "waiting", what: `${late.unit.name} is not started elsewhere yet` };
  }
  const more = moved.map(({ unit, holder }) =>
    holder === null ? `${unit.name} runs nowhere: ${unit.blocked}` : nowOn(unit, holder)
  );
  const staying = alone.map(({ name }) => `${name} stays on ${node}, for it is not managed`);
  return { kind: "done", text: `${node} is in standby`, more: [...more, ...staying] };
}

const isLeftAlone = (unit: UnitView, node: NodeName, { snapshot }: StatusDocument): boolean =>
  [unit, ...unit.resources].some((one) => upkeepOf(one, [node], snapshot) !== null);

function judgeOnline(node: NodeName, { snapshot }: StatusDocument): Progress {
  const view = snapshot.nodes.find(({ name }) => name === node);
  if (view === undefined || view.standby || view.standing === "standby") {
    return { kind: "waiting", what: "the order has not spread yet" };
  }
  return view.standing === "offline"
    ? { kind: "done", text: `${node} is set online`, more: ["it is OFFLINE now"] }
    : { kind: "done", text: `${node} is online and may run resources again` };
}
