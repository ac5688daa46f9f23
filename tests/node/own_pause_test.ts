/** A node that did not run for a while: it lets go, then listens, and only then may start anything. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { type NodeName, Random } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { Rig, WEB } from "./rig.ts";

const SLOW = { slowestStart: 50, slowestStop: 9000, startFails: 0 };

function settled(nodes: number, seed: number, temper?: typeof SLOW): Rig {
  const rig = new Rig(clusterConfig({ nodes, ...WEB }), seed, temper);
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  return rig;
}

const holderOf = (rig: Rig): NodeName => rig.names.find((name) => rig.runsOn(name).length > 0)!;

/** What a node has started while `play` ran that another one, awake and not letting go, ran too. */
function startedBeside(rig: Rig, play: () => void): readonly string[] {
  const found: string[] = [];
  const keeps = (name: NodeName) => {
    const daemon = rig.daemons.get(name);
    return daemon?.paused === false && daemon.node.snapshot(rig.now).phase !== "lettingGo";
  };
  rig.onAgent = (name, { action, resource: { id } }, outcome) => {
    if (action !== "start" || outcome === null) return;
    const others = rig.names.filter((other) =>
      other !== name && rig.host(other).running.has(id) && keeps(other)
    );
    if (others.length > 0) found.push(`${id} on ${name} beside ${others.join()} at ${rig.now}`);
  };
  play();
  return found;
}

Deno.test("of two, one that slept and took long to let go starts nothing before it has listened", () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const rig = settled(2, seed, SLOW);
    const sleeper = holderOf(rig);
    rig.pause(sleeper);
    rig.run(10_000);
    const found = startedBeside(rig, () => {
      rig.resume(sleeper);
      assert(rig.until(() => rig.runsOn(sleeper).length === 0, 20_000) !== null, "it holds on");
      rig.run(10_000);
    });
    assertEquals(found, [], `seed ${seed}`);
  }
});

Deno.test("of two, one that slept for almost initdead while it was alone lets go before it hears a word", () => {
  const rig = settled(2, 1);
  const sleeper = holderOf(rig);
  const other = rig.names.find((name) => name !== sleeper)!;
  rig.crash(other);
  rig.run(5000);
  rig.pause(sleeper);
  rig.run(50);
  rig.start(other);
  // The other one waits for initdead, 5 s, and takes over then; this one spoke last before.
  rig.run(4500);
  rig.steps.length = 0;
  rig.resume(sleeper);
  assert(rig.reports(sleeper).some(({ kind }) => kind === "lettingGo"), "it goes on");
});

Deno.test("of two, one that slept a little while it was alone goes on", () => {
  const rig = settled(2, 1);
  const sleeper = holderOf(rig);
  rig.crash(rig.names.find((name) => name !== sleeper)!);
  rig.run(5000);
  rig.pause(sleeper);
  rig.run(2500);
  rig.steps.length = 0;
  rig.resume(sleeper);
  rig.run(1000);
  assertEquals(rig.reports(sleeper).filter(({ kind }) => kind === "lettingGo"), []);
});

/** Pauses, cuts and mends at random, several within one deadtime. */
function sleepsAndCuts(seed: number): readonly string[] {
  const random = new Random(seed);
  const rig = settled(random.pick([3, 3, 4, 5]), seed);
  return startedBeside(rig, () => {
    for (let change = 0; change < 15; change += 1) {
      for (const name of rig.names) {
        if (random.chance(0.25)) rig.pause(name);
        else if (random.chance(0.6)) rig.resume(name);
      }
      if (random.chance(0.4)) rig.network.heal();
      for (const from of rig.names) {
        for (const to of rig.names) if (random.chance(0.12)) rig.network.cut(from, to);
      }
      rig.run(random.between(50, 2500));
    }
  });
}

Deno.test("of three and more, whatever sleeps and whatever is cut, nothing starts beside one that is awake and keeps it", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    assertEquals(sleepsAndCuts(seed), [], `seed ${seed}`);
  }
});
