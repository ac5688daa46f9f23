/** That the load of two versions shows what it is for; `seeds_test` plays more of it. */
import { assert, assertEquals } from "@std/assert";
import { nodeName, Random } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { Cluster, PLAIN, RELEASE } from "./cluster.ts";
import { NEWER, releaseOf } from "./versions.ts";

const WEATHER = { loss: 0, doubling: 0, slowest: 1 };
const TEMPER = { slowestStart: 50, slowestStop: 50, startFails: 0 };

Deno.test("lives of all nodes are drawn of both versions, each for good", () => {
  const lives = Array.from(
    { length: 200 },
    (_, at) => releaseOf(7, nodeName(`n${1 + at % 5}`), 1 + Math.floor(at / 5)),
  );
  const newer = lives.filter((release) => release === NEWER).length;
  assert(newer > 50 && newer < 150, `${newer}`);
  assertEquals(releaseOf(7, nodeName("n1"), 1), releaseOf(7, nodeName("n1"), 1));
});

Deno.test("in a fleet of two versions levels rise and fall, and what is not known is passed over", () => {
  const config = clusterConfig({ nodes: 3, groups: ["web: vip nginx prefer n1"] });
  const cluster = new Cluster(config, new Random(1), WEATHER, TEMPER, { ...PLAIN, versions: 3 });
  const levels = new Set<number>();
  const seen = { mixed: 0, unknownKind: 0, unknownLevel: 0 };
  for (const name of cluster.names) cluster.start(name);
  for (let round = 0; round < 40; round += 1) {
    cluster.run(4000);
    const views = [...cluster.daemons.values()].map(({ node }) => node.snapshot(cluster.now));
    const releases = cluster.names.map((name) =>
      releaseOf(3, name, cluster.host(name).disk.generation)
    );
    // All that are there read it, and all know it of each other.
    const expected = releases.includes(RELEASE) ? 1 : 2;
    assertEquals(views.map(({ level }) => level), [expected, expected, expected]);
    levels.add(expected);
    for (const { counters, nodes } of views) {
      seen.unknownKind += counters["junk.unknownKind"] ?? 0;
      seen.unknownLevel += counters["junk.unknownLevel"] ?? 0;
      seen.mixed += Number(new Set(nodes.map(({ hb }) => hb?.version)).size > 1);
      assertEquals(counters["junk.malformed"], undefined);
    }
    const running = cluster.names.flatMap((name) => [...cluster.host(name).running]);
    assertEquals(running.sort(), ["nginx", "vip"]);
    const next = cluster.names[round % 3]!;
    cluster.kill(next);
    cluster.start(next);
  }
  assertEquals([...levels].sort(), [1, 2]);
  assert(Object.values(seen).every((times) => times > 0), JSON.stringify(seen));
});
