/** hb: high availability for Linux hosts in one executable. All that it does begins in `src/cli`. */
import process from "node:process";
import { main } from "./src/cli/mod.ts";

// Deno 2.4 takes its own createHmac for a deprecated call, and would say so at every start.
Object.assign(process, { noDeprecation: true });

Deno.exit(await main(Deno.args));
