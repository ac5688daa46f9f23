/**
 * Whole clusters as scripts, played on the simulator's cluster with real nodes. A start takes
 * 100 ms, a stop 50 ms, a look 10 ms, a fence device 500 ms, a boot 5 s, a datagram no time; so every
 * line of the answer is exact.
 *
 *     nodes 2 · cluster auto_failback = true · defaults migration_threshold = 3
 *     node n3 witness = true
 *     group web vip nginx prefer n1 · alone db · toml [[clone]] (a line of the file, as it is)
 *     start all · start n1 · run 2s · wait web on n2       (says how long that took)
 *     cut n1 | n2 n3 · cut n1 > n2 · unplug n1 · heal
 *     crash n1 · kill n1 (the daemon alone) · pause n1 · resume n1 · leave n1
 *     die nginx on n1 · break nginx on n1 (does not start there) · stick nginx on n1 (does not
 *     stop there) · mend nginx on n1
 *     standby n1 · online n1 · move web n2 · move web · cleanup
 *     stop web · start web · restart web · unmanage web · manage web
 *     maintenance on · maintenance off n1
 *     hang stop nginx on n1 (until its time is up)
 *     sleep n1 · wake n1 (a machine that is paused: its clock stands) · clock n1 5s (jumps ahead)
 *     power n1 off · power n1 on · device ipmi fails (works dead late mute) · device ipmi cut n1
 *     fence n1 · fence n1 off · confirm n1
 *     arbiter down · arbiter up · arbiter cut n1 · ping 10.0.0.1 lost n1 n2 · ping 10.0.0.1 back
 *     attribute n1 master-db 10 (as an agent there would set it)
 *     status · events (since the last time) · forget (all events until now)
 */
import {
  fenceDeviceName,
  type NodeName,
  nodeName,
  Random,
  resourceId,
  unitName,
  unitsOf,
} from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import { describe } from "../../src/status/mod.ts";
import { clusterConfig, type Shape } from "../cluster_config.ts";
import { Cluster, LINK, PLAIN } from "../sim/cluster.ts";
import { MOODS } from "../sim/power.ts";
import { exited } from "../sim/world.ts";

const TOOK = {
  start: 100,
  stop: 50,
  promote: 100,
  demote: 50,
  migrate_to: 100,
  migrate_from: 100,
  probe: 10,
  monitor: 10,
  notify: 10,
  reload: 10,
  announce: 10,
};
const CALM = { loss: 0, doubling: 0, slowest: 0 };

export function play(lines: readonly string[]): string {
  const script = new Script(lines);
  script.play();
  return script.told.join("\n") + "\n";
}

class Script {
  readonly told: string[] = [];
  readonly #cluster: Cluster;
  /** What fails where: `start nginx on n1`. */
  readonly #failing = new Set<string>();
  /** Resources that run on several hosts at this moment. */
  readonly #doubled = new Map<string, string>();
  #events: string[] = [];
  #read = 0;

  constructor(private readonly lines: readonly string[]) {
    const shape = shapeOf(lines);
    this.#cluster = new Cluster(clusterConfig(shape), new Random(1), CALM, {
      slowestStart: 1,
      slowestStop: 1,
      startFails: 0,
    }, { ...PLAIN, boot: 5000 });
    this.#cluster.outside.devices.duration = () => 500;
    for (const [name, host] of this.#cluster.hosts) {
      host.duration = ({ action }) => TOOK[action];
      const perform = host.perform.bind(host);
      host.perform = (operation, ...more) =>
        this.#failing.has(`${operation.action} ${operation.resource.id} on ${name}`)
          ? exited(1)
          : perform(operation, ...more);
    }
    this.#cluster.afterStep = () => this.#watch();
  }

  play(): void {
    for (const line of this.lines) {
      const [verb = "", ...words] = line.split(/\s+/);
      if (!SHAPING.includes(verb)) this.#obey(verb, words, line);
    }
  }

  #obey(verb: string, words: readonly string[], line: string): void {
    const cluster = this.#cluster;
    const [first = "", second = "", third = ""] = words;
    const name = nodeName(first);
    switch (verb) {
      case "start":
        if (first !== "all" && !cluster.names.includes(name)) return this.#target(verb, first);
        for (const each of first === "all" ? cluster.names : [name]) cluster.start(each);
        return;
      case "run":
        return cluster.run(millis(first));
      case "wait":
        return this.#wait(first, nodeName(third));
      case "cut":
        return this.#cut(words);
      case "unplug":
        this.#cut([name, "|", ...cluster.names.filter((each) => each !== name)]);
        return this.#link(name, "down");
      case "heal":
        cluster.network.heal();
        for (const each of cluster.names) this.#link(each, "up");
        return;
      case "crash":
        return cluster.crash(name);
      case "kill":
        return cluster.kill(name);
      case "pause":
        return cluster.pause(name);
      case "resume":
        return cluster.resume(name);
      case "leave":
        return this.#give(name, { kind: "leave" });
      case "die":
        cluster.host(nodeName(third)).running.delete(resourceId(first));
        return;
      case "break":
        this.#failing.add(`start ${first} on ${third}`);
        return;
      case "stick":
        this.#failing.add(`stop ${first} on ${third}`);
        return;
      case "hang":
        cluster.host(nodeName(words[3] ?? "")).mishaps.set(`${first} ${second}`, "hangs");
        return;
      case "sleep":
        return cluster.freeze(name, "stands");
      case "wake":
        return cluster.thaw(name);
      case "clock":
        return cluster.jumpClock(name, millis(second));
      case "power":
        return second === "off" ? cluster.cutPower(name, "a hand") : cluster.restorePower(name);
      case "device":
        return this.#device(first, second, third);
      case "arbiter":
        return this.#arbiter(first, nodeName(second));
      case "ping":
        return this.#ping(first, second === "lost" ? words.slice(2) : []);
      case "fence": {
        const action = second === "off" || second === "on" ? second : "reboot";
        return this.#ask({ kind: "fence", node: name, action });
      }
      case "confirm":
        return this.#ask({ kind: "fenceConfirm", node: name });
      case "mend":
        for (const action of ["start", "stop"]) {
          this.#failing.delete(`${action} ${first} on ${third}`);
        }
        return;
      case "standby":
      case "online":
        return this.#ask({ kind: "standby", node: name, on: verb === "standby" });
      case "move":
        return this.#ask({
          kind: "move",
          unit: unitName(first),
          to: second === "" ? null : nodeName(second),
        });
      case "stop":
        return this.#target(verb, first);
      case "restart":
        return this.#ask({ kind: "restart", name: first });
      case "manage":
      case "unmanage":
        return this.#ask({ kind: "manage", name: first, on: verb === "manage" });
      case "maintenance":
        return this.#ask({
          kind: "maintenance",
          on: first === "on",
          node: second === "" ? null : nodeName(second),
        });
      case "cleanup":
        return this.#ask({ kind: "cleanup", resource: null, node: null });
      case "attribute":
        return this.#give(name, {
          kind: "request",
          id: 1,
          request: { kind: "attribute", node: name, name: second, value: third, scope: "reboot" },
          wall: this.#cluster.now,
        });
      case "status":
        return this.#tellStatus();
      case "events":
        this.#takeEvents();
        this.told.push("> events", ...this.#events, "");
        this.#events = [];
        return;
      case "forget":
        this.#takeEvents();
        this.#events = [];
        return;
      default:
        throw new Error(`what is "${line}"?`);
    }
  }

  #device(device: string, what: string, node: string): void {
    const { moods, unreached } = this.#cluster.outside.devices;
    const mood = MOODS.find((each) => each === what);
    if (mood !== undefined) moods.set(fenceDeviceName(device), mood);
    if (mood === "works") unreached.clear();
    if (what === "cut") unreached.add(`${device}<${node}`);
  }

  #arbiter(what: string, node: NodeName): void {
    const { arbiter } = this.#cluster.outside;
    if (what === "up") arbiter.mend();
    if (what === "down") arbiter.isUp = false;
    if (what === "cut") arbiter.unreachedBy.add(node);
  }

  #ping(ping: string, nodes: readonly string[]): void {
    const { silentPings } = this.#cluster.outside;
    if (nodes.length === 0) silentPings.clear();
    for (const node of nodes) silentPings.add(`${ping}<${node}`);
  }

  #target(verb: "start" | "stop", name: string): void {
    this.#ask({ kind: "target", name, role: verb === "start" ? "started" : "stopped" });
  }

  #give(name: NodeName, input: Parameters<Cluster["give"]>[2]): void {
    const daemon = this.#cluster.daemons.get(name);
    if (daemon !== undefined) this.#cluster.give(name, daemon, input);
  }

  #link(name: NodeName, state: "up" | "down"): void {
    const why = state === "up" ? "" : "no carrier";
    this.#give(name, { kind: "linkState", link: LINK, state, why });
  }

  /** Asked of the first daemon there is. */
  #ask(request: Request): void {
    const [name] = this.#cluster.daemons.keys();
    if (name !== undefined) {
      this.#give(name, { kind: "request", id: 1, request, wall: this.#cluster.now });
    }
  }

  #cut(words: readonly string[]): void {
    const at = words.findIndex((word) => word === "|" || word === ">");
    for (const here of words.slice(0, at)) {
      for (const there of words.slice(at + 1)) {
        this.#cluster.network.cut(here, there);
        if (words[at] === "|") this.#cluster.network.cut(there, here);
      }
    }
  }

  #wait(unit: string, name: NodeName): void {
    const { config } = this.#cluster;
    const members = config.groups.find((group) => group.name === unit)?.members ??
      [resourceId(unit)];
    const start = this.#cluster.now;
    const there = () => members.every((id) => this.#cluster.host(name).running.has(id));
    while (!there() && this.#cluster.now - start < 60_000) this.#cluster.run(10);
    const took = ((this.#cluster.now - start) / 1000).toFixed(2);
    const what = there() ? `${unit} runs on ${name} after ${took} s` : `${unit} never on ${name}`;
    this.told.push(`> wait ${unit} on ${name}`, what, "");
  }

  #tellStatus(): void {
    const cluster = this.#cluster;
    const lines = cluster.names.map((name) => {
      const daemon = cluster.daemons.get(name);
      const { running: active, promoted } = cluster.host(name);
      const running = [...active].map((id) => promoted.has(id) ? `${id} (promoted)` : id)
        .join(" ") || "nothing";
      if (daemon === undefined) return `${name}: no daemon; runs ${running}`;
      const { phase, coordinator, quorum } = daemon.node.snapshot(cluster.now);
      const words = [
        daemon.paused ? "paused" : phase,
        coordinator === name ? "coordinates" : coordinator === null ? "" : `follows ${coordinator}`,
        quorum.held ? "" : "no quorum",
      ].filter((word) => word !== "");
      return `${name}: ${words.join(", ")}; runs ${running}`;
    });
    const blocked = [...cluster.daemons.values()].flatMap(({ node }) => {
      const { node: self, coordinator, units } = node.snapshot(cluster.now);
      if (coordinator !== self) return [];
      return units.flatMap(({ name, blocked }) => blocked === null ? [] : `${name}: ${blocked}`);
    });
    this.told.push("> status", ...lines, ...blocked, "");
  }

  /** Notes at once where a resource begins, and ends, to run on several hosts. */
  #watch(): void {
    const { names, config } = this.#cluster;
    const many = new Set(
      unitsOf(config).flatMap(({ clone, members }) => clone === null ? [] : members),
    );
    for (const resource of config.resources) {
      const { id } = resource;
      const on = names.filter((name) => {
        const { running, promoted } = this.#cluster.host(name);
        // Of what runs everywhere there is one that is promoted.
        return (many.has(resource) ? promoted : running).has(id);
      });
      const hosts = on.length > 1 ? on.join(" and ") : "";
      if (hosts === (this.#doubled.get(id) ?? "")) continue;
      this.#doubled.set(id, hosts);
      this.#takeEvents();
      const text = hosts === "" ? `${id} runs on one host again` : `${id} RUNS ON ${hosts}`;
      this.#events.push(`${stamp(this.#cluster.now)}  !!  ${text}`);
    }
  }

  /** What the nodes have told since, as their log would say it. */
  #takeEvents(): void {
    const news = this.#cluster.log.slice(this.#read);
    this.#read = this.#cluster.log.length;
    for (const { at, who, what } of news) {
      if (who === "power") this.#events.push(`${stamp(at)}  !!  ${what}`);
      if (typeof what === "string") continue;
      const { level, text } = describe(what);
      if (level !== "debug") this.#events.push(`${stamp(at)}  ${who}  ${text}`);
    }
  }
}

/** Lines that shape the cluster before anything happens. */
const SHAPING: readonly string[] = [
  "nodes",
  "node",
  "cluster",
  "defaults",
  "group",
  "alone",
  "toml",
];

function shapeOf(lines: readonly string[]): Shape {
  const of = (verb: string) =>
    lines.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1));
  return {
    nodes: Number(of("nodes")[0] ?? 2),
    node: Object.fromEntries(
      of("node").map((line) => [line.split(" ")[0], [line.slice(line.indexOf(" ") + 1)]]),
    ),
    cluster: of("cluster"),
    defaults: ['monitor = "1s"', ...of("defaults")],
    groups: of("group").map((line) => line.replace(" ", ": ")),
    alone: of("alone"),
    more: of("toml"),
    resource: {
      vip: ['agent = "hb:vip"', 'params = { address = "10.0.0.100/24", interface = "eth0" }'],
    },
  };
}

/** Since the start of the story, in seconds. */
const stamp = (now: number): string => ((now - 1000) / 1000).toFixed(3).padStart(7);

const millis = (text: string): number =>
  Number.parseFloat(text) * (text.endsWith("ms") ? 1 : text.endsWith("m") ? 60_000 : 1000);
