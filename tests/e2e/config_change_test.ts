/**
 * cluster.toml is changed on one node after the other while the service runs.
 *
 * Bounds: deadtime 1 to 3 s. A change that waits waits for ever, so a second is enough to see that it
 * does; the client is never disturbed, for nothing here is to move or stop.
 */
import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import {
  clusterFile,
  type Holding,
  type Lab,
  type LabCluster,
  type LabNode,
  labNow,
  pause,
  type Probe,
  until,
} from "../../src/lab/mod.ts";
import { ADDRESS, EVENTUALLY, scenario, UNDISTURBED, UNIT } from "./scenario.ts";

const WAITS = 1000;
const TWO = ["n1", "n2"];
const THREE = ["n1", "n2", "n3"];

/** A cluster that is to be changed; n3, where there is one, is no node of it yet. */
class Service {
  readonly began = labNow();
  readonly n1: LabNode;
  readonly n2: LabNode;

  private constructor(
    readonly lab: Lab,
    readonly probe: Probe,
    readonly holding: Holding,
  ) {
    this.n1 = lab.node(1);
    this.n2 = lab.node(2);
  }

  static async up(lab: Lab): Promise<Service> {
    const [probe, holding] = [lab.probe(ADDRESS), lab.watchHolding()];
    const both = [lab.node(1), lab.node(2)];
    both.forEach((node) => node.start());
    await Promise.all(both.map((node) => node.sees(UNIT, "n1", EVENTUALLY)));
    await until("the client is served by n1", EVENTUALLY, () => probe.last?.from === "n1");
    return new Service(lab, probe, holding);
  }

  file(changes: Partial<LabCluster>): string {
    return clusterFile({
      nodes: TWO,
      room: this.lab.room,
      groups: [{ name: UNIT, address: ADDRESS, agent: `lsb:${this.lab.service}`, prefer: ["n1"] }],
      ...changes,
    });
  }

  /** Nothing has moved or stopped, and there were never two. */
  wentOn(): void {
    const gap = this.probe.longestGap(this.began);
    console.log(`longest gap ${Math.round(gap)} ms`);
    assertLess(gap, UNDISTURBED);
    assertEquals(this.probe.firstFrom("n2", this.began), null);
    assertEquals(this.holding.overlaps(ADDRESS), []);
  }
}

const write = (node: LabNode, text: string): Promise<void> =>
  Deno.writeTextFile(`${node.room}/cluster.toml`, text);

async function reload(node: LabNode, text: string): Promise<void> {
  await write(node, text);
  node.signal("SIGHUP");
}

/** `node` says that a change of these keys waits. @returns its words on the screen. */
async function waits(node: LabNode, changes: readonly string[]): Promise<string> {
  await until(
    `${node.name} waits with ${changes.join(", ")}`,
    EVENTUALLY,
    async () => {
      const next = (await node.status())?.snapshot.config.next;
      return next?.changes.join() === changes.join();
    },
    () => node.lastWords(),
  );
  await pause(WAITS);
  const { code, output } = await node.hb("status", "-1");
  assertEquals(code, 0, output);
  return output;
}

/** It goes by this deadtime, and nothing waits any more. */
const goesBy = (node: LabNode, deadtime: number): Promise<true> =>
  until(
    `${node.name} goes by a deadtime of ${deadtime} ms`,
    EVENTUALLY,
    async () => {
      const document = await node.status();
      return document?.deadtime === deadtime && document.snapshot.config.next === null;
    },
    () => node.lastWords(),
  );

const deadtimes = (...nodes: readonly LabNode[]): Promise<readonly (number | undefined)[]> =>
  Promise.all(nodes.map(async (node) => (await node.status())?.deadtime));

async function coordinatorFirst({ lab, n1 }: Service): Promise<readonly [LabNode, LabNode]> {
  const name = (await n1.status())?.snapshot.coordinator;
  const both = [lab.node(1), lab.node(2)] as const;
  return both[0].name === name ? both : [both[1], both[0]];
}

const WANTED = { cluster: { nodes: TWO } };

scenario("deadtime is changed by SIGHUP on one node after the other", WANTED, async (lab) => {
  const service = await Service.up(lab);
  const [leader, other] = await coordinatorFirst(service);

  const longer = service.file({ deadtime: "3s", initdead: "4s" });
  await reload(leader, longer);
  assertStringIncludes(
    await waits(leader, ["deadtime", "initdead"]),
    `A new configuration waits (deadtime, initdead): ${other.name}: it has not read the new ` +
      "configuration: systemctl reload hb there",
  );
  assertEquals(await deadtimes(leader, other), [1000, 1000]);
  await reload(other, longer);
  await Promise.all([goesBy(leader, 3000), goesBy(other, 3000)]);

  const shorter = service.file({});
  await reload(other, shorter);
  assertStringIncludes(
    await waits(other, ["deadtime", "initdead"]),
    `this node has read it; hb status on ${leader.name}, which decides`,
  );
  assertEquals(await deadtimes(leader, other), [3000, 3000]);
  await reload(leader, shorter);
  await Promise.all([goesBy(leader, 1000), goesBy(other, 1000)]);
  await pause(WAITS);
  service.wentOn();
});

scenario(
  "a node is started anew with the changed file, and a daemon killed between two reloads",
  WANTED,
  async (lab) => {
    const service = await Service.up(lab);
    const { n1, n2 } = service;

    const longer = service.file({ deadtime: "2s" });
    await write(n2, longer);
    assertEquals(await n2.stop(), 0);
    n2.start();
    await n2.sees(UNIT, "n1", EVENTUALLY);
    await waits(n2, ["deadtime"]);
    assertEquals(await deadtimes(n1, n2), [1000, 1000]);
    await reload(n1, longer);
    await Promise.all([goesBy(n1, 2000), goesBy(n2, 2000)]);

    const shorter = service.file({});
    await reload(n1, shorter);
    await waits(n1, ["deadtime"]);
    await n1.killDaemon();
    n1.start();
    await n1.sees(UNIT, "n1", EVENTUALLY);
    await waits(n1, ["deadtime"]);
    assertEquals(await deadtimes(n1, n2), [2000, 2000]);
    await reload(n2, shorter);
    await Promise.all([goesBy(n1, 1000), goesBy(n2, 1000)]);
    await pause(WAITS);
    service.wentOn();
  },
);

/** What `hb check --against running` says on n1. */
async function check({ n1, lab }: Service, text: string) {
  const file = `${lab.room}/next.toml`;
  await Deno.writeTextFile(file, text);
  return await n1.hb("check", file, "--against", "running");
}

/** All of them count so many nodes, and nothing waits. */
const countsNodes = (nodes: readonly LabNode[], count: number) =>
  Promise.all(nodes.map((node) =>
    until(
      `${node.name} counts ${count} nodes`,
      EVENTUALLY,
      async () => {
        const snapshot = (await node.status())?.snapshot;
        return snapshot?.quorum.of === count && snapshot.quorum.held &&
          snapshot.nodes.every(({ because }) => because === "heard" || because === "self") &&
          snapshot.config.next === null;
      },
      () => node.lastWords(),
    )
  ));

scenario("a node is added, and taken out again", {
  nodes: 3,
  ...WANTED,
}, async (lab) => {
  const service = await Service.up(lab);
  const { n1, n2 } = service;
  const n3 = lab.node(3);

  const three = service.file({ nodes: THREE });
  const added = await check(service, three);
  assertEquals(added.code, 0, added.output);
  assertStringIncludes(added.output, "n3 is added: hb there may be started before or after");
  await write(n3, three);
  n3.start();
  await until("n3 answers", EVENTUALLY, async () => (await n3.status()) !== null);
  await reload(n1, three);
  await waits(n1, ["nodes", "links"]);
  assertEquals((await n2.status())?.snapshot.quorum.of, 2);
  await reload(n2, three);
  await countsNodes(lab.nodes, 3);

  const two = service.file({});
  const removed = await check(service, two);
  assertEquals(removed.code, 75, removed.output);
  assertStringIncludes(removed.output, "n3 is taken out: systemctl stop hb on n3 first");
  const [leader, other] = await coordinatorFirst(service);
  await reload(leader, two);
  await reload(other, two);
  assertStringIncludes(
    await waits(leader, ["nodes", "links"]),
    "(nodes, links): n3: it is to be taken out and hb runs there: systemctl stop hb there",
  );
  assertEquals((await n2.status())?.snapshot.quorum.of, 3);
  assertEquals(await n3.stop(), 0);
  await countsNodes([n1, n2], 2);
  await pause(WAITS);
  service.wentOn();
});
