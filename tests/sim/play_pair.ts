/** Plays a lasting fault and one further event, and counts who has the resource. */
import { isPair } from "../../src/membership/mod.ts";
import {
  type ClusterConfig,
  type Instant,
  later,
  type NodeName,
  Random,
  unitName,
} from "../../src/model/mod.ts";
import { Cluster, PLAIN } from "./cluster.ts";
import { coreOf, promisedUnder } from "./lasting.ts";
import { configOf, type PairCase, type PairEvent } from "./pair_cases.ts";
import { attempt } from "./run.ts";
import { ask } from "./strike.ts";
import { printTold } from "./told.ts";
import { Violation } from "./violation.ts";

const CALM = { loss: 0, doubling: 0, slowest: 1 };
const TEMPER = { slowestStart: 50, slowestStop: 50, startFails: 0 };

/** In deadtimes: what follows from the event is over; the bound; so long it must hold. */
const OVER = 5;
const BOUND = 40;
const STEADY = 3;
/** A daemon that is soon back takes nothing with it. */
const GOES_ON: readonly PairEvent[] = ["nothing", "holder's hb killed", "lead's hb killed"];

/** A host or a daemon is back. */
const BACK = 3;

/** So often who is not to coordinate is started anew. */
const ELECTIONS = 4;

export interface PairRun {
  /** False: the case could not be had, and nothing was looked at. */
  readonly placed: boolean;
  /** Null: all is as promised. */
  readonly violation: string | null;
  readonly events: number;
  readonly log: readonly string[];
}

export function playPair(one: PairCase, telling = false): PairRun {
  const pair = new Pair(one, telling);
  let placed = false;
  const violation = attempt(() => placed = pair.play());
  const { cluster } = pair;
  return {
    placed: placed || violation !== null,
    violation,
    events: cluster.events,
    log: cluster.log.map(printTold),
  };
}

class Pair {
  readonly cluster: Cluster;
  readonly #config: ClusterConfig;
  readonly #dead: NodeName[] = [];
  readonly #unfit: NodeName[] = [];
  #boots = false;

  constructor(private readonly one: PairCase, telling: boolean) {
    this.#config = configOf(one.column);
    const make = { ...PLAIN, boot: this.#config.deadtime, slowestDevice: 100 };
    this.cluster = new Cluster(this.#config, new Random(1), CALM, TEMPER, make);
    this.cluster.telling = telling;
  }

  /** Whether the cluster could be brought to where the case begins. */
  play(): boolean {
    if (!this.#place()) return false;
    const { fault: { ways, what }, moment } = this.one;
    this.cluster.note("fault", what);
    for (const { from, to } of ways) this.cluster.network.break(from, to);
    const mayEnd = !this.#goesOn();
    this.cluster.afterStep = () => {
      this.#neverTwo();
      if (!mayEnd) this.#neverNone();
    };
    this.#run(moment);
    this.#befall();
    this.#run(OVER);
    this.#oneHolds();
    return true;
  }

  #run(deadtimes: number): void {
    this.cluster.run(this.#config.deadtime * deadtimes);
  }

  /** Whether it could be had so. */
  #place(): boolean {
    const { lead, holder } = this.one;
    this.cluster.start(lead);
    this.#run(2.5);
    for (const name of this.cluster.names) if (name !== lead) this.cluster.start(name);
    this.#run(3);
    this.#elect(lead);
    ask(this.cluster, lead, { kind: "move", unit: unitName("vip"), to: holder });
    this.#run(1);
    return this.#leads.join() === lead && this.#holders.join() === holder;
  }

  /** Whoever coordinates starts anew until it is the one that is to. */
  #elect(lead: NodeName): void {
    for (let elections = 0; elections < ELECTIONS; elections += 1) {
      const others = this.#leads.filter((name) => name !== lead);
      if (others.length === 0) return;
      for (const name of others) {
        this.cluster.crash(name);
        this.cluster.at(this.#after(2), () => this.cluster.start(name));
      }
      this.#run(6);
    }
  }

  get #leads(): readonly NodeName[] {
    return this.cluster.names.filter((name) =>
      (this.cluster.daemons.get(name)?.node.lastPlan ?? null) !== null
    );
  }

  get #holders(): readonly NodeName[] {
    return this.cluster.names.filter((name) => this.cluster.host(name).running.size > 0);
  }

  #befall(): void {
    const { event, lead, holder } = this.one;
    const { cluster } = this;
    const who = event.startsWith("lead") ? lead : holder;
    cluster.note("fault", event);
    const backAfter = (deadtimes: number) =>
      cluster.at(this.#after(deadtimes), () => cluster.start(who));
    switch (event) {
      case "nothing":
        return;
      case "holder crashes, back":
      case "lead crashes, back":
        this.#boots = true;
        cluster.crash(who);
        return backAfter(BACK);
      case "holder lost":
      case "lead lost":
        this.#dead.push(who);
        return cluster.lose(who);
      case "holder's hb killed":
      case "lead's hb killed":
        cluster.kill(who);
        return backAfter(0.1);
      case "resource dies":
        return cluster.host(who).running.clear();
      case "holder in standby":
        this.#unfit.push(who);
        return ask(cluster, who, { kind: "standby", node: who, on: true });
      case "holder leaves, back":
      case "lead leaves, back": {
        this.#boots = true;
        const daemon = cluster.daemons.get(who);
        if (daemon !== undefined) cluster.give(who, daemon, { kind: "leave" });
        return backAfter(BACK);
      }
    }
  }

  #after(deadtimes: number): Instant {
    return later(this.cluster.now, deadtimes * this.#config.deadtime);
  }

  get #promised(): ReturnType<typeof promisedUnder> {
    const boots = this.#boots || this.#config.fencing.devices.length > 0;
    return promisedUnder(this.#config, this.one.fault, boots);
  }

  #neverTwo(): void {
    const holders = this.#holders;
    if (holders.length < 2 || !this.#promised.atMostOne) return;
    throw new Violation(`vip runs on ${holders.join(" and ")}`);
  }

  /** Whether nothing of all this is a reason to stop what the holder runs. */
  #goesOn(): boolean {
    const { fault: { ways }, event, holder } = this.one;
    const core = coreOf(this.#config, { ways, dead: [], withoutArbiter: [] });
    // The next life of what is left of a pair has nobody's word that it may go on.
    const isAlone = isPair(this.#config) && core?.length === 1;
    if (isAlone && event === "holder's hb killed") return false;
    return GOES_ON.includes(event) && this.#promised.atLeastOne && core?.includes(holder) === true;
  }

  #neverNone(): void {
    if (this.#holders.length === 0) throw new Violation("vip was stopped, and need not have been");
  }

  #oneHolds(): void {
    const { fault: { ways } } = this.one;
    const core = coreOf(this.#config, { ways, dead: this.#dead, withoutArbiter: [] }, this.#unfit);
    if (core === null || !this.#promised.atLeastOne) return;
    // Two that fence each other for as long as they do not hear each other take turns.
    const turns = this.#config.nodes.length === 2 && this.#config.fencing.devices.length > 0;
    const enough = turns ? 1 : STEADY;
    let steady = 0;
    for (let waited = 0; waited < BOUND && steady < enough; waited += 1) {
      this.#run(1);
      steady = this.#isHeld() ? steady + 1 : 0;
    }
    if (steady < enough) throw new Violation(`vip runs on none, core ${core.join(" ")}`);
  }

  /** Where it may not stay it must have gone. */
  #isHeld(): boolean {
    const [holder, second] = this.#holders;
    if (holder === undefined) return false;
    return !this.#promised.atMostOne || (second === undefined && !this.#unfit.includes(holder));
  }
}
