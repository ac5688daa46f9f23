/** `hb demo`: the newcomer's first minute. A real cluster in namespaces, watched by a client. */
import {
  clusterFile,
  type HbCommand,
  Lab,
  labNow,
  LabProblem,
  labProblem,
  pause,
  playPart,
  type Probe,
  until,
} from "../lab/mod.ts";
import { BUILD } from "./build_info.ts";
import { keepDemo } from "./demo_keep.ts";
import { bad, bold, DemoScreen, dim, good } from "./demo_screen.ts";
import { ExitCode } from "./exit_code.ts";

const ADDRESS = "10.77.0.200";
const UNIT = "web";
/** How long each step may take before the demo gives up and says so. */
const BOUND = 30_000;
/** Long enough that the strip shows what was before and after. */
const LOOK = 1200;

/** @returns the exit code. */
export async function demo(args: readonly string[]): Promise<number> {
  if (await playPart()) return ExitCode.done;
  const problem = await labProblem();
  if (problem !== null) {
    console.error(`Cannot show the demo: ${problem}.`);
    return ExitCode.couldNot;
  }
  const hb = hbCommand();
  let lab: Lab | null = null;
  // Whoever gets impatient leaves nothing behind; the lab is emptied even if this fails.
  const interrupted = Promise.withResolvers<"interrupted">();
  const onSignal = () => interrupted.resolve("interrupted");
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, onSignal);
  try {
    const screen = new DemoScreen(6);
    introduce(screen);
    const began = labNow();
    lab = await Lab.open({ hb, nodes: 2 });
    const ended = await Promise.race([show(lab, screen, began), interrupted.promise]);
    if (ended === "interrupted") return ExitCode.couldNot;
    if (args.includes("--keep")) await keepDemo(lab, screen, ADDRESS, interrupted.promise);
    return ExitCode.done;
  } catch (cause) {
    if (!(cause instanceof LabProblem)) throw cause;
    console.error(`\nThe demo did not get to its end: ${cause.message}`);
    return ExitCode.couldNot;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.removeSignalListener(signal, onSignal);
    }
    await lab?.close();
    console.log(dim("\nCleaned up: nothing is left running."));
  }
}

/** How this hb is run again: the executable, or Deno with the sources. */
function hbCommand(): HbCommand {
  if (BUILD.commit !== "source") return [Deno.execPath()];
  const root = new URL("../../", import.meta.url).pathname;
  return [
    Deno.execPath(),
    "run",
    "--allow-all",
    "--quiet",
    "--config",
    `${root}deno.json`,
    `${root}main.ts`,
  ];
}

function introduce(screen: DemoScreen): void {
  screen.print(`${bold("hb demo")}: two hosts, one address, one web server. \
Nothing on this machine is changed.

     n1 10.77.0.1 ──┐
                    ├── switch ── client: GET http://${ADDRESS}/ every 10 ms
     n2 10.77.0.2 ──┘

     The strip is what the client sees: one mark is 50 ms, coloured by the node that answered,
     and a dot where nobody did. A peer is taken for dead after 1 s of silence (deadtime).`);
}

interface Measured {
  readonly what: string;
  readonly gap: number;
}

async function show(lab: Lab, screen: DemoScreen, began: number): Promise<void> {
  const [n1, n2] = [lab.node(1), lab.node(2)];
  const measured: Measured[] = [];

  screen.step(
    "The hosts",
    "each with its own network card, host name, init scripts and web server",
  );
  await lab.configure(clusterFile({
    nodes: lab.names,
    room: lab.room,
    groups: [{ name: UNIT, address: ADDRESS, agent: `lsb:${lab.service}`, prefer: ["n1"] }],
  }));
  screen.result(
    `ready after ${seconds(labNow() - began)}; web server: ${
      lab.service === "nginx" ? "nginx" : "hb's own (nginx is not installed)"
    }`,
  );

  screen.step("hb run, on both", "the same cluster.toml on each; n1 is preferred");
  const probe = lab.probe(ADDRESS);
  const started = labNow();
  n1.start();
  n2.start();
  await until(
    "the client gets its first answer",
    BOUND,
    () => probe.last !== null,
    () => n1.lastWords(),
  );
  await n2.sees(UNIT, "n1", BOUND);
  screen.result(`serving ${seconds((probe.answers[0]?.at ?? 0) - started)} after the start`);
  screen.command("hb status -1", (await n2.hb("status", "-1")).output);

  screen.step("n1 loses its power", "every process killed, the cable cut, in the same moment");
  measured.push(
    await watch(screen, probe, "crash of the active node", async () => {
      await n1.crash();
      await n2.sees(UNIT, "n2", BOUND);
    }),
  );

  screen.step("n1 comes back", "it joins and asks for nothing: n2 keeps what works");
  measured.push(
    await watch(screen, probe, "return of the crashed node", async () => {
      await n1.powerOn();
      await n1.sees(UNIT, "n2", BOUND);
    }),
  );

  screen.step(
    "A planned move",
    "hb standby n2: stopped there, started here, no waiting for deadtime",
  );
  measured.push(
    await watch(screen, probe, "planned move", async () => {
      const { output } = await n2.hb("standby", "n2");
      screen.command("hb standby n2", output);
      await n1.sees(UNIT, "n1", BOUND);
    }),
  );
  await n2.hb("online", "n2");

  screen.step("The web server dies", "kill -9, on n1; the monitor runs every 500 ms");
  measured.push(
    await watch(screen, probe, "death of the web server", async () => {
      const died = labNow();
      n1.killService(lab.service);
      await until("the client gets an answer again", BOUND, async () => {
        await pause(300);
        return (probe.last?.at ?? 0) > died + 200 && probe.longestGap(labNow() - 200) < 200;
      });
    }),
  );
  screen.command("hb status -1f", (await n2.hb("status", "-1f")).output);
  summarise(screen, measured);
}

/** Runs one event under the client's eyes. */
async function watch(
  screen: DemoScreen,
  probe: Probe,
  what: string,
  event: () => Promise<void>,
): Promise<Measured> {
  await pause(LOOK);
  const live = screen.live(() => probe.answers, labNow);
  const since = labNow();
  try {
    await event();
    await pause(LOOK);
  } finally {
    live.stop();
  }
  const gap = probe.longestGap(since);
  screen.strip(probe.answers, labNow());
  screen.result(
    `longest wait for an answer: ${gap < 100 ? good(millis(gap)) : bold(millis(gap))}; ` +
      `now ${probe.last?.from ?? bad("nobody")} answers`,
  );
  return { what, gap };
}

function summarise(screen: DemoScreen, measured: readonly Measured[]): void {
  screen.print(`\n${bold("What the client saw")}`);
  const width = Math.max(...measured.map(({ what }) => what.length));
  for (const { what, gap } of measured) {
    screen.result(`${what.padEnd(width)}  ${millis(gap).padStart(8)}`);
  }
}

const seconds = (length: number): string => `${(length / 1000).toFixed(2)} s`;
const millis = (length: number): string => `${Math.round(length)} ms`;
