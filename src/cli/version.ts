/** `hb version` */
import { BUILD } from "./build_info.ts";
import type { Command } from "./command.ts";
import { ExitCode } from "./exit_code.ts";

export const version: Command = {
  name: "version",
  operands: "",
  fewest: 0,
  most: 0,
  summary: "Version, commit and runtime of this executable",
  details: "",
  options: [],
  run: (_given, world) => {
    world.print(`hb ${BUILD.version} (commit ${BUILD.commit}, ${world.runtime})`);
    return Promise.resolve(ExitCode.done);
  },
};
