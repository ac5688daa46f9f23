export * from "./effect.ts";
export * from "./event.ts";
export * from "./input.ts";
export * from "./saved_state.ts";
export * from "./snapshot.ts";
