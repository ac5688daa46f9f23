export * from "./effect.ts";
export type { Event } from "../model/mod.ts";
export * from "./input.ts";
export * from "./saved_state.ts";
export * from "./snapshot.ts";
