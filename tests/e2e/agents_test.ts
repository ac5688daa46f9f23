/**
 * A group of an address and a web server, both run by agents of Debian's resource-agents as Pacemaker
 * would run them; the client sees who serves it.
 *
 * Bounds: deadtime 1 s; the address's agent takes part of a second to start; nginx's agent waits a
 * second at a time for a server that stops, and takes one that nobody has waited for (a matter of
 * the host's init) for one that runs.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  clusterFile,
  type Holding,
  type Lab,
  type LabNode,
  labNow,
  type Probe,
  until,
} from "../../src/lab/mod.ts";
import {
  ADDRESS,
  allSee,
  DEADTIME,
  EVENTUALLY,
  holdsAlone,
  scenario,
  SLACK,
  UNIT,
} from "./scenario.ts";

const AGENTS = "/usr/lib/ocf/resource.d/heartbeat";
const NEEDS = {
  [`${AGENTS}/IPaddr2`]: "resource-agents",
  [`${AGENTS}/nginx`]: "resource-agents",
  nginx: "nginx-light",
  perl: "perl-base",
  pkill: "procps",
};
/** Failures in place before it moves. */
const THRESHOLD = 2;
const TAKEOVER = DEADTIME + 3 * SLACK;

/** The agent stops all servers with this file in their words, so it is no other lab's. */
const configOf = (lab: Lab): string => `${lab.room}/nginx.conf`;

const groupFile = (lab: Lab): string =>
  `${
    clusterFile({
      nodes: lab.names,
      room: lab.room,
      groups: [],
      defaults: `monitor = "500ms"\nmigration_threshold = ${THRESHOLD}`,
    })
  }
[[group]]
name = "${UNIT}"
prefer = ["n1"]
members = ["address", "server"]
[[resource]]
name = "address"
agent = "ocf:heartbeat:IPaddr2"
params = { ip = "${ADDRESS}", cidr_netmask = 24, nic = "eth0" }
[[resource]]
name = "server"
agent = "ocf:heartbeat:nginx"
params = { configfile = "${configOf(lab)}" }
`;

/** Each node's own file under one name. */
async function giveConfigs(lab: Lab): Promise<void> {
  await Deno.writeTextFile(configOf(lab), "");
  for (const node of lab.nodes) {
    const own = `${node.room}/served.conf`;
    await Deno.writeTextFile(own, nginxConfig(node.name));
    await node.shell(`mount --bind ${own} ${configOf(lab)}`);
  }
}

const nginxConfig = (name: string): string =>
  `user root;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_timeout 0;
  default_type text/plain;
  server {
    listen 80;
    location / { return 200 "${name}\\n"; }
  }
}
`;

interface Stage {
  readonly lab: Lab;
  readonly n1: LabNode;
  readonly n2: LabNode;
  readonly probe: Probe;
  readonly holding: Holding;
}

/** Played once the client is served by n1; at no moment do two have the address. */
function servedByAgents(name: string, play: (stage: Stage) => Promise<void>): void {
  scenario(name, { needs: NEEDS }, async (lab) => {
    await giveConfigs(lab);
    await lab.configure(groupFile(lab));
    const [probe, holding] = [lab.probe(ADDRESS), lab.watchHolding()];
    lab.nodes.forEach((node) => node.start());
    await allSee(lab, "n1", EVENTUALLY);
    const stage = { lab, n1: lab.node(1), n2: lab.node(2), probe, holding };
    await served(stage, "n1", EVENTUALLY);
    await play(stage);
    assertEquals(holding.overlaps(ADDRESS), []);
  });
}

servedByAgents(
  "Debian's agents for an address and nginx take over after a crash",
  async (stage) => {
    const { n1, probe } = stage;
    const died = await n1.crash();
    await served(stage, "n2", TAKEOVER);
    console.log(`agents: the client waited ${Math.round(probe.longestGap(died))} ms after a crash`);
    await n1.powerOn();
    await allSee(stage.lab, "n2", EVENTUALLY);
    await served(stage, "n2", EVENTUALLY);
  },
);

servedByAgents(
  "a killed nginx is started again in place, and moves when that is too often",
  async (stage) => {
    const { lab, n1, n2 } = stage;
    const began = labNow();
    for (let failure = 1; failure <= THRESHOLD; failure += 1) {
      assertEquals(stage.probe.firstFrom("n2", began), null, "it moved too early");
      assert(n1.killAll("nginx") > 1, "there was no nginx to kill");
      await until(
        `n1 tells of failure ${failure}`,
        EVENTUALLY,
        async () => await failuresOn(n2, "n1") === failure,
        () => n1.lastWords(),
      );
      await served(stage, failure < THRESHOLD ? "n1" : "n2", EVENTUALLY);
    }
    await allSee(lab, "n2", EVENTUALLY);
    assertEquals(n1.processes("nginx"), []);

    const moved = await n1.hb("move", UNIT, "n1");
    assertEquals(moved.code, 1, moved.output);
    assertStringIncludes(
      moved.output,
      "server has failed on n1 2 times; first run: hb cleanup server",
    );
    assertEquals((await n1.hb("cleanup", UNIT)).code, 0);
    await until(
      "n1's failures are forgotten",
      EVENTUALLY,
      async () => await failuresOn(n2, "n1") === 0,
    );
    const back = await n1.hb("move", UNIT, "n1");
    assertEquals(back.code, 0, back.output);
    await served(stage, "n1", EVENTUALLY);
  },
);

servedByAgents("Debian's agents hand over when an operator says so", async (stage) => {
  const { lab, n1, n2 } = stage;
  const moved = await n2.hb("move", UNIT, "n2");
  assertEquals(moved.code, 0, moved.output);
  await served(stage, "n2", EVENTUALLY);
  assertEquals(n1.processes("nginx"), []);
  console.log(`agents: ${moved.output.trim()}`);
  const back = await n1.hb("move", UNIT);
  assertEquals(back.code, 0, back.output);
  await served(stage, "n1", EVENTUALLY);
  assertEquals(n2.processes("nginx"), []);
  await allSee(lab, "n1", EVENTUALLY);
});

/** Waits until `node` answers the client and has the address alone. */
async function served({ lab, probe, holding }: Stage, node: string, bound: number): Promise<void> {
  const asked = probe.answers.length;
  await until(
    `${node} serves the client`,
    bound,
    () => probe.answers.length > asked && probe.last?.from === node,
    async () => (await Promise.all(lab.nodes.map((each) => each.lastWords()))).join(""),
  );
  await holdsAlone(holding, node, bound);
}

/** How often the server has failed on `node`, as `seenBy` knows it. */
async function failuresOn(seenBy: LabNode, node: string): Promise<number | undefined> {
  const units = (await seenBy.status())?.snapshot.units ?? [];
  const server = units.flatMap(({ resources }) => resources)
    .find(({ id }) => (id as string) === "server");
  return server?.on.find((here) => (here.node as string) === node)?.failcount;
}
