/** Of three and more nodes none ever runs what another runs, however links come and go. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { Random } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { Rig, WEB } from "./rig.ts";

/** What has run on two hosts at once while `play` ran; empty: nothing. */
function doubledIn(rig: Rig, play: () => void): readonly string[] {
  const found = new Set<string>();
  rig.afterStep = () => {
    for (const { id } of rig.config.resources) {
      const on = rig.names.filter((name) => rig.host(name).running.has(id));
      if (on.length > 1) found.add(`${id} on ${on.join(" and ")}`);
    }
  };
  play();
  return [...found];
}

/**
 * The coordinator and the holder do not hear each other; the third hears the coordinator again
 * after `silence`, and then the holder no more.
 */
function coordinatorComesBack(silence: number): readonly string[] {
  const rig = Rig.settled({ nodes: 3, ...WEB });
  const coordinator = rig.names.find((name) => rig.daemons.get(name)?.node.lastPlan)!;
  const holder = rig.names.find((name) => rig.runsOn(name).length > 0)!;
  const third = rig.names.find((name) => name !== coordinator && name !== holder);
  if (third === undefined) throw new Error("the holder coordinates");
  return doubledIn(rig, () => {
    rig.network.cut(holder, coordinator);
    for (const name of [holder, third]) rig.network.cut(coordinator, name);
    rig.run(silence);
    rig.network.heal();
    for (const name of [coordinator, third]) {
      rig.network.cut(holder, name);
      rig.network.cut(name, holder);
    }
    rig.run(5000);
  });
}

/**
 * The third hears the holder no more, then the coordinator does not either; `silence` later the third
 * hears the holder again, and the coordinator the third no more: it knows of the third what is past.
 */
function memberHearsHolderAgain(silence: number): readonly string[] {
  const rig = Rig.settled({ nodes: 3, ...WEB });
  const coordinator = rig.names.find((name) => rig.daemons.get(name)?.node.lastPlan)!;
  const holder = rig.names.find((name) => rig.runsOn(name).length > 0)!;
  const third = rig.names.find((name) => name !== coordinator && name !== holder);
  if (third === undefined) throw new Error("the holder coordinates");
  return doubledIn(rig, () => {
    rig.network.cut(holder, third);
    rig.run(5000);
    rig.network.cut(holder, coordinator);
    rig.run(silence);
    rig.network.heal();
    for (const name of [holder, third]) rig.network.cut(name, coordinator);
    rig.run(5000);
  });
}

/** Single directions of links, cut and mended at random, many within one deadtime. */
function flicker(seed: number): readonly string[] {
  const random = new Random(seed);
  const rig = new Rig(clusterConfig({ nodes: random.pick([3, 3, 4, 5]), ...WEB }), seed);
  for (const name of rig.names) rig.start(name);
  rig.run(3000);
  return doubledIn(rig, () => {
    for (let change = 0; change < 12; change += 1) {
      if (random.chance(0.5)) rig.network.heal();
      for (const from of rig.names) {
        for (const to of rig.names) if (random.chance(0.35)) rig.network.cut(from, to);
      }
      rig.run(random.between(50, 1800));
    }
  });
}

Deno.test("a silent coordinator that comes back to one member takes nothing over too soon", () => {
  for (let silence = 100; silence <= 2000; silence += 100) {
    assertEquals(coordinatorComesBack(silence), [], `after ${silence} ms`);
  }
});

Deno.test("what a member said before it heard the holder again gives the coordinator no leave to take over", () => {
  for (let silence = 100; silence <= 2000; silence += 100) {
    assertEquals(memberHearsHolderAgain(silence), [], `after ${silence} ms`);
  }
});

Deno.test("links that flicker in single directions never make two holders", () => {
  const found = [77, 616, 1024, 1187];
  for (const seed of [...Array.from({ length: 30 }, (_, index) => index + 1), ...found]) {
    assertEquals(flicker(seed), [], `seed ${seed}`);
  }
});
