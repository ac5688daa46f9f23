/** `hb demo --keep`: leaves the cluster running, to be looked at and played with. */
import { type Lab, type LabNode, Relay } from "../lab/mod.ts";
import { BUILD } from "./build_info.ts";
import { bold, type DemoScreen, dim } from "./demo_screen.ts";

/** Where the pages are looked for first; any free port is taken where another has these. */
const FIRST_PORT = 7700;

/** Says where to look and what to try; returns once Ctrl-C was pressed. */
export async function keepDemo(
  lab: Lab,
  screen: DemoScreen,
  address: string,
  interrupted: Promise<unknown>,
): Promise<void> {
  const site = new Relay(
    lab.client,
    lab.hb,
    `${lab.room}/site.sock`,
    { hostname: address, port: 80 },
    FIRST_PORT,
  );
  const pages = lab.nodes.map((node, index) => ({ node, relay: statusOf(lab, node, index) }));
  try {
    screen.print(`\n${bold("It goes on running until you press Ctrl-C.")} In your browser:`);
    screen.result(`${site.url}  the site, by the address that moves`);
    for (const { node, relay } of pages) screen.result(`${relay.url}  ${node.name}'s status page`);
    screen.print("\nIn another terminal, e.g.:");
    const hb = BUILD.commit === "source" ? "hb" : Deno.execPath();
    const [node] = lab.nodes;
    for (const command of ["status", "standby n1", "online n1", "move web n2"]) {
      screen.result(`HB_SOCKET=${node?.socket} ${hb} ${command}`);
    }
    screen.result(dim(`logs and cluster.toml: ${lab.room}/n1, ${lab.room}/n2`));
    await interrupted;
  } finally {
    await Promise.all([site, ...pages.map(({ relay }) => relay)].map((relay) => relay.end()));
  }
}

/** The page that the node's daemon serves on its own 127.0.0.1. */
function statusOf(lab: Lab, node: LabNode, index: number): Relay {
  return new Relay(
    node.space,
    lab.hb,
    `${node.room}/page.sock`,
    { hostname: "127.0.0.1", port: 7694 },
    FIRST_PORT + 1 + index,
  );
}
