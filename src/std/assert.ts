/**
 * `@std/assert`, carried by the npm package `deno-std` as plain JavaScript (jsr cannot be reached
 * from every network); the types stand beside it.
 */
// @ts-types="./assert.d.ts"
export * from "npm:deno-std@1.4.0/assert/mod.js";
