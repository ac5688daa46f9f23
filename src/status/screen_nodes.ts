/** The sections on nodes and on the links between them. */
import { type Millis, MOOD_COLOURS } from "../model/mod.ts";
import type { NodeView, Snapshot } from "../node/mod.ts";
import { adviceOnDeadtime } from "./advice_on_deadtime.ts";
import { uncleanWord } from "./fence_state.ts";
import type { Screen, Section } from "./section.ts";
import { resourcesOn } from "./screen_resources.ts";
import { isUp, partlyActiveOn, selfOf } from "./standing.ts";
import type { Mood } from "./state_word.ts";
import { formatAge } from "./words.ts";

/**
 * Nodes in a special state have a line each, the others share one, as on crm_mon's screen; witnesses are
 * set apart as its remote nodes are.
 */
export function nodeList(screen: Screen): Section {
  const { snapshot } = screen.document;
  const { nodes } = snapshot;
  const title = "Node List";
  if (screen.flags.byNode === true) {
    return {
      title,
      lines: nodes.flatMap((node) => [
        `  * ${kindOf(node)} ${node.name}: ${paintedWord(node, screen)}:`,
        "    * Resources:",
        ...resourcesOn(screen, node.name).map((line) => `      * ${line}`),
      ]),
    };
  }
  const online = nodes.filter((node) => wordOf(node, screen) === "online");
  const offline = nodes.filter((node) =>
    node.standing === "offline" && uncleanWord(node, snapshot) === null
  );
  const special = nodes.filter((node) => !offline.includes(node) && !online.includes(node));
  const isWitness = ({ witness }: NodeView) => witness;
  const isNode = ({ witness }: NodeView) => !witness;
  const green = (text: string) => screen.paint(text, "green");
  const red = (text: string) => screen.paint(text, "red");
  return {
    title,
    lines: [
      ...special.map((node) => `  * ${kindOf(node)} ${node.name}: ${paintedWord(node, screen)}`),
      ...together("Online", online.filter(isNode), green),
      ...together("OFFLINE", offline.filter(isNode), red),
      ...together("WitnessOnline", online.filter(isWitness), green),
      ...together("WitnessOFFLINE", offline.filter(isWitness), red),
    ],
  };
}

const kindOf = ({ witness }: NodeView): string => witness ? "Witness" : "Node";

function together(
  word: string,
  nodes: readonly NodeView[],
  paint: (text: string) => string,
): readonly string[] {
  const names = nodes.map(({ name }) => name).join(" ");
  return nodes.length === 0 ? [] : [`  * ${word}: [ ${paint(names)} ]`];
}

function paintedWord(node: NodeView, screen: Screen): string {
  const word = wordOf(node, screen);
  return screen.paint(word, MOOD_COLOURS[moodOf(node, screen)]);
}

/** Its colour. */
export function moodOf(node: NodeView, screen: Pick<Screen, "document">): Mood {
  const isBad = node.standing === "offline" ||
    uncleanWord(node, screen.document.snapshot) !== null;
  return isBad ? "bad" : wordOf(node, screen) === "online" ? "good" : "moving";
}

/** `online`, `standby (with active resources)`, `OFFLINE (left)`, `UNCLEAN (offline)`. */
export function wordOf(
  node: NodeView,
  { document: { snapshot } }: Pick<Screen, "document">,
): string {
  const unclean = uncleanWord(node, snapshot);
  if (unclean !== null) return unclean;
  const words = node.late ? ["late"] : node.because === "unseen" ? ["not heard yet"] : [];
  const set = node.maintenance ? ["maintenance"] : node.standby ? ["standby"] : [];
  switch (node.standing) {
    case "online":
      return ["online", ...inBrackets(words)].join(" ");
    case "pending":
      return ["pending", ...inBrackets([...words, ...set])].join(" ");
    case "maintenance":
      return ["maintenance", ...inBrackets(words)].join(" ");
    case "standby": {
      const busy = snapshot.units.some((unit) =>
        partlyActiveOn(unit, snapshot).includes(node.name)
      );
      return ["standby", ...inBrackets(busy ? [...words, "with active resources"] : words)]
        .join(" ");
    }
    case "unclean":
    case "offline": {
      const why = node.because === "left" ? ["left"] : words;
      return ["OFFLINE", ...inBrackets([...why, ...set])].join(" ");
    }
  }
}

const inBrackets = (words: readonly string[]): readonly string[] =>
  words.length === 0 ? [] : [`(${words.join(", ")})`];

/** Each peer with its links, and what its worst silence says of deadtime. */
export function links(screen: Screen): Section {
  const { snapshot } = screen.document;
  const peers = snapshot.nodes.filter((node) => node !== selfOf(snapshot));
  const own = snapshot.links.filter(({ up }) => !up).map(({ link, why }) =>
    `  * ${link}: ${screen.paint("down", "red")} on this node${why === "" ? "" : ` (${why})`}`
  );
  const lines = [...own, ...lateness(snapshot), ...peers.flatMap((node) => linksTo(node, screen))];
  return { title: "Links", lines };
}

/** A lateness below this is not worth a word. */
const LATE: Millis = 50;

const lateness = ({ pace: { worstLateness, agentsAtOnce } }: Snapshot): readonly string[] =>
  worstLateness < LATE ? [] : [
    `  * This node: late with its own work by ${formatAge(worstLateness)} at most` +
    `; runs ${agentsAtOnce} agents at a time`,
  ];

function linksTo(node: NodeView, { document, paint }: Screen): readonly string[] {
  return [
    `  * Node ${node.name}: ${hearing(node)}${silence(node, document.deadtime)}`,
    ...node.links.map(({ link, up, heardAgo }) => {
      const word = up ? paint("up", "green") : paint("down", "red");
      const heard = heardAgo === null ? "never heard" : `heard ${formatAge(heardAgo)} ago`;
      return `    * ${link}: ${word} (${heard})`;
    }),
  ];
}

function hearing({ heardAgo, because, hearsUs }: NodeView): string {
  if (because === "left") return "left as planned";
  if (heardAgo === null) return "not heard since hb started here";
  const oneWay = hearsUs === false ? ", does not hear this node" : "";
  return `heard ${formatAge(heardAgo)} ago${oneWay}`;
}

function silence(node: NodeView, deadtime: Millis): string {
  const { worstSilence } = node;
  if (!isUp(node) || worstSilence <= 0) return "";
  const advice = adviceOnDeadtime(node, deadtime);
  return `, worst silence ${formatAge(worstSilence)}${advice === null ? "" : `; ${advice}`}`;
}
