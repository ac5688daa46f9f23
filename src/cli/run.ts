/** `hb run`: the daemon. */
import { BUILD } from "./build_info.ts";
import type { Command } from "./command.ts";
import { CONFIG_FILE } from "./config_file.ts";

export const run: Command = {
  name: "run",
  operands: "",
  fewest: 0,
  most: 0,
  summary: "The daemon, in the foreground",
  details:
    "Made to be started by systemd. SIGTERM hands everything over, then it ends; SIGHUP reads\n" +
    "the configuration again. When it is killed, what it runs goes on and is adopted later.",
  options: [
    { name: "config", value: "FILE", help: `The configuration (${CONFIG_FILE})` },
    { name: "node", value: "NODE", help: "This node's name (this host's own)" },
    { name: "state", value: "DIR", help: "Where to keep state ($STATE_DIRECTORY, /var/lib/hb)" },
    {
      name: "socket",
      value: "PATH",
      help: "The control socket ($HB_SOCKET, $RUNTIME_DIRECTORY/hb.sock, /run/hb/hb.sock)",
    },
  ],
  run: ({ values }, world) => {
    const [node, state, socket] = ["node", "state", "socket"].map((name) => values.get(name));
    return world.runDaemon({
      config: values.get("config") ?? CONFIG_FILE,
      version: BUILD.version,
      ...(node === undefined ? {} : { node }),
      ...(state === undefined ? {} : { state }),
      ...(socket === undefined ? {} : { socket }),
    });
  },
};
