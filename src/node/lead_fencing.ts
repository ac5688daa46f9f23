/** The coordinator's fencing: who is to be fenced, how far that is, and what it has proved. */
import {
  confirmations,
  endConfirmation,
  endFence,
  fenceWishes,
  type LivesOn,
} from "../coordinator/mod.ts";
import { Fencer, type FencerNeed, type FencerView, provesAlone } from "../fencing/mod.ts";
import {
  type ClusterConfig,
  type Epoch,
  type Event,
  type FenceOrder,
  type FencingReport,
  type Instant,
  NEVER,
  type NodeName,
  type Random,
  type Settings,
} from "../model/mod.ts";
import type { FenceNeed } from "../scheduler/mod.ts";

export interface LeadFencingView extends Omit<FencerView, "fencing"> {
  readonly self: NodeName;
  readonly config: ClusterConfig;
  readonly quorum: boolean;
  readonly settings: Settings;
  readonly livesOn: LivesOn;
  readonly isHeard: (node: NodeName) => boolean;
  /** No member hears it, and none may have granted it anything since. */
  readonly isGone: (node: NodeName) => boolean;
  /** What this node and the other members say of the fencing that they did. */
  readonly told: readonly (readonly [NodeName, FencingReport])[];
}

/** The last life of a node that is known to be over. */
export interface Over {
  readonly node: NodeName;
  readonly generation: number;
}

export interface FencingDecision {
  /** With what operators asked, and what is done, struck out. */
  readonly settings: Settings;
  readonly over: readonly Over[];
}

export class LeadFencing {
  readonly #fencer: Fencer;
  readonly #said = new Set<number>();
  #needs: readonly FenceNeed[] = [];

  constructor(epoch: Epoch, random: Random) {
    this.#fencer = new Fencer(epoch, random);
  }

  /** What has been proved by now, before a plan is made of it. */
  conclude(view: LeadFencingView, now: Instant): FencingDecision {
    const confirmed = this.#takeConfirmations(view);
    for (const [node, report] of view.told) this.#fencer.confirm(node, report);
    this.pursue(this.#needs, view, now);
    const over = [...confirmed.over];
    let settings = withoutDone(confirmed.settings, view);
    for (const result of this.#fencer.drain()) {
      const { target: node } = result;
      if (result.kind === "fenced") over.push({ node, generation: result.generation });
      settings = endFence(settings, node, view.self);
    }
    for (const { node, problem } of this.#fencer.progress) {
      if (problem !== null) settings = endFence(settings, node, view.self);
    }
    return { settings, over };
  }

  /** @param fences what the last plan asks for. */
  pursue(fences: readonly FenceNeed[], view: LeadFencingView, now: Instant): void {
    this.#needs = fences;
    const { fencing } = view.config;
    this.#fencer.want(needsFrom(fences, view), { ...view, fencing }, now);
  }

  drain(): readonly Event[] {
    return this.#fencer.drainEvents();
  }

  /** They wait for quorum, and until no member hears the node; of one that is heard they are not true. */
  #takeConfirmations(
    { settings, quorum, livesOn, isHeard, isGone, self }: LeadFencingView,
  ): FencingDecision {
    const asked = quorum
      ? confirmations(settings, livesOn).filter(({ node }) => isHeard(node) || isGone(node))
      : [];
    return {
      settings: asked.reduce((all, { node }) => endConfirmation(all, node, self), settings),
      over: asked.filter(({ node }) => !isHeard(node)),
    };
  }

  get progress(): Fencer["progress"] {
    return this.#fencer.progress;
  }

  /** Of a node whose end has been seen nothing more is awaited. */
  drop(node: NodeName): void {
    this.#fencer.drop(node);
  }

  untaken(node: NodeName): readonly FenceOrder[] {
    return this.#fencer.untaken(node);
  }

  /** What to say to another node now: what is news, or what has not been taken yet, `again`. */
  toSay(node: NodeName, again: boolean): readonly FenceOrder[] {
    const orders = this.untaken(node);
    const news = orders.filter(({ serial }) => !this.#said.has(serial));
    for (const { serial } of news) this.#said.add(serial);
    return again ? orders : news;
  }

  /** What is due already waits for the next plan. */
  deadline(now: Instant): Instant {
    const due = this.#fencer.deadline();
    return due > now ? due : NEVER;
  }
}

/** What was asked of fencing and has been done since, for a coordinator that did not live to see it. */
function withoutDone(
  settings: Settings,
  { livesOn, told, self, config }: LeadFencingView,
): Settings {
  const attempts = told.flatMap(([, report]) => report.attempts);
  return fenceWishes(settings, livesOn).reduce((all, { node, action, askedAt }) => {
    const isDone = attempts.some((attempt) =>
      attempt.target === node && attempt.action === action && attempt.wall >= askedAt * 1000 &&
      provesAlone(config.fencing, attempt)
    );
    return isDone ? endFence(all, node, self) : all;
  }, settings);
}

/** Without quorum nobody is fenced but by an operator's hand, or where quorum does not matter. */
function needsFrom(fences: readonly FenceNeed[], view: LeadFencingView): readonly FencerNeed[] {
  const mayFence = view.quorum || view.config.noQuorum === "ignore";
  const wishes = fenceWishes(view.settings, view.livesOn);
  const asked = new Set(wishes.map(({ node }) => node));
  return [
    ...wishes.map(({ node, action }) => ({
      node,
      action,
      because: "an operator asked for it",
      delay: 0,
      byOperator: true,
    })),
    ...fences.filter(({ node, waits }) => mayFence && !waits && !asked.has(node))
      .map((need) => ({ ...need, byOperator: false })),
  ];
}
