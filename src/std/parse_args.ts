/**
 * `@std/cli/parse-args`, carried by the npm package `deno-std` as plain JavaScript (jsr cannot be
 * reached from every network); the types stand beside it.
 */
// @ts-types="./parse_args.d.ts"
export { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";
