/** The coordinator's work in one epoch: from what is known to orders. */
import {
  askMove,
  endMove,
  type Holder,
  keepOne,
  type Kept,
  pendingMoves,
  wishesIn,
} from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  type Epoch,
  type Event,
  type Instant,
  type Millis,
  type NodeName,
  type NodeReport,
  type Random,
  type ResourceId,
  type Settings,
  since,
  type Unit,
  type UnitName,
} from "../model/mod.ts";
import {
  type Action,
  type Blocked,
  doubled,
  holdersOf,
  intentsAfter,
  isMember,
  type Placement,
  type ScheduleInput,
  type ScheduleNode,
  type Transition,
} from "../scheduler/mod.ts";
import { type Limits, Notices, Orders } from "../transition/mod.ts";
import type { Order } from "../wire/mod.ts";
import { LastHolders } from "./last_holders.ts";
import { LeadFencing, type LeadFencingView, type Over } from "./lead_fencing.ts";
import { endRestarts } from "./restarts.ts";
import { type Basis, type Planned, Planner } from "./planner.ts";
import type { Seen } from "./standing.ts";

export interface LeadView extends Omit<LeadFencingView, "fencing"> {
  readonly units: readonly Unit[];
  readonly definitions: ReadonlyMap<ResourceId, string>;
  readonly nodes: readonly Seen[];
  readonly cutOffFor: (node: NodeName) => number | null;
  /** The time of day, in seconds since 1970, as this node was last told. */
  readonly wallSeconds: number;
  /** This node is about to go: what then runs nowhere is the operator's will, and no news. */
  readonly leaving: boolean;
}

export interface Decision {
  /** What was begun now. */
  readonly begun: readonly Action[];
  readonly events: readonly Event[];
  /** The settings, with moves that are over struck out. */
  readonly settings: Settings;
  /** What fencing has proved now. */
  readonly over: readonly Over[];
}

interface Several extends Kept {
  readonly foundAt: Instant;
}

export class Lead {
  readonly #orders: Orders;
  readonly #notices = new Notices();
  readonly #several = new Map<UnitName, Several>();
  readonly #announce = new Set<UnitName>();
  readonly #lastHolders = new LastHolders();
  #blocked: readonly Blocked[] = [];
  /** Since when something passing has stood in the way of each unit. */
  readonly #waitingSince = new Map<UnitName, Instant>();
  readonly #planner = new Planner();
  readonly fencing: LeadFencing;

  /** Whether this epoch's partition had quorum when the votes were last counted. */
  quorate = false;

  constructor(readonly epoch: Epoch, random: Random, readonly since: Instant) {
    this.#orders = new Orders(epoch);
    this.fencing = new LeadFencing(epoch, random);
  }

  /** What stands in the way of which unit, and will not go by itself. */
  get blocked(): readonly Blocked[] {
    return this.#blocked;
  }

  get placements(): readonly Placement[] {
    return this.last?.transition.placements ?? [];
  }

  /** The last input and plan. */
  get last(): Planned | null {
    return this.#planner.last;
  }

  /** When the plan goes on though nothing has changed. */
  deadline(now: Instant): Instant {
    return this.#planner.deadline(now);
  }

  confirm(node: NodeName, resources: NodeReport["resources"]): void {
    this.#orders.confirm(node, resources);
  }

  drop(node: NodeName): void {
    this.#orders.drop(node);
    this.fencing.drop(node);
  }

  noteSaid(node: NodeName, now: Instant): void {
    this.#orders.noteSaid(node, now);
  }

  giveUp(node: NodeName, before: Instant): void {
    this.#orders.giveUp(node, before);
  }

  /** Whether anything was ordered there that is not known to be over. */
  isBusy(node: NodeName): boolean {
    return this.#orders.underWay(node).size > 0;
  }

  untaken(node: NodeName): readonly Order[] {
    return this.#orders.untaken(node);
  }

  decide(view: LeadView, now: Instant): Decision {
    const nodes = view.nodes.map((node) => ({
      ...node,
      ordered: this.#orders.underWay(node.name),
    }));
    this.#noteHolders(view, nodes);
    const found = this.#resolveHolders(view, nodes, now);
    const asked = endRestarts(this.#endMoves(view, nodes), view, nodes);
    const { settings, over } = this.fencing.conclude({ ...view, settings: asked }, now);
    const known = { ...view, settings };
    const transition = this.#planner.plan(
      this.#basisOf(known),
      () => this.#input(known, nodes),
      now,
    );
    if (transition === null) {
      return { begun: [], events: [...found, ...this.fencing.drain()], settings, over };
    }
    this.fencing.pursue(transition.fences, known, now);
    const prepared = this.#notices.prepare(
      transition,
      (name) => reportsOf(nodes.find((node) => node.name === name)),
      (resource, name) => this.#orders.underWay(name).has(resource),
    );
    const begun = this.#orders.release(prepared, limitsOf(view.config));
    this.#notices.begin(begun, transition);
    this.#lastHolders.begin(begun);
    const lasting = this.#lasting(transition.blocked, view.config.deadtime, now);
    this.#forgetAnnounced(begun);
    return {
      begun,
      events: [
        ...found,
        ...this.fencing.drain(),
        ...this.#tellBlocked(lasting, view.leaving),
        ...begun.map(tellAction),
      ],
      settings: this.#settleMoves(settings, transition, view.self),
      over,
    };
  }

  #basisOf({ config, definitions, nodes, quorum, settings, wallSeconds }: LeadView): Basis {
    return [
      config,
      definitions,
      quorum,
      settings,
      // Rules on dates are looked at each minute.
      Math.floor(wallSeconds / 60),
      this.#orders.version,
      [...this.#several].map(([unit, { node }]) => `${unit} ${node}`).join(),
      [...this.#announce].join(),
      [...this.#lastHolders.byResource].join(),
      ...nodes.flatMap((
        { version, standing, unclean, fenceProblem, reach, sameConfig, resources, attributes },
      ) => [
        version,
        standing,
        unclean,
        fenceProblem,
        reach,
        sameConfig,
        resources === null,
        JSON.stringify(attributes),
      ]),
    ];
  }

  #input(view: LeadView, nodes: readonly ScheduleNode[]): ScheduleInput {
    const { config, units, definitions, quorum, settings, wallSeconds: now } = view;
    const moves = new Map(pendingMoves(settings).map(({ unit, to }) => [unit, { to }]));
    const wishes = wishesIn(settings);
    const kept = new Map([...this.#several].map(([unit, { node }]) => [unit, node]));
    const announce = this.#announce;
    const lastHolders = this.#lastHolders.byResource;
    const input: ScheduleInput = {
      self: view.self,
      config,
      units,
      nodes,
      quorum,
      now,
      definitions,
      wishes,
      moves,
      kept,
      announce,
      // The map goes on changing, and the input is looked at again for the next plan.
      lastHolders: new Map(lastHolders),
    };
    return { ...input, intents: intentsAfter(this.last, input) };
  }

  /** Only what members say counts, and only with quorum: then nobody else can give orders. */
  #noteHolders({ config, quorum }: LeadView, nodes: readonly ScheduleNode[]): void {
    if (quorum) this.#lastHolders.see(nodes, config);
    else this.#lastHolders.clear();
  }

  #resolveHolders(
    view: LeadView,
    nodes: readonly ScheduleNode[],
    now: Instant,
  ): readonly Event[] {
    return view.units.flatMap((unit): readonly Event[] => {
      const known = this.#several.get(unit.name);
      const holders = doubled(unit, nodes) ? holdersOf(unit, nodes) : [];
      if (known === undefined && holders.length < 2) return [];
      if (known === undefined) {
        const kept = keepOne(unit, holders.map((name) => holderOf(name, nodes, view)));
        this.#several.set(unit.name, { ...kept, foundAt: now });
        this.#announce.add(unit.name);
        const { node, rule } = kept;
        return [{ kind: "severalHolders", unit: unit.name, holders, kept: node, rule }];
      }
      if (holders.length > 1 && holders.includes(known.node)) return [];
      this.#several.delete(unit.name);
      const together = known.together + since(known.foundAt, now);
      return [{ kind: "oneHolder", unit: unit.name, kept: known.node, together }];
    });
  }

  #forgetAnnounced(begun: readonly Action[]): void {
    for (const { kind, resource } of begun) {
      if (kind !== "announce") continue;
      const unit = this.last?.input.units.find(({ members }) =>
        members.some(({ id }) => id === resource)
      );
      if (unit !== undefined) this.#announce.delete(unit.name);
    }
  }

  /** A move is over once the unit is where it was to go, or can no longer go there. */
  #endMoves({ settings, units, self }: LeadView, nodes: readonly ScheduleNode[]): Settings {
    return pendingMoves(settings).reduce((all, { unit: name, to }) => {
      const unit = units.find((each) => each.name === name);
      const target = nodes.find((node) => node.name === to);
      const going = unit !== undefined && (to === null || target?.standing === "online");
      return going && !runsOn(unit, target) ? all : endMove(all, name, self, 0);
    }, settings);
  }

  /** A move that no node has room for is over; one to anywhere else gets its node. */
  #settleMoves(settings: Settings, { placements }: Transition, self: NodeName): Settings {
    return pendingMoves(settings).reduce((all, { unit, to }) => {
      const placement = placements.find((each) => each.unit === unit);
      const candidates = placement?.candidates ?? [];
      const most = Math.max(1, ...candidates.map(({ room }) => room));
      const able = candidates.filter(({ node, room, parts }) =>
        room === most && (to === null ? parts.some(({ name }) => name === "move") : node === to)
      ).map(({ node }) => node);
      if (able.length === 0) return endMove(all, unit, self, 0);
      if (to !== null) return all;
      const chosen = able.find((node) => node === placement?.node) ?? able[0] as NodeName;
      return askMove(all, unit, chosen, self, 0);
    }, settings);
  }

  /** A passing obstacle that has not passed within deadtime is worth telling too. */
  #lasting(blocked: readonly Blocked[], patience: Millis, now: Instant): readonly Blocked[] {
    for (const unit of this.#waitingSince.keys()) {
      if (!blocked.some((each) => each.unit === unit)) this.#waitingSince.delete(unit);
    }
    return blocked.filter(({ unit, passing }) => {
      const start = this.#waitingSince.get(unit) ?? now;
      this.#waitingSince.set(unit, start);
      return !passing || since(start, now) >= patience;
    });
  }

  #tellBlocked(blocked: readonly Blocked[], leaving: boolean): readonly Event[] {
    const before = this.#blocked;
    this.#blocked = blocked;
    if (leaving) return [];
    const news = blocked.filter(({ unit, why }) =>
      !before.some((old) => old.unit === unit && old.why === why)
    );
    const over = before.filter(({ unit }) => !blocked.some((each) => each.unit === unit));
    return [
      ...news.map(({ unit, why }): Event => ({ kind: "blocked", unit, why })),
      ...over.map(({ unit }): Event => ({ kind: "unblocked", unit })),
    ];
  }
}

const limitsOf = ({ options }: ClusterConfig): Limits => ({
  cluster: options.batchLimit === 0 ? Infinity : options.batchLimit,
  node: options.nodeActionLimit === 0 ? Infinity : options.nodeActionLimit,
});

/** What of a node's report notices go by: one that is off runs nothing, one that is silent is not asked. */
function reportsOf(node: ScheduleNode | undefined): NodeReport["resources"] | null {
  if (node === undefined || node.standing === "offline") return {};
  return isMember(node) ? node.resources : null;
}

function holderOf(name: NodeName, nodes: readonly ScheduleNode[], view: LeadView): Holder {
  const resources = nodes.find((node) => node.name === name)?.resources ?? {};
  return { node: name, resources, cutOffFor: view.cutOffFor(name) };
}

function runsOn(unit: Unit, node: ScheduleNode | undefined): boolean {
  const promoted = unit.clone?.meta.promotable === true;
  return unit.members.every(({ id }) => {
    const report = node?.resources?.[id];
    return report?.state === "started" && (!promoted || report.promoted);
  });
}

const tellAction = ({ node, resource, kind, because }: Action): Event => ({
  kind: "action",
  node,
  resource,
  action: kind,
  because,
});
