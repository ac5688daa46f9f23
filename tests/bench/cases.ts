/** What is measured: each case makes a lab of its own, does one thing to it, and gives one figure. */
import {
  clusterFile,
  type HbCommand,
  type Holding,
  Lab,
  type LabCluster,
  type LabNode,
  labNow,
  Listener,
  pause,
  type Probe,
  until,
} from "../../src/lab/mod.ts";

const ADDRESS = "10.77.0.200";
const UNIT = "web";
const PORT = 694;
const BOUND = 30_000;
/** Quiet before and after an event, so that a gap is the event's own. */
const QUIET = 1500;

export interface Case {
  readonly what: string;
  readonly aim: string;
  readonly peers: string;
  /** @returns milliseconds. */
  readonly measure: (hb: HbCommand) => Promise<number>;
}

interface Stage {
  readonly lab: Lab;
  readonly n1: LabNode;
  readonly n2: LabNode;
  readonly probe: Probe;
  readonly holding: Holding;
}

export const CASES: readonly Case[] = [
  {
    what: "cold start of two: to the first answer",
    aim: "≤ 1500 ms",
    peers: "keepalived 840–3700, Heartbeat 11 700, Pacemaker 24 530",
    measure: (hb) =>
      staged(hb, {}, async ({ lab, probe }) => {
        const began = labNow();
        lab.nodes.forEach((node) => node.start());
        await until("an answer", BOUND, () => probe.last !== null);
        return (probe.answers[0]?.at ?? began) - began;
      }),
  },
  {
    what: "crash: client's gap",
    aim: "≤ 1100 ms",
    peers: "Heartbeat 1757, Pacemaker 2736",
    measure: (hb) => gapOf(hb, {}, "n2", ({ n1 }) => n1.crash()),
  },
  {
    what: "planned stop (SIGTERM): client's gap",
    aim: "≤ 100 ms",
    peers: "keepalived 650 (102 at its fastest), Heartbeat 780",
    measure: (hb) => gapOf(hb, {}, "n2", ({ n1 }) => n1.stop()),
  },
  {
    what: "planned move (standby): client's gap",
    aim: "≤ 100 ms",
    peers: "Pacemaker 507–2122",
    measure: (hb) => gapOf(hb, {}, "n2", ({ n1 }) => n1.hb("standby", "n1")),
  },
  {
    what: "nginx killed, restarted in place: client's gap",
    aim: "",
    peers: "Pacemaker 1144; the others never restart it",
    measure: (hb) => gapOf(hb, { defaults: WATCHED }, "n1", killNginx),
  },
  {
    what: "nginx killed, moved: client's gap",
    aim: "",
    peers: "Pacemaker 1339",
    measure: (hb) =>
      gapOf(hb, { defaults: `${WATCHED}\nmigration_threshold = 1` }, "n2", killNginx),
  },
  {
    what: "daemon killed: from its next start to its first word",
    aim: "≤ 150 ms",
    peers: "",
    measure: (hb) => running(hb, {}, (stage) => hearFirstWord(hb, stage)),
  },
  {
    what: "cut and healed: client's gap after the heal",
    aim: "≤ 300 ms",
    peers:
      "keepalived 25–35 s in a third of the cases, Heartbeat 16 300, Pacemaker 1842 and it moves",
    measure: (hb) =>
      running(hb, {}, async (stage) => {
        const { healed } = await cutAndHeal(stage);
        await pause(QUIET);
        return stage.probe.longestGap(healed);
      }),
  },
  {
    what: "cut and healed: until one holder is left",
    aim: "≤ 300 ms",
    peers: "",
    measure: (hb) =>
      running(hb, {}, async (stage) => {
        const { healed, alone } = await cutAndHeal(stage);
        return alone - healed;
      }),
  },
];

/** As a peer hears it whose daemon is away; with the shell that starts it. */
async function hearFirstWord(hb: HbCommand, { n1, n2 }: Stage): Promise<number> {
  await n2.killDaemon();
  const listener = new Listener(n2.space, hb, PORT);
  n2.spared.add(listener.pid);
  try {
    await until("it is heard", BOUND, () => listener.firstAfter(0) !== null);
    await n1.killDaemon();
    await pause(QUIET);
    const began = labNow();
    n1.start();
    const first = () => listener.firstAfter(began);
    return await until("it is heard again", BOUND, first, () => n1.lastWords(), 2) - began;
  } finally {
    await listener.end();
  }
}

/** The monitor's interval in Pacemaker's measurement: a second. */
const WATCHED = 'monitor = "1s"';

function killNginx({ n1 }: Stage): Promise<void> {
  n1.killAll("nginx");
  return Promise.resolve();
}

/** @returns when the cable was mended, and when one holder was left after that. */
async function cutAndHeal(
  { n1, probe, holding }: Stage,
): Promise<{ readonly healed: number; readonly alone: number }> {
  const cut = labNow();
  await n1.cutSilently();
  await until("n2 answers", BOUND, () => probe.firstFrom("n2", cut) !== null);
  await pause(QUIET);
  const healed = labNow();
  await n1.mendSilently();
  await until("one holder", BOUND, () => holding.holders(ADDRESS).length === 1, () => "", 2);
  return { healed, alone: labNow() };
}

/** The client's longest wait around `event`, after which `then` serves. */
function gapOf(
  hb: HbCommand,
  cluster: Partial<LabCluster>,
  then: string,
  event: (stage: Stage) => Promise<unknown>,
): Promise<number> {
  return running(hb, cluster, async (stage) => {
    const began = labNow();
    await event(stage);
    await until(
      `${then} answers`,
      BOUND,
      () =>
        stage.probe.last?.from === then && stage.probe.longestGap(labNow() - 200) < 150 &&
        labNow() - began > QUIET,
      () => stage.n2.lastWords(),
    );
    return stage.probe.longestGap(began);
  });
}

/** A stage whose client is served by n1. */
function running(
  hb: HbCommand,
  cluster: Partial<LabCluster>,
  measure: (stage: Stage) => Promise<number>,
): Promise<number> {
  return staged(hb, cluster, async (stage) => {
    stage.lab.nodes.forEach((node) => node.start());
    await Promise.all(stage.lab.nodes.map((node) => node.sees(UNIT, "n1", BOUND)));
    await until("n1 answers", BOUND, () => stage.probe.last?.from === "n1");
    await pause(QUIET);
    return await measure(stage);
  });
}

async function staged(
  hb: HbCommand,
  cluster: Partial<LabCluster>,
  measure: (stage: Stage) => Promise<number>,
): Promise<number> {
  const lab = await Lab.open({ hb, nodes: 2 });
  try {
    await lab.configure(clusterFile({
      nodes: lab.names,
      room: lab.room,
      groups: [{ name: UNIT, address: ADDRESS, agent: `lsb:${lab.service}`, prefer: ["n1"] }],
      ...cluster,
    }));
    const probe = lab.probe(ADDRESS);
    const holding = lab.watchHolding();
    return await measure({ lab, n1: lab.node(1), n2: lab.node(2), probe, holding });
  } finally {
    await lab.close();
  }
}
