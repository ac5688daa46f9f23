/**
 * `deno task test`: everything that can be tested on this machine. The unit tests and the simulator
 * need nothing but Deno; the end-to-end tests need namespaces and `dist/hb`, and say so where they
 * are left out.
 */
import { close, E2E, freshBinary, runSuite, UNIT } from "./suite.ts";

const unit = await runSuite("unit", UNIT);
const problem = await freshBinary();
const e2e = await runSuite("e2e", E2E, problem === null ? {} : { HB_NO_BINARY: problem });
close([unit, e2e]);
