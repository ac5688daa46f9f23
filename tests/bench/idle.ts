/** What a daemon costs that has nothing to do. */
import {
  clusterFile,
  type HbCommand,
  Lab,
  type LabNode,
  labNow,
  pause,
} from "../../src/lab/mod.ts";
import type { Row } from "./table.ts";

const MEASURED = 20_000;
const SETTLED = 5000;
/** The kernel's clock ticks a second, as /proc counts them. */
const TICKS = 100;

/** Figures of the standby node's daemon in a cluster of two, with no client asking anything. */
export async function idle(hb: HbCommand): Promise<readonly Row[]> {
  const lab = await Lab.open({ hb, nodes: 2 });
  try {
    await lab.configure(clusterFile({
      nodes: lab.names,
      room: lab.room,
      defaults: 'monitor = "1s"',
      groups: [{
        name: "web",
        address: "10.77.0.200",
        agent: `lsb:${lab.service}`,
        prefer: ["n1"],
      }],
    }));
    lab.nodes.forEach((node) => node.start());
    await Promise.all(lab.nodes.map((node) => node.sees("web", "n1", 30_000)));
    await pause(SETTLED);
    const rows = [];
    for (const node of lab.nodes) rows.push(...await costs(node));
    return rows;
  } finally {
    await lab.close();
  }
}

async function costs(node: LabNode): Promise<readonly Row[]> {
  const { pid } = node.daemon;
  const role = node.name === "n1" ? "idle, active node, monitors every 1 s" : "idle, standby node";
  const [before, began] = [await used(pid), labNow()];
  await pause(MEASURED);
  const [after, seconds] = [await used(pid), (labNow() - began) / 1000];
  const share = (after.ticks - before.ticks) / TICKS / seconds * 100;
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const smaps = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  const megabytes = (text: string, field: string) =>
    `${
      (Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1024).toFixed(1)
    } MB`;
  return [
    {
      what: `${role}: CPU`,
      hb: `${share.toFixed(2)} % of a core`,
      aim: "≤ 0.5 %",
      peers: "Pacemaker 13 %",
    },
    {
      what: `${role}: memory`,
      hb: `RSS ${megabytes(status, "VmRSS")}, RssAnon ${megabytes(status, "RssAnon")}, PSS ${
        megabytes(smaps, "Pss")
      }`,
      aim: "",
      peers: "Pacemaker PSS 144 MB",
    },
    {
      what: `${role}: sent`,
      hb: `${((after.packets - before.packets) / seconds).toFixed(1)} packets/s, ${
        Math.round((after.bytes - before.bytes) / seconds)
      } bytes/s`,
      aim: "",
      peers: "",
    },
  ];
}

/** Processor time of the daemon, and what its host has sent over eth0. */
async function used(pid: number): Promise<{ ticks: number; packets: number; bytes: number }> {
  const stat = (await Deno.readTextFile(`/proc/${pid}/stat`)).split(") ")[1]?.split(" ") ?? [];
  const eth0 = /eth0:\s*(.*)/.exec(await Deno.readTextFile(`/proc/${pid}/net/dev`))?.[1] ?? "";
  const counters = eth0.split(/\s+/).map(Number);
  return {
    ticks: Number(stat[11]) + Number(stat[12]),
    bytes: counters[8] ?? 0,
    packets: counters[9] ?? 0,
  };
}
