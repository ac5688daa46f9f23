/** hb: high availability for Linux hosts in one executable. All that it does begins in `src/cli`. */
import { main } from "./src/cli/mod.ts";

Deno.exit(await main(Deno.args));
