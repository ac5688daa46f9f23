/**
 * The daemon: puts the engine among this host's clocks, links, agents, files and sockets.
 *
 *     cluster.toml, keys ─► state (lock, generation) ─► agents' traits ─► engine ─► links
 *       ─► control socket, status port ─► systemd: READY
 *
 * What makes it unfit to run ends it before it has said more than the first word of a life that takes up
 * one that was fit (`first_word.ts`); after that only the engine (or a bug in it) ends it.
 */
import type { Agents } from "../agent/mod.ts";
import { Digests, type FaultPromise, promisesOf } from "../config/mod.ts";
import {
  type ClusterConfig,
  describeBug,
  type LogConfig,
  type Millis,
  type NodeName,
  Random,
} from "../model/mod.ts";
import { type Effect, type Event, Node, resumeConfig } from "../node/mod.ts";
import { controlApp, describe, statusApp, type StatusDocument } from "../status/mod.ts";
import { LEVELS } from "../wire/mod.ts";
import { loadMetadata } from "./agent_metadata.ts";
import { ArbiterDesk } from "./arbiter_desk.ts";
import { bootId, bootNow, wallNow } from "./clock.ts";
import { type ClusterFiles, readClusterFiles } from "./cluster_files.ts";
import { type ControlServer, openControl } from "./control_server.ts";
import { agentHost, type DaemonOptions, type DaemonPaths, fenceHost } from "./daemon_paths.ts";
import { Driver } from "./driver.ts";
import { EventRing } from "./event_ring.ts";
import type { FirstWord } from "./first_word.ts";
import { hostPower } from "./host_power.ts";
import { ConfigTexts, NOT_RESUMED } from "./kept_config.ts";
import { LeaseFile } from "./lease_file.ts";
import { Links } from "./links.ts";
import { type Logger, openLogger } from "./log.ts";
import { leaveNextLife } from "./next_life.ts";
import { notify } from "./notify.ts";
import { panic } from "./panic.ts";
import { Pings } from "./pings.ts";
import { endStart } from "./realtime.ts";
import { AgentRunner } from "./run_agent.ts";
import { FenceRunner } from "./run_fence.ts";
import { ShortLives } from "./short_lives.ts";
import { onSignals } from "./signals.ts";
import type { StateOpened, StateStore } from "./state.ts";
import { catchStrays } from "./strays.ts";
import { StatusEndpoint } from "./status_endpoint.ts";
import { feedSystemdWatchdog } from "./systemd_watchdog.ts";
import { withTools } from "./tool_endpoint.ts";
import { Watchdog } from "./watchdog.ts";

/** EX_SOFTWARE of sysexits(3): the engine has a bug. */
const BUG = 70;

/** An agent that takes longer to print its meta-data has the default timeouts. */
const METADATA_WITHIN: Millis = 2000;

export class Daemon {
  readonly #lives: ShortLives;
  readonly #options: DaemonOptions;
  readonly #paths: DaemonPaths;
  readonly #self: NodeName;
  readonly #store: StateStore;
  readonly #driver: Driver;
  readonly #links: Links;
  readonly #pings: Pings;
  readonly #watchdog: Watchdog;
  readonly #arbiter: ArbiterDesk;
  readonly #lease: LeaseFile;
  readonly #endpoint: StatusEndpoint;
  readonly #events = new EventRing();
  readonly #texts = new ConfigTexts();
  readonly #end = Promise.withResolvers<number>();
  #files: ClusterFiles;
  /** The number that is kept free for the next life; null: none is. */
  #nextGeneration: number | null = null;
  #config: ClusterConfig;
  /** Of `#config`; made once, for agents ask for the status a dozen at a time. */
  #promises: readonly FaultPromise[];
  #logger: Logger;
  #control: ControlServer | null = null;
  #reloading: Promise<void> = Promise.resolve();
  /** The status port is where the configuration in force has it. */
  #configured: Promise<void> = Promise.resolve();

  constructor(
    options: DaemonOptions,
    paths: DaemonPaths,
    files: ClusterFiles,
    { store, generation, saved, config: kept }: StateOpened,
    lives: ShortLives,
    word: FirstWord | null,
  ) {
    const { config: file, text, keys, self } = files;
    this.#lives = lives;
    this.#options = options;
    this.#paths = paths;
    this.#self = self;
    this.#files = files;
    this.#texts.note(file, text);
    const before = kept === null ? null : this.#texts.parse(kept, self);
    const resumed = resumeConfig(file, before);
    const { config } = resumed;
    this.#config = config;
    this.#promises = promisesOf(config);
    this.#store = store;
    this.#logger = openLogger(config.log, self);
    if (kept !== null && before === null) this.#logger.warning(NOT_RESUMED);
    this.#links = word?.links ?? new Links();
    this.#pings = new Pings({
      onAnswer: (ping) => this.#driver.turn({ kind: "pingAnswered", ping }),
      onProblem: (problem) => this.#logger.warning(problem),
    });
    this.#watchdog = new Watchdog({
      onState: (state) => this.#driver.turn({ kind: "watchdog", state }),
      onWarning: (warning) => this.#logger.warning(warning),
    });
    this.#watchdog.configure(config.watchdog);
    this.#arbiter = new ArbiterDesk(
      config.arbiter,
      (request, answer) => this.#driver.turn({ kind: "arbiterAnswered", request, answer }),
    );
    const runner = new AgentRunner(
      agentHost(config.name, self, paths),
      (operation, outcome, took) =>
        this.#driver.turn({ kind: "agentFinished", operation, outcome, wall: wallNow(), took }),
    );
    const fencer = new FenceRunner(
      fenceHost(config.name, self),
      (operation, outcome, took) =>
        this.#driver.turn({ kind: "fenceFinished", operation, outcome, wall: wallNow(), took }),
    );
    this.#lease = new LeaseFile(paths.runtime, bootId());
    const engine = new Node({
      ...resumed,
      self,
      generation,
      keys,
      release: { version: options.version, ...LEVELS },
      saved,
      lease: this.#lease.read(),
      ...(word === null ? {} : { spokenAt: word.at }),
      boot: bootId(),
      agents: null,
      processors: navigator.hardwareConcurrency,
      random: new Random(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0),
      now: bootNow(),
    });
    this.#driver = new Driver(engine, {
      now: bootNow,
      wall: wallNow,
      send: (datagram, to) => this.#links.send(datagram, to),
      waiting: () => this.#links.waiting(),
      runAgent: (operation) => runner.run(operation),
      cancelAgent: (operation) => runner.cancel(operation),
      runFence: (operation) => fencer.run(operation),
      askArbiter: (request) => this.#arbiter.ask(request),
      feedWatchdog: () => this.#watchdog.feed(),
      panic: (why) => this.#panic(why),
      persist: (state) => store.save(state),
      config: (effect) => this.#takeOver(effect),
      lease: (left) => this.#lease.write(left),
      report: (event) => this.#report(event),
      exit: (code) => void this.#finish(code),
      crash: (error) => this.#crash(error),
    });
    this.#links.listen({
      onDatagram: (link, bytes) => this.#driver.turn({ kind: "datagram", link, bytes }),
      onState: (link, state, why) => this.#driver.turn({ kind: "linkState", link, state, why }),
    });
    this.#endpoint = new StatusEndpoint(
      statusApp(() => this.#document()).fetch,
      (problem) => this.#logger.error(problem),
    );
  }

  /** The exit status, once all is over. */
  get ended(): Promise<number> {
    return this.#end.promise;
  }

  /** Null: it runs. Else why it cannot, and nothing was begun. */
  async start(warnings: readonly string[]): Promise<string | null> {
    for (const warning of warnings) this.#logger.warning(warning);
    const app = controlApp(
      () => this.#document(),
      (request, by) => this.#driver.request(request, by),
      () => this.#texts.of(this.#config),
    );
    const handler = withTools(app.fetch, () => this.#document());
    const control = await openControl(this.#paths.socket, handler);
    if (!control.ok) {
      this.#logger.close();
      return control.problem;
    }
    this.#control = control.value;
    this.#links.configure(this.#config.links, this.#self);
    catchStrays((text) => this.#logger.warning(text), (error) => this.#crash(error));
    onSignals({ leave: () => this.#leave(), reload: () => this.#reload() });
    this.#driver.start();
    endStart();
    this.#reloading = this.#learnAgents();
    this.#pings.configure(this.#config.pings);
    feedSystemdWatchdog(() => this.#driver.turnedAgo() < this.#config.deadtime);
    await this.#configureStatus(this.#config);
    notify("READY");
    void this.#keepFree();
    return null;
  }

  /** So that the next life can speak at once. */
  async #keepFree(): Promise<void> {
    this.#nextGeneration = await this.#store.keepFree();
    this.#leaveNextLife();
  }

  #leaveNextLife(): void {
    const { keys, self, marks } = this.#files;
    const { name, links } = this.#config;
    const generation = this.#nextGeneration;
    if (generation === null || marks.config === null || marks.keys === null) return;
    leaveNextLife(this.#paths.runtime, {
      version: this.#options.version,
      generation,
      succeeds: generation - 1,
      cluster: name,
      self,
      configDigest: new Digests(keys).ofConfig(this.#config),
      links,
      config: marks.config,
      keys: marks.keys,
    });
  }

  /**
   * Asks the agents of themselves. After the first word has been said: they take their time, and a
   * daemon that was killed is back before its peers miss it.
   */
  async #learnAgents(): Promise<void> {
    const resources = [...this.#config.resources, ...this.#files.config.resources];
    const agents = await this.#askAgents({ ...this.#config, resources });
    this.#driver.turn({ kind: "agents", agents });
  }

  #askAgents({ name, resources }: ClusterConfig): Promise<Agents> {
    const host = agentHost(name, this.#self, this.#paths);
    return loadMetadata(resources, host, METADATA_WITHIN);
  }

  #document(): StatusDocument {
    const snapshot = this.#driver.snapshot();
    return {
      madeAt: wallNow(),
      madeBy: this.#self,
      version: this.#options.version,
      snapshot: {
        ...snapshot,
        counters: {
          ...snapshot.counters,
          ...this.#links.counters(),
          "turnedOut.status": this.#endpoint.turnedOut,
          "turnedOut.control": this.#control?.turnedOut ?? 0,
        },
      },
      events: this.#events.list(),
      loopTurnedAgo: this.#driver.turnedAgo(),
      deadtime: this.#config.deadtime,
      promises: this.#promises,
    };
  }

  #report(event: Event): void {
    this.#events.add(event, wallNow());
    const { level, text } = describe(event);
    this.#logger[level](text);
    if (level !== "debug") notify("STATUS", text);
  }

  #leave(): void {
    notify("STOPPING");
    this.#driver.turn({ kind: "leave" });
  }

  /** One after another: a second SIGHUP may bring what the first has just not seen. */
  #reload(): void {
    this.#reloading = this.#reloading.then(async () => {
      notify("RELOADING");
      this.#logger.reopen();
      await this.#readAgain();
      notify("READY");
    });
  }

  async #readAgain(): Promise<void> {
    const { config: path, node } = this.#options;
    const files = await readClusterFiles(path, node, "reload");
    if (!files.ok) {
      for (const problem of files.problem) this.#logger.error(problem);
      return this.#logger.error(
        `Cannot take over ${path} as it is now: the configuration in force stays; put right what ` +
          "is said above, check it with hb check, then reload again",
      );
    }
    const { config, text, keys, warnings } = files.value;
    this.#texts.note(config, text);
    const agents = await this.#askAgents(config);
    for (const warning of warnings) this.#logger.warning(warning);
    this.#files = files.value;
    this.#driver.turn({ kind: "reconfigure", config, keys, agents });
    this.#leaveNextLife();
    await this.#configured;
  }

  /** What the engine goes by from now on. Links and arbiter bear what is to come, too. */
  #takeOver(effect: Effect & { kind: "config" }): Promise<string | null> {
    const { working, inForce } = effect;
    this.#links.configure(working.links, this.#self);
    this.#arbiter.configure(working.arbiter);
    if (inForce !== this.#config) this.#configure(inForce);
    return this.#store.saveConfig(this.#texts.print(effect));
  }

  #configure(config: ClusterConfig): void {
    this.#logAs(config.log);
    this.#config = config;
    this.#promises = promisesOf(config);
    this.#leaveNextLife();
    this.#pings.configure(config.pings);
    this.#watchdog.configure(config.watchdog);
    this.#configured = this.#configured.then(() => this.#configureStatus(config));
  }

  #configureStatus({ status, nodes }: ClusterConfig): Promise<void> {
    return this.#endpoint.configure(status, nodes.map(({ name }) => name));
  }

  #logAs(log: LogConfig): void {
    if (JSON.stringify(log) === JSON.stringify(this.#config.log)) return;
    this.#logger.close();
    this.#logger = openLogger(log, this.#self);
  }

  #panic(why: string): void {
    const complain = (problem: string) => this.#logger.error(problem);
    complain(`Ends this host at once: ${why}`);
    panic(
      this.#config.fencing.panic,
      hostPower(fenceHost(this.#config.name, this.#self)),
      complain,
    );
  }

  /** The order matters: links last, so that the farewell has left. */
  async #finish(code: number): Promise<void> {
    await Promise.all([
      this.#control?.close(),
      this.#endpoint.close(),
      this.#store.close(),
      this.#arbiter.close(),
    ]);
    this.#links.close();
    this.#pings.close();
    this.#lease.close();
    this.#leaveWatchdog(code);
    this.#lives.forget();
    this.#end.resolve(code);
  }

  /** What could not be stopped goes on with nobody to watch it: the device is to end it. */
  #leaveWatchdog(code: number): void {
    if (code === 0) return this.#watchdog.disarm();
    if (!this.#watchdog.isArmed) return;
    this.#logger.error(
      "The watchdog stays armed, because not all could be stopped here: it resets this host soon",
    );
  }

  /** No clean-up: what the engine would do next cannot be trusted; deadtime does its work. */
  #crash(error: unknown): never {
    this.#logger.error(
      `hb has a bug and ends at once, leaving what runs here as it is: ${describeBug(error)}; ` +
        `please report it with this line, hb's version (${this.#options.version}) and the log before it`,
    );
    if (Deno.env.get("HB_DEBUG") === "1" && error instanceof Error) {
      this.#logger.error(error.stack ?? error.message);
    }
    this.#lives.note(`hb has a bug: ${describeBug(error)}`);
    Deno.exit(BUG);
  }
}
