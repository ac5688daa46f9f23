/**
 * Each lasting fault of the network with each further event, for each column of the table of promises
 * (src/README.md): not drawn, but all there are.
 */
import type { ClusterConfig, NodeName } from "../../src/model/mod.ts";
import { readConfig } from "./draw_config.ts";
import type { Way } from "./fault.ts";

export const DEADTIME = 1000;

export const COLUMNS = [
  "two",
  "two+fencing",
  "two+arbiter",
  "two+witness",
  "three",
  "three+arbiter",
  "three+watchdog",
  "three+fencing",
  "five",
] as const;
export type Column = typeof COLUMNS[number];

/** back: after three deadtimes. The holder: who has the resource; the lead: who coordinates. */
export const EVENTS = [
  "nothing",
  "holder crashes, back",
  "holder lost",
  "lead crashes, back",
  "lead lost",
  "holder's hb killed",
  "lead's hb killed",
  "resource dies",
  "holder in standby",
  "holder leaves, back",
  "lead leaves, back",
] as const;
export type PairEvent = typeof EVENTS[number];

/** When the event comes: as the fault is noticed, or when all that follows from it is over. */
export const MOMENTS = [0.9, 6] as const;

export interface PairCase {
  readonly column: Column;
  readonly lead: NodeName;
  readonly holder: NodeName;
  readonly fault: Broken;
  readonly event: PairEvent;
  /** In deadtimes after the fault. */
  readonly moment: typeof MOMENTS[number];
}

interface Broken {
  readonly what: string;
  readonly ways: readonly Way[];
}

const FENCING = [
  '[fencing]\naction = "reboot"\n[[fence]]\nname = "power"\nagent = "fence_first"\ntimeout = "1s"',
  `monitor = "off"\nrandom_delay = "${DEADTIME / 2}ms"`,
];
const ARBITER = [
  '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "2s"\ntimeout = "400ms"',
];
/** In time only with a longer deadtime: it is of whole seconds. */
const WATCHDOG = ['[watchdog]\ntimeout = "1s"'];

export function configOf(column: Column): ClusterConfig {
  const [count = "", guard = ""] = column.split("+");
  const runners = { two: 2, three: 3, five: 5 }[count] ?? 2;
  const names = Array.from({ length: runners }, (_, index) => `n${index + 1}`);
  const deadtime = guard === "watchdog" ? 2 * DEADTIME : DEADTIME;
  return readConfig([
    `[cluster]\nname = "sim"\nkeepalive = "${deadtime / 5}ms"\nwarntime = "${deadtime / 2}ms"`,
    `deadtime = "${deadtime}ms"\ninitdead = "${deadtime * 2}ms"`,
    ...names.map((name) => `[[node]]\nname = "${name}"`),
    ...guard === "witness" ? ['[[node]]\nname = "n3"\nwitness = true'] : [],
    '[[link]]\nkind = "bcast"\ninterface = "eth0"',
    `[[resource]]\nname = "vip"\nagent = "ocf:sim:vip"\nmonitor = "${deadtime / 2}ms"`,
    ...guard === "fencing" ? FENCING : [],
    ...guard === "arbiter" ? ARBITER : [],
    ...guard === "watchdog" ? WATCHDOG : [],
  ]);
}

/** All of a column, in an order that does not change. */
export function casesOf(column: Column): readonly PairCase[] {
  const { nodes } = configOf(column);
  const names = nodes.map(({ name }) => name);
  const holders = nodes.filter(({ witness }) => !witness).map(({ name }) => name);
  // Of five alike the others are as these.
  const few = <What>(all: readonly What[]) => column === "five" ? all.slice(0, 2) : all;
  return few(names).flatMap((lead) =>
    few(holders).flatMap((holder) =>
      faultsOf(names).flatMap((fault) =>
        EVENTS.filter((event) => lead !== holder || !event.startsWith("lead")).flatMap((event) =>
          MOMENTS.filter((moment) => event !== "nothing" || moment === MOMENTS[0])
            .map((moment) => ({ column, lead, holder, fault, event, moment }))
        )
      )
    )
  );
}

/** Every single one-way and two-way fault, of a link and of a node. */
function faultsOf(names: readonly NodeName[]): readonly Broken[] {
  const both = (one: NodeName, two: NodeName) => [{ from: one, to: two }, { from: two, to: one }];
  return names.flatMap((one, index) => {
    const others = names.filter((name) => name !== one);
    const ofNode = [
      { what: `${one} hears nobody`, ways: others.map((from) => ({ from, to: one })) },
      { what: `nobody hears ${one}`, ways: others.map((to) => ({ from: one, to })) },
      { what: `${one} is cut off`, ways: others.flatMap((other) => both(one, other)) },
    ];
    if (others.length === 1) return index === 0 ? ofNode : ofNode.slice(0, 1);
    return [
      ...ofNode,
      ...others.map((from) => ({
        what: `${one} does not hear ${from}`,
        ways: [{ from, to: one }],
      })),
      ...names.slice(index + 1).map((other) => ({
        what: `no link ${one}-${other}`,
        ways: both(one, other),
      })),
    ];
  });
}

export const describeCase = ({ column, lead, holder, fault, event, moment }: PairCase): string =>
  `${column}: ${holder} holds, ${lead} leads; ${fault.what}; ${event}` +
  (event === "nothing" ? "" : ` ${moment} deadtimes later`);

/** So many of a column at least, spread over all of it: the step shares no factor with its parts. */
export function sampleOf(column: Column, count: number): readonly PairCase[] {
  const all = casesOf(column);
  const most = Math.max(1, Math.floor(all.length / count));
  const step = [61, 41, 23, 13, 7, 5, 3].find((each) => each <= most) ?? 1;
  return all.filter((_, index) => index % step === 0);
}
