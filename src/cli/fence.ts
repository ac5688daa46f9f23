/** `hb fence`: nodes fenced by hand, an operator's word that one is off, devices looked at and tried. */
import type { FenceAction, NodeName } from "../model/mod.ts";
import { renderFencing } from "../status/mod.ts";
import type { Command, Given } from "./command.ts";
import { askStatus, fail, SOCKET } from "./daemon.ts";
import { CONFIG_FILE } from "./config_file.ts";
import { carryOut, WAITING } from "./effect.ts";
import { ExitCode } from "./exit_code.ts";
import { isCallable, judgeConfirmed, judgeFenced, whatItMeans } from "./fence_effect.ts";
import { tryDevice } from "./fence_trial.ts";
import type { World } from "./world.ts";

export const fence: Command = {
  name: "fence",
  operands: "[confirm|test|list] NAME",
  fewest: 1,
  most: 2,
  summary: "Switch a node off or reset it, or say that it is off",
  details: "hb fence NODE has the node's fence devices called at once, whatever runs there.\n" +
    "hb fence confirm NODE says that a node is off or cut off from all that it shared: what it had\n" +
    "is started elsewhere at once. Look first: if it still runs, two nodes write to the same disks.\n" +
    "hb fence list [NODE] tells of the devices, of who is to be fenced and of what has been done.\n" +
    "hb fence test DEVICE asks a device of cluster.toml, from this host, whether it works and whether its\n" +
    "nodes are on. It fences nobody, unless the device is a command that does not look at what it\n" +
    "is asked: it is called with monitor, and with status and the node's name.",
  options: [
    { name: "action", value: "ACTION", help: "reboot (else this is taken), off or on" },
    { name: "yes", help: "With confirm: you have looked, and the node is off" },
    { name: "config", value: "FILE", help: `With test: the configuration (${CONFIG_FILE})` },
    ...WAITING,
    SOCKET,
  ],
  run: async (given, world) => {
    const [first = "", second] = given.operands;
    switch (first) {
      case "list":
        return await list(second ?? null, given, world);
      case "confirm":
        return second === undefined
          ? refuse("confirm needs the node's name", world)
          : await confirm(second as NodeName, given, world);
      case "test":
        return second === undefined
          ? refuse("test needs the device's name", world)
          : await tryDevice(second, given.values.get("config") ?? CONFIG_FILE, world);
    }
    return second === undefined
      ? await order(first as NodeName, given, world)
      : refuse(`there is no hb fence ${first}, only confirm, list and test`, world);
  },
};

function refuse(why: string, world: World): ExitCode {
  world.complain([`Cannot run hb fence: ${why}`, "Try: hb help fence"]);
  return ExitCode.usage;
}

async function list(node: string | null, given: Given, world: World): Promise<ExitCode> {
  const document = await askStatus(given, world);
  if (!document.ok) return fail(document.problem, world);
  const { nodes } = document.value.snapshot;
  if (node !== null && !nodes.some(({ name }) => name as string === node)) {
    world.complain(
      `Cannot tell of ${node}: there is no such node, only ${
        nodes.map(({ name }) => name).join(", ")
      }`,
    );
    return ExitCode.couldNot;
  }
  world.draw(renderFencing(document.value, node as NodeName | null, { colour: world.colour }));
  return ExitCode.done;
}

async function order(node: NodeName, given: Given, world: World): Promise<ExitCode> {
  const action = given.values.get("action") ?? "reboot";
  if (!isAction(action)) return refuse(`--action is reboot, off or on, not ${action}`, world);
  const before = await askStatus(given, world);
  if (!before.ok) return fail(before.problem, world);
  const own = before.value.snapshot.fencing.devices.filter(({ targets }) => targets.includes(node));
  if (own.length > 0 && !own.some(isCallable)) {
    const kinds = own.map(({ name, agent }) => `${name} is ${agent.kind}`).join(", ");
    world.complain([
      `Cannot fence ${node}: no device can be called for it (${kinds})`,
      `Switch it off by hand, then run: hb fence confirm ${node}`,
    ]);
    return ExitCode.couldNot;
  }
  return await carryOut(
    {
      what: action === "on" ? `switch ${node} on` : `fence ${node}`,
      path: "/control/fence",
      body: { node, action },
      asked: `${node} is to be fenced (${action})`,
      judge: judgeFenced(node, action, before.value),
    },
    given,
    world,
  );
}

const isAction = (text: string): text is FenceAction =>
  text === "off" || text === "reboot" || text === "on";

async function confirm(node: NodeName, given: Given, world: World): Promise<ExitCode> {
  const before = await askStatus(given, world);
  if (!before.ok) return fail(before.problem, world);
  if (!given.flags.has("yes")) {
    world.complain(whatItMeans(node, before.value));
    return ExitCode.usage;
  }
  return await carryOut(
    {
      what: `confirm that ${node} is off`,
      path: "/control/fence-confirm",
      body: { node },
      asked: `${node} is said to be off`,
      judge: judgeConfirmed(node),
    },
    given,
    world,
  );
}
