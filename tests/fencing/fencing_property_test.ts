/** Whatever devices answer, and whoever is lost meanwhile: what is proved is so. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { FenceOperation, FenceResult } from "../../src/fencing/mod.ts";
import type { FenceDeviceConfig, FenceDeviceName, NodeName } from "../../src/model/mod.ts";
import {
  type Answer,
  device,
  done,
  fails,
  isOff,
  n1,
  n2,
  n3,
  need,
  NODES,
  Plant,
} from "./plant.ts";

/** What a device does the next time, whoever calls it. */
type Whim = "does" | "fails" | "hangs" | "doesAndFails";

const devices: fc.Arbitrary<readonly FenceDeviceConfig[]> = fc.array(
  fc.record({
    level: fc.integer({ min: 1, max: 3 }),
    action: fc.constantFrom(null, "off" as const, "reboot" as const),
    verify: fc.boolean(),
    retries: fc.integer({ min: 0, max: 2 }),
    monitor: fc.constantFrom(0, 60_000),
    randomDelay: fc.constantFrom(0, 3000),
    from: fc.subarray([...NODES], { minLength: 1 }),
  }),
  { minLength: 1, maxLength: 4 },
).map((drawn) => drawn.map((each, at) => device(`d${at}`, each)));

const whims = fc.infiniteStream(
  fc.constantFrom<Whim>("does", "does", "fails", "hangs", "doesAndFails"),
);

type Happening =
  | { readonly kind: "runs"; readonly length: number }
  | { readonly kind: "loses"; readonly node: NodeName }
  | { readonly kind: "restarts"; readonly node: NodeName }
  | {
    readonly kind: "wants";
    readonly nodes: readonly NodeName[];
    readonly action: "off" | "reboot";
  };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("runs" as const),
      length: fc.integer({ min: 1, max: 30_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("loses" as const),
      node: fc.constantFrom(n2, n3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("restarts" as const),
      node: fc.constantFrom(...NODES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wants" as const),
      nodes: fc.subarray([...NODES]),
      action: fc.constantFrom("off" as const, "reboot" as const),
    }),
  },
);

/** The power supplies: each device is one of them, and a node lives while any of its supplies is on. */
class Power {
  readonly off = new Map<NodeName, Set<FenceDeviceName>>();
  /** What a device has done and said so, and the life of the target that saw it. */
  readonly confirmed: {
    device: FenceDeviceName;
    action: string;
    target: NodeName;
    life: number;
  }[] = [];
  constructor(private readonly lives: ReadonlyMap<NodeName, number>) {}

  obey({ device: { name }, action, target }: FenceOperation, whim: Whim): Answer {
    if (target === null) return whim === "fails" ? fails("unwell") : done();
    const off = this.off.get(target) ?? new Set();
    this.off.set(target, off);
    switch (whim) {
      case "hangs":
        return null;
      case "fails":
        return fails("refused");
      case "does":
      case "doesAndFails":
        if (action === "off") off.add(name);
        if (action === "on") off.delete(name);
        if (whim === "doesAndFails") return fails("connection lost");
        if (action === "status" && !off.has(name)) return done();
        this.confirmed.push({ device: name, action, target, life: this.lives.get(target) ?? 0 });
        return action === "status" ? isOff() : done();
    }
  }
}

function play(
  configured: readonly FenceDeviceConfig[],
  whim: IterableIterator<Whim>,
  happenings: readonly Happening[],
  seed: number,
  judge: (result: FenceResult, power: Power) => void,
): Plant {
  const lives = new Map<NodeName, number>();
  const power = new Power(lives);
  const plant = new Plant(
    configured,
    (operation) => power.obey(operation, whim.next().value ?? "does"),
    seed,
  );
  let judged = 0;
  const look = () => {
    for (const [node, life] of plant.lives) lives.set(node, life);
    for (; judged < plant.results.length; judged += 1) {
      const result = plant.results[judged];
      if (result !== undefined) judge(result, power);
    }
  };
  look();
  for (const happened of happenings) {
    switch (happened.kind) {
      case "runs":
        plant.run(happened.length);
        break;
      case "loses":
        plant.lose(happened.node);
        break;
      case "restarts":
        plant.lives.set(happened.node, (plant.lives.get(happened.node) ?? 0) + 1);
        break;
      case "wants":
        plant.needs = happened.nodes.map((node) => need(node, { action: happened.action }));
    }
    look();
  }
  return plant;
}

Deno.test("nothing is proved but by all devices of one level, each of which has confirmed it", () => {
  let proofs = 0;
  fc.assert(
    fc.property(
      devices,
      whims,
      fc.array(happening, { maxLength: 40 }),
      fc.integer(),
      (configured, whim, happenings, seed) => {
        play(configured, whim, happenings, seed, (result, { confirmed }) => {
          assert(result.kind === "fenced");
          proofs += 1;
          const { level } = configured.find(({ name }) => name === result.devices[0]) ?? {};
          const whole = configured.filter((each) => each.level === level);
          assertEquals(result.devices, whole.map(({ name }) => name));
          for (const { name, action, verify } of whole) {
            const asked = whole.length > 1 ? "off" : action ?? result.action;
            const last = asked === "off" && verify ? "status" : asked;
            const life = confirmed.findLast((each) =>
              each.device === name && each.target === result.target && each.action === last
            )?.life ?? -1;
            assert(life >= result.generation, `${name} ended ${life}, not ${result.generation}`);
          }
        });
      },
    ),
    { numRuns: 400 },
  );
  assert(proofs > 20, `${proofs} proofs`);
});

Deno.test("no device is called for two at once, and none by a node that may not or is the target", () => {
  fc.assert(fc.property(
    devices,
    whims,
    fc.array(happening, { maxLength: 40 }),
    fc.integer(),
    (configured, whim, happenings, seed) => {
      const plant = play(configured, whim, happenings, seed, () => {});
      for (const call of plant.calls) {
        const [, by, name, action, target] = /^(\S+): (\S+) (\S+)(?: (\S+))?$/.exec(call) ?? [];
        const from = configured.find((each) => each.name === name)?.from ?? [];
        assert(from.some((node) => node === by), call);
        assert(action === "monitor" || by !== target, call);
      }
      assertEquals(plant.overlaps, []);
    },
  ));
});

Deno.test("once its devices work a node that is wanted off is proved off within two minutes", () => {
  fc.assert(fc.property(
    devices,
    whims,
    fc.array(happening, { maxLength: 20 }),
    fc.integer(),
    (configured, whim, happenings, seed) => {
      const everyone = configured.map((each) => ({ ...each, from: [n1, n3] }));
      let healed = false;
      const drawn = (function* (): IterableIterator<Whim> {
        for (;;) yield healed ? "does" : whim.next().value ?? "does";
      })();
      const plant = play(everyone, drawn, happenings, seed, () => {});
      healed = true;
      const before = plant.results.length;
      plant.needs = [need(n2, { action: "off" })];
      plant.run(200_000);
      assert(plant.results.length > before);
    },
  ));
});
