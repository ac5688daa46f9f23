/**
 * A story of fencing, line by line, and what the log of the cluster says of it. n1 coordinates.
 *
 *     device ipmi level 1 retries 2 verify action off delay n2 5s from n3 n1
 *     device hand manual | device dog watchdog
 *     ipmi fails: why | ipmi fails on n1: why | ipmi works | ipmi takes 5s
 *     reboot n2: because | off n2: because        wanted from now on
 *     operator off n2                             the same by hand
 *     n2 is wanted no more | n3 is lost | n2 is silent for 10s | watchdog of n2 30s
 *     run 20s
 */
import {
  type Event,
  type FenceDeviceConfig,
  type Instant,
  later,
  type Millis,
  type NodeName,
} from "../../src/model/mod.ts";
import { describe } from "../../src/status/mod.ts";
import { type Answer, device, fails, need, Plant, works } from "./plant.ts";

/** How a device is with whoever calls it. */
interface Mood {
  readonly fails: Readonly<Record<string, string>>;
  readonly takes: Millis;
}

const WELL: Mood = { fails: {}, takes: 1000 };
const EVERYWHERE = "";

export function tellStory(given: readonly string[]): string {
  const devices = given.filter((line) => line.startsWith("device ")).map(readDevice);
  const moods = new Map<string, Mood>();
  const plant = new Plant(devices, (operation, by): Answer => {
    const mood = moods.get(operation.device.name) ?? WELL;
    const why = mood.fails[by] ?? mood.fails[EVERYWHERE];
    if (why !== undefined) return fails(why, mood.takes);
    const answer = works(operation, by);
    return answer && { ...answer, after: mood.takes };
  });
  for (const line of given) {
    if (!line.startsWith("device ")) tell(plant, moods, line);
  }
  return plant.events.map(tellEvent).join("");
}

function readDevice(line: string): FenceDeviceConfig {
  const [, name = "", ...words] = line.split(" ");
  let read = device(name);
  for (let at = 0; at < words.length; at += 1) {
    const [word, next = "", after = ""] = words.slice(at, at + 3);
    if (word === "level") read = { ...read, level: Number(next) };
    if (word === "retries") read = { ...read, retries: Number(next) };
    if (word === "verify") read = { ...read, verify: true };
    if (word === "action") read = { ...read, action: next === "off" ? "off" : "reboot" };
    if (word === "manual" || word === "watchdog") read = { ...read, agent: { kind: word } };
    if (word === "delay") read = { ...read, delay: { ...read.delay, [next]: seconds(after) } };
    if (word === "from") {
      read = { ...read, from: words.slice(at + 1).filter(isNode) };
    }
  }
  return read;
}

const isNode = (word: string): word is NodeName => /^n\d$/.test(word);
const seconds = (text: string): Millis => parseFloat(text) * 1000;

function tell(plant: Plant, moods: Map<string, Mood>, line: string): void {
  const found = LINES.flatMap(([pattern, act]) => {
    const words = pattern.exec(line);
    return words === null ? [] : [() => act(plant, moods, ...words.slice(1))];
  });
  if (found.length !== 1) throw new Error(`cannot read: ${line}`);
  found[0]?.();
}

type Act = (plant: Plant, moods: Map<string, Mood>, ...words: readonly string[]) => void;

const LINES: readonly (readonly [RegExp, Act])[] = [
  [/^run (\S+)s$/, (plant, _, time = "") => {
    plant.run(seconds(time));
  }],
  [/^(reboot|off) (\S+): (.*)$/, (plant, _, action, node = "", because = "") => {
    const wanted = { action: action === "off" ? "off" : "reboot", because } as const;
    plant.needs = [...plant.needs, need(node as NodeName, wanted)];
  }],
  [/^operator (reboot|off|on) (\S+)$/, (plant, _, action = "", node = "") => {
    const because = "an operator asked for it";
    const wanted = { action: action as "off" | "on" | "reboot", because, byOperator: true };
    plant.needs = [...plant.needs, need(node as NodeName, wanted)];
  }],
  [/^(\S+) is wanted no more$/, (plant, _, node) => {
    plant.needs = plant.needs.filter((each) => each.node !== node);
  }],
  [/^(\S+) is lost$/, (plant, _, node = "") => plant.lose(node as NodeName)],
  [/^\S+ is silent for (\S+)s$/, (plant, _, time = "") => {
    plant.silentSince = later(plant.now, -seconds(time));
  }],
  [/^watchdog of \S+ (\S+)s$/, (plant, _, time = "") => {
    plant.watchdogOf = seconds(time);
  }],
  [/^(\S+) works$/, (_, moods, name = "") => {
    moods.set(name, { ...(moods.get(name) ?? WELL), fails: {} });
  }],
  [/^(\S+) takes (\S+)s$/, (_, moods, name = "", time = "") => {
    moods.set(name, { ...(moods.get(name) ?? WELL), takes: seconds(time) });
  }],
  [/^(\S+) fails(?: on (\S+))?: (.*)$/, (_, moods, name = "", node = EVERYWHERE, why = "") => {
    const mood = moods.get(name) ?? WELL;
    moods.set(name, { ...mood, fails: { ...mood.fails, [node]: why } });
  }],
];

const tellEvent = ([at, node, event]: readonly [Instant, NodeName, Event]): string =>
  `${(at / 1000).toFixed(1).padStart(6)}s ${node}  ${describe(event).text}\n`;
