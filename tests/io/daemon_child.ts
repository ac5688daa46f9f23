/** The daemon as a process of its own, for tests: CONFIG STATE SOCKET. */
import { runDaemon } from "../../src/io/mod.ts";

const [config = "", state = "", socket = ""] = Deno.args;
Deno.exit(await runDaemon({ config, version: "test", node: "n1", state, socket }));
