/**
 * Bugs planted on purpose: the simulator must find each. A copy of the sources with one guard taken out
 * is played by a process of its own, so that the product needs no switches for tests.
 *
 * Not here: orders of another epoch or life. They are refused by sequence number, by epoch and
 * generation, and by the ledger; without the first two the third was still enough in all that was
 * played. Nor the guard of the scheduler: the plan is right before it looks. Nor what a life must prove,
 * whom a report's sender followed, for how long a member has listened, and the vote that the last life
 * left: without one of them the others were enough in 45 seconds each; tests/node and tests/membership
 * show them one by one.
 *
 * Nor, of changes of the configuration, what was not found in a minute each. What seems to stand behind it,
 * though nobody has taken that out too: votes that count whatever their nodes count by (who hears of later
 * terms has no majority); a change that does not wait for who is silent and not known to be gone (a majority
 * of both is needed); joint said before it is kept (it takes a kill in that moment); a new node's file that
 * counts as one agreed on (where one holder is promised such nodes are too few).
 */
import type { StoryLoad } from "./draw_config.ts";

export interface Planted {
  readonly bug: string;
  readonly file: string;
  /** Each guard as it stands there, once; and what it becomes. */
  readonly guards: readonly (readonly [string, string])[];
  /** Where it shows, and a seed that is known to show it. */
  readonly focus: StoryLoad;
  readonly seed: number;
}

export const PLANTED: readonly Planted[] = [
  {
    bug: "a node takes over after half of deadtime",
    file: "src/membership/membership.ts",
    guards: [[
      "if (now >= later(heardAt, deadtime)) {",
      "if (now >= later(heardAt, deadtime / 2)) {",
    ]],
    focus: "cuts",
    seed: 1,
  },
  {
    bug: "a node holds on for longer than deadtime",
    file: "src/membership/majority.ts",
    guards: [[
      "until: this.leaseEnd(name, peer),",
      "until: later(this.leaseEnd(name, peer), this.#config.deadtime * 0.55),",
    ]],
    focus: "cuts",
    seed: 1,
  },
  {
    bug: "a node never lets go",
    file: "src/node/presence.ts",
    guards: [[
      "if (this.#lettingGo !== null || this.mayRun(config, now)) return [];",
      "if (now > 0) return [];",
    ]],
    focus: "cuts",
    seed: 1,
  },
  {
    bug: "a silent node counts as off before it is fenced",
    file: "src/node/standing.ts",
    guards: [[
      "if (!fencesNodes(config.fencing) || fencing.isOff(name)) return off(name, {});",
      "if (config.nodes.length > 0) return off(name, {});",
    ]],
    focus: "fencing",
    seed: 1,
  },
  {
    bug: "a proof counts for every later life",
    file: "src/node/proofs.ts",
    guards: [
      [
        "const events = [...this.#latest].flatMap(([node, proof]) => this.#review(node, proof, view));",
        "const events: Event[] = [];",
      ],
      [
        "if (proof === undefined || generation > proof.generation) return false;",
        "if (proof === undefined) return false;",
      ],
    ],
    focus: "fencing",
    seed: 1,
  },
  {
    bug: "the arbiter's vote counts long after the others may have it",
    file: "src/arbiter/arbiter_lease.ts",
    guards: [[
      "this.#until = later(sentAt, ttl * COUNTED_PART);",
      "this.#until = later(now, ttl * 3);",
    ]],
    focus: "arbiter",
    seed: 1,
  },
  {
    bug: "what is not known of a node counts as nothing there",
    file: "src/scheduler/live/fact.ts",
    guards: [[
      'if (node.standing === "unclean" || node.resources === null) return { state: "unknown", ...STILL };',
      'if (node.standing === "unclean" || node.resources === null) return { state: "off", ...STILL };',
    ]],
    focus: "late",
    seed: 1,
  },
  {
    bug: "a lease is nearly as long as deadtime",
    file: "src/membership/membership.ts",
    guards: [["export const LEASE_PART = 0.75;", "export const LEASE_PART = 0.95;"]],
    focus: "cuts",
    seed: 2,
  },
  {
    bug: "a node takes its new file at once",
    file: "src/node/config_change.ts",
    guards: [[
      "if (this.#number === 0 || this.#isInForce",
      "if (this.#number >= 0 || this.#isInForce",
    ]],
    focus: "changes",
    seed: 15,
  },
  {
    bug: "the next configuration is in force without the joint stage",
    file: "src/node/config_change.ts",
    guards: [[
      'if (isDue || joint.some(({ next }) => this.#isNext(next))) this.#set("keeping");',
      "if (this.#next !== null) return this.#commit();",
    ]],
    focus: "changes",
    seed: 15,
  },
  {
    bug:
      "in the joint stage leases are of the longer deadtime, and silence is judged by the shorter",
    file: "src/node/in_force.ts",
    guards: [
      [
        "({ ...of, digest: digestOfTerms(of) })",
        "({ ...of, deadtime: Math.max(config.deadtime, next?.deadtime ?? 0), digest: digestOfTerms(of) })",
      ],
      [
        "deadtime: Math.max(config.deadtime, next.deadtime),",
        "deadtime: Math.min(config.deadtime, next.deadtime),",
      ],
    ],
    focus: "changes",
    seed: 44,
  },
  {
    bug: "a node is taken out while hb runs there",
    file: "src/node/config_agreement.ts",
    guards: [[
      'if (!stays) return "it is to be taken out and hb runs there: systemctl stop hb there";',
      "if (!stays) return null;",
    ]],
    focus: "changes",
    seed: 18,
  },
  {
    bug: "a node that runs something becomes a witness",
    file: "src/node/config_agreement.ts",
    guards: [[
      "(node === self ? null : lacks(node, agreement)) ?? holds(node, agreement);",
      "node === self ? null : lacks(node, agreement);",
    ]],
    focus: "changes",
    seed: 15,
  },
];

const ROOT = new URL("../..", import.meta.url).pathname;
const HUNTER = "tests/sim/hunt.ts";
const COPIED = [
  "src",
  "tests/sim",
  "tests/cluster_config.ts",
  "tests/with_more.ts",
  "deno.json",
  "deno.lock",
];

/** The first seed from `from` on in which the bug leads to two holders; null: none within `seconds`. */
export async function hunt(
  planted: Planted,
  from: number,
  seconds: number,
): Promise<number | null> {
  const place = await Deno.makeTempDir({ prefix: "hb-planted-" });
  try {
    for (const path of COPIED) await copy(`${ROOT}${path}`, `${place}/${path}`);
    await plant(planted, `${place}/${planted.file}`);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--quiet",
        `${place}/${HUNTER}`,
        planted.focus,
        String(from),
        String(seconds),
      ],
      cwd: place,
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const told = new TextDecoder().decode(stdout).trim();
    return told === "" ? null : Number(told);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

async function plant({ bug, file, guards }: Planted, path: string): Promise<void> {
  let text = await Deno.readTextFile(path);
  for (const [guard, becomes] of guards) {
    const parts = text.split(guard);
    if (parts.length !== 2) {
      throw new Error(
        `Cannot plant "${bug}": ${file} has ${
          parts.length - 1
        } times: ${guard}; if the guard has ` +
          "moved, say in tests/sim/planted.ts where it is now",
      );
    }
    text = parts.join(becomes);
  }
  await Deno.writeTextFile(path, text);
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) {
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
