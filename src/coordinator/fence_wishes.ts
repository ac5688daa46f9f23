/**
 * What operators ask of fencing, in the settings that all nodes share. Each entry names the life of the
 * node that took it: once that has ended nobody carries it out, for much may have happened since.
 */
import {
  type FenceAction,
  MOST_GENERATION,
  type NodeName,
  type Settings,
  writeSetting,
} from "../model/mod.ts";

const FENCE = "fence/";
const CONFIRMED = "confirmed/";

/** The node that took a request, in one of its lives. */
export interface Asker {
  readonly node: NodeName;
  readonly generation: number;
}

/** Whether that life of the node goes on. */
export type LivesOn = (asker: Asker) => boolean;

export interface FenceWish {
  readonly node: NodeName;
  readonly action: FenceAction;
}

export interface AskedFence extends FenceWish {
  /** When it was asked, in seconds since 1970; a little more where other wishes came before it. */
  readonly askedAt: number;
}

/** An operator's word that a life of a node is over. */
export interface Confirmation {
  readonly node: NodeName;
  readonly generation: number;
}

export const askFence = (
  settings: Settings,
  { node, action }: FenceWish,
  by: Asker,
  wallSeconds: number,
): Settings =>
  writeSetting(settings, FENCE + node, `${action} ${by.generation}`, by.node, wallSeconds);

export const confirmOff = (
  settings: Settings,
  { node, generation }: Confirmation,
  by: Asker,
  wallSeconds: number,
): Settings =>
  writeSetting(settings, CONFIRMED + node, `${generation} ${by.generation}`, by.node, wallSeconds);

export function fenceWishes(settings: Settings, livesOn: LivesOn): readonly AskedFence[] {
  return entries(settings, FENCE).flatMap(({ node, first, by, askedAt }) =>
    isAction(first) && livesOn(by) ? [{ node, action: first, askedAt }] : []
  );
}

export function confirmations(settings: Settings, livesOn: LivesOn): readonly Confirmation[] {
  return entries(settings, CONFIRMED).flatMap(({ node, first, by }) =>
    livesOn(by) ? [{ node, generation: Number(first) }] : []
  );
}

/** Leaves nothing of what was asked of this node behind. */
export const endFence = (settings: Settings, node: NodeName, by: NodeName): Settings =>
  end(settings, FENCE + node, by);

export const endConfirmation = (settings: Settings, node: NodeName, by: NodeName): Settings =>
  end(settings, CONFIRMED + node, by);

const end = (settings: Settings, key: string, by: NodeName): Settings =>
  (settings[key]?.value ?? null) === null ? settings : writeSetting(settings, key, null, by, 0);

interface Entry {
  readonly node: NodeName;
  readonly first: string;
  readonly by: Asker;
  readonly askedAt: number;
}

function entries(settings: Settings, prefix: string): readonly Entry[] {
  return Object.entries(settings).flatMap(([key, { value, stamp }]): readonly Entry[] => {
    if (!key.startsWith(prefix) || value === null) return [];
    const [first = "", generation = ""] = value.split(" ");
    const by = { node: stamp.by, generation: Number(generation) };
    // What is confirmed names a life; a number that no life has was written by nobody.
    const isBeyond = by.generation > MOST_GENERATION || Number(first) > MOST_GENERATION;
    if (isBeyond) return [];
    return [{ node: key.slice(prefix.length) as NodeName, first, by, askedAt: stamp.counter }];
  });
}

const isAction = (text: string): text is FenceAction =>
  text === "off" || text === "reboot" || text === "on";

/** A change in words; null: it is only bookkeeping. Undefined: it is of something else. */
export function describeFenceWish(key: string, value: string | null): string | null | undefined {
  const [, kind, node] = /^(fence|confirmed)\/(.*)$/s.exec(key) ?? [];
  if (kind === undefined) return undefined;
  if (value === null) return null;
  const [first = ""] = value.split(" ");
  return kind === "fence" ? `${node} is to be fenced (${first})` : `${node} is said to be off`;
}
