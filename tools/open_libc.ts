/**
 * Loaded before the unit tests on Deno 2.4.2, which takes whatever a test opens and does not close
 * for a leak: hb keeps the C library open as long as it lives.
 */
import { libc } from "../src/io/libc.ts";

libc();
