/** `deno task e2e [FILE…]`: the built binary between real kernels' network namespaces. */
import { close, E2E, needBinary, runSuite } from "./suite.ts";

await needBinary();
close([await runSuite("e2e", Deno.args.length > 0 ? Deno.args : E2E)]);
